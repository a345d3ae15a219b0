// Every route of the description × {no token, expired, wrong role, bad body, good}, and no secret in any answer, in the
// log or in the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { openEvents } from '../support/event_stream.mjs';
import { apiClient, runExogate, startBareSite } from '../support/gateway.mjs';
import { bodyType, expireTokens, isStream, somewhere, walkingClient } from '../support/route_walk.mjs';
import { recordOf, simulateCall, WEBHOOK } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const OWNER = ['owner@example.com', 'planted-password-of-the-owner'];
const CLERK = ['clerk@example.com', 'planted-password-of-the-clerk'];
const GUEST = ['guest@example.com', 'planted-password-of-the-guest'];
const NEXT_PASSWORD = 'planted-next-password-of-the-guest';
const KEYS = { apiKey: 'planted-api-key', apiToken: 'planted-api-token' };
const ENVIRONMENT = { EXOGATE_CALLS_WEBHOOK_KEY: 'planted-webhook-key', ELEVENLABS_API_KEY: 'planted-vendor-key' };

/** What is right to refuse while nobody has set anything up: the walk asks before useEverything does. */
const BEFORE_SETUP = { 'GET /api/v1/integrations/exotel/numbers': 400 };

const EXOTEL = '/api/v1/integrations/exotel';

async function must(client, status, method, address, body, options) {
  const answer = await client.request(method, address, body, options);
  assert.equal(answer.status, status, `${method} ${address} ${answer.text}`);
  return answer;
}

/** A session of the page for `account`: what its requests carry. */
async function pageSession({ site, walk }, [username, password]) {
  const session = await must(walk.as(''), 200, 'POST', '/api/v1/auth/session', { username, password });
  const cookie = session.headers['set-cookie'][0].split(';')[0];
  walk.plant(cookie.split('=')[1]);
  return { headers: { cookie, origin: site.gateway.admin } };
}

async function useSignIns(scene) {
  const { walk } = scene;
  const nobody = walk.as('');
  const account = { username: CLERK[0], password: CLERK[1] };
  walk.plant((await must(nobody, 200, 'POST', '/api/v1/auth/login', account)).body.access_token);
  const { headers } = await pageSession(scene, CLERK);
  await must(nobody, 403, 'DELETE', '/api/v1/auth/session', undefined, { headers: { cookie: headers.cookie } });
  await must(nobody, 200, 'DELETE', '/api/v1/auth/session', undefined, { headers });
}

/** A user is added, does at the page what people do with their own account, and is shown the door. */
async function useUsers(scene) {
  const { walk, owner } = scene;
  const nobody = walk.as('');
  const [email, password] = GUEST;
  const added = await must(owner, 201, 'POST', '/api/v1/users', { email, password, role: 'admin' });
  const guest = `/api/v1/users/${added.body.id}`;
  assert.equal((await must(owner, 200, 'GET', guest)).body.email, email);

  const page = await pageSession(scene, GUEST);
  await pageSession(scene, GUEST);
  await must(nobody, 200, 'POST', '/api/v1/auth/confirm', { password }, page);
  const { sessions } = (await must(nobody, 200, 'GET', '/api/v1/auth/sessions', undefined, page)).body;
  assert.equal(sessions.length, 2);
  const other = sessions.find((session) => !session.current);
  await must(nobody, 200, 'DELETE', `/api/v1/auth/sessions/${other.id}`, undefined, page);
  const change = { current_password: password, new_password: NEXT_PASSWORD };
  await must(nobody, 200, 'POST', '/api/v1/auth/password', change, page);

  const { body: left } = await must(owner, 200, 'GET', `${guest}/sessions`);
  assert.equal(left.sessions.length, 1);
  await must(owner, 200, 'DELETE', `${guest}/sessions/${left.sessions[0].id}`);
  await must(nobody, 401, 'GET', '/api/v1/auth/me', undefined, page);
  assert.equal((await must(owner, 200, 'PUT', guest, { disabled: true })).body.disabled, true);
  await must(owner, 200, 'DELETE', guest);
  await must(owner, 404, 'GET', guest);
}

async function useTokens({ walk, owner, clerk }) {
  const made = await must(clerk, 201, 'POST', '/api/v1/tokens', { name: 'walked', role: 'admin', expires_in_days: 1 });
  walk.plant(made.body.token);
  const program = walk.as(made.body.token);
  await must(program, 200, 'GET', '/api/v1/bots');
  await must(owner, 200, 'GET', '/api/v1/tokens');
  await must(clerk, 200, 'DELETE', `/api/v1/tokens/${made.body.id}`);
  await must(program, 401, 'GET', '/api/v1/bots');
}

async function useBots({ site, walk, owner, clerk }) {
  await must(owner, 201, 'PUT', '/api/v1/bots/walker', { greeting_text: 'Hello.' });
  const wav = { headers: { 'content-type': 'audio/wav' } };
  await must(owner, 200, 'PUT', '/api/v1/bots/walker/recording', toneWav({ seconds: 1, hz: 440 }), wav);
  await must(clerk, 200, 'GET', '/api/v1/bots/walker/recording');
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker/recording');
  await must(clerk, 200, 'GET', '/api/v1/bots/walker/greeting');
  await must(clerk, 200, 'POST', '/api/v1/greeting-preview', { greeting_text: 'Good morning.' });
  const login = await must(owner, 200, 'POST', '/api/v1/bots/walker/stream-credentials');
  walk.plant(login.body.password);
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker/stream-credentials');
  const browser = await must(clerk, 200, 'POST', '/api/v1/bots/walker/browser-call');
  for (const url of browser.body.websocket_urls) assert.ok(url.startsWith(`${site.gateway.calls.replace(/^http/, 'ws')}/exotel/walker/`), url);
  await must(clerk, 404, 'POST', '/api/v1/bots/nobody/browser-call');
  await must(clerk, 200, 'GET', '/api/v1/bots/walker');
}

async function useNumbersAndCalls({ site, owner, clerk }) {
  const made = await must(owner, 201, 'POST', `${EXOTEL}/dids`, { number: '08041234567', bot_id: 'walker', app_id: '778899' });
  const did = `${EXOTEL}/dids/${made.body.id}`;
  await must(owner, 200, 'PUT', did, { label: 'Walked' });
  const verified = await must(owner, 200, 'POST', `${EXOTEL}/verify`);
  assert.equal(verified.body.verdict, 'ok', verified.text);
  const { body: account } = await must(owner, 200, 'GET', `${EXOTEL}/numbers`);
  assert.equal(account.numbers[0].did_id, made.body.id);

  const placed = await must(clerk, 200, 'POST', `${did}/test-call`, { to_number: '9812345678' });
  const sid = placed.body.call_sid;
  const progress = await must(clerk, 200, 'GET', `/api/v1/test-calls/${sid}`);
  assert.equal(progress.body.call_sid, sid);
  const webhook = `${site.gateway.calls}${WEBHOOK}?key=${ENVIRONMENT.EXOGATE_CALLS_WEBHOOK_KEY}`;
  const outcome = await simulateCall(webhook, ['--to', '08041234567', '--talk-milliseconds', '500']);
  assert.equal(outcome.connected, true, outcome.failure);
  const call = await recordOf(clerk, outcome.call_sid);
  await must(clerk, 200, 'GET', `/api/v1/calls/${call.id}`);
  const sheet = await must(clerk, 200, 'GET', '/api/v1/calls.csv?outcome=answered');
  assert.ok(sheet.text.includes(call.id), sheet.text);
  assert.equal(typeof call.verdict.turn, 'string');
  const summary = await must(clerk, 200, 'GET', `/api/v1/call-summary?bot_id=walker&buckets=2`);
  assert.equal(summary.body.buckets.at(-1).calls, summary.body.totals.calls);
  assert.ok(summary.body.totals.calls > 0, summary.text);
  const system = await must(clerk, 200, 'GET', '/api/v1/system');
  assert.ok(system.body.database.calls > 0, system.text);
  await must(owner, 200, 'DELETE', did);
}

/** Succeeds once with every operation that changes something, and with those that need something to be there. */
async function useEverything(scene) {
  const { site, owner } = scene;
  await useSignIns(scene);
  await useUsers(scene);
  await useTokens(scene);
  const credentials = { account_sid: 'acmeco1', api_key: KEYS.apiKey, api_token: KEYS.apiToken, api_base_url: site.exotel.url };
  await must(owner, 200, 'PUT', EXOTEL, credentials);
  await useBots(scene);
  await useNumbersAndCalls(scene);
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker');
  const audit = await must(owner, 200, 'GET', '/api/v1/audit?action=token.revoked');
  assert.equal(audit.body.entries[0].actor, CLERK[0]);
}

/** What is wrong is refused without repeating it. */
async function failAtEverything(scene) {
  const { walk, owner } = scene;
  const wrong = { api_key: 'planted-but-wrong-key', api_token: 'planted-but-wrong-token' };
  const guess = 'planted-but-wrong-password';
  for (const secret of [...Object.values(wrong), guess]) walk.plant(secret);
  const refused = await must(owner, 422, 'PUT', `${EXOTEL}?verify=true`, wrong);
  assert.equal(refused.body.verification.verdict, 'wrong');
  await must(owner, 200, 'PUT', EXOTEL, wrong);
  assert.equal((await must(owner, 200, 'POST', `${EXOTEL}/verify`)).body.verdict, 'wrong');
  await must(owner, 502, 'GET', `${EXOTEL}/numbers`);
  const { body: did } = await must(owner, 201, 'POST', `${EXOTEL}/dids`, { number: '08047101234', app_id: '778899' });
  const call = await must(owner, 502, 'POST', `${EXOTEL}/dids/${did.id}/test-call`, { to_number: '9812345678' });
  assert.equal(call.body.refusal.id, 'wrong_key_or_cluster');
  await must(owner, 422, 'PUT', EXOTEL, { api_key: `${wrong.api_key}:x` });
  await must(owner, 422, 'PUT', EXOTEL, { api_key: [wrong.api_key] });

  const nobody = walk.as('');
  await must(nobody, 401, 'POST', '/api/v1/auth/login', { username: OWNER[0], password: guess });
  const page = await pageSession(scene, OWNER);
  await must(nobody, 403, 'POST', '/api/v1/auth/confirm', { password: guess }, page);
  const change = { current_password: guess, new_password: NEXT_PASSWORD };
  await must(nobody, 403, 'POST', '/api/v1/auth/password', change, page);
  await must(owner, 422, 'POST', '/api/v1/users', { email: 'no address', password: guess, role: 'admin' });
  await must(owner, 409, 'POST', '/api/v1/users', { email: CLERK[0], password: guess, role: 'admin' });
}

describe('every route', () => {
  let site;
  let walk;
  let owner;
  let clerk;
  let limited;
  const expired = [];

  const signIn = async ([email, password]) => {
    const { access_token: token } = await apiClient(site.gateway.admin).login(email, password);
    walk.plant(token);
    return token;
  };

  const apiToken = async (client, role) => {
    const { body } = await must(client, 201, 'POST', '/api/v1/tokens', { name: role, role, expires_in_days: 1 });
    walk.plant(body.token);
    return body;
  };

  before(async () => {
    site = await startBareSite({ env: ENVIRONMENT, exotel: KEYS });
    const api = apiClient(site.gateway.admin);
    walk = walkingClient(site.gateway, (await api.get('/api/v1/openapi.json')).body);
    for (const secret of [OWNER[1], CLERK[1], GUEST[1], NEXT_PASSWORD, ...Object.values(KEYS), ...Object.values(ENVIRONMENT)]) walk.plant(secret);

    const setup = { token: site.gateway.setupToken, email: OWNER[0], password: OWNER[1] };
    walk.plant(setup.token);
    assert.equal((await walk.as('').request('POST', '/api/v1/auth/setup', setup)).status, 201);
    const command = ['user', 'add', CLERK[0], '--role', 'admin', '--config', site.gateway.configFile];
    const added = await runExogate(command, { input: `${CLERK[1]}\n` });
    assert.equal(added.code, 0, added.stderr);
    for (const account of [OWNER, CLERK]) expired.push(await signIn(account));
    expired.push((await apiToken(walk.as(expired[0]), 'super_admin')).token);
    await expireTokens(site.gateway);
    owner = walk.as(await signIn(OWNER));
    clerk = walk.as(await signIn(CLERK));
    limited = walk.as((await apiToken(owner, 'admin')).token);
  });
  after(() => site?.stop());

  const each = async (visit) => {
    for (const { path, method, operation } of walk.operations) {
      await visit({ method: method.toUpperCase(), address: somewhere(path), operation, role: operation['x-role'] });
    }
  };

  test('wants a token that is valid, whatever else is wrong', async () => {
    const revoked = await signIn(CLERK);
    await walk.as(revoked).request('POST', '/api/v1/auth/logout');
    const withdrawn = await apiToken(owner, 'super_admin');
    await must(owner, 200, 'DELETE', `/api/v1/tokens/${withdrawn.id}`);
    const tokens = ['', 'garbage', 'x'.repeat(3000), revoked, withdrawn.token, ...expired];
    await each(async ({ method, address, role }) => {
      for (const token of role === 'none' ? [] : tokens) {
        const answer = await walk.as(token).request(method, address, method === 'GET' ? undefined : '{');
        assert.equal(answer.status, 401, `${method} ${address}`);
        assert.equal(answer.headers['www-authenticate'], 'Bearer');
      }
    });
  });

  test('refuses an admin what a super_admin may, before it looks at anything else', async () => {
    await each(async ({ method, address, role }) => {
      for (const body of role === 'super_admin' ? [undefined, '{', {}] : []) {
        for (const admin of [clerk, limited]) {
          const answer = await admin.request(method, address, method === 'GET' ? undefined : body);
          assert.equal(answer.status, 403, `${method} ${address}`);
        }
      }
    });
  });

  test('refuses a bad body, a strange one and one too large', async () => {
    const send = (method, address, body, type) => owner.request(method, address, body, { headers: { 'content-type': type } });
    await each(async ({ method, address, operation }) => {
      const type = bodyType(operation);
      const about = `${method} ${address}`;
      if (!type) return;
      assert.equal((await send(method, address, '<a/>', 'text/html')).status, 415, about);
      const limit = type === 'application/json' ? 64 * 1024 : 10 * 1024 * 1024;
      assert.equal((await send(method, address, Buffer.alloc(limit + 1, ' '), type)).status, 413, about);
      const noText = Buffer.from('{"a":"\xff"}', 'latin1');
      for (const body of type === 'application/json' ? ['', '{', '[]', 'null', noText] : []) {
        assert.equal((await send(method, address, body, type)).status, 422, `${about} ${body}`);
      }
    });
  });

  test('is served to whoever may, and says nothing it should not', async () => {
    await each(async ({ method, address, operation, role }) => {
      if (method !== 'GET' || isStream(operation)) return;
      const answer = await (role === 'super_admin' ? owner : clerk).request(method, address);
      const wanted = BEFORE_SETUP[`${method} ${address}`] ?? (address.includes('no-such-thing') ? 404 : 200);
      assert.equal(answer.status, wanted, `${method} ${address} ${answer.text}`);
    });
  });

  test('does what it is for', { timeout: 120_000 }, async () => {
    const token = await signIn(CLERK);
    const events = await openEvents(site.gateway.admin, { token });
    assert.equal(events.status, 200);
    await useEverything({ site, walk, owner, clerk });
    await events.next((event) => event.event === 'call' && event.data.change === 'ended');
    events.close();
    walk.inspect('the events', events.text());
  });

  test('fails without telling a secret', () => failAtEverything({ site, walk, owner }));

  test('has been seen to succeed', () => {
    const served = walk.operations.filter(({ operation }) => !isStream(operation));
    const unseen = served.map(({ method, path }) => `${method} ${path}`).filter((one) => !walk.succeeded.has(one));
    assert.deepEqual(unseen, []);
  });

  test('leaves no secret in the log or in the database, also after a crash', async () => {
    await walk.inspectTraces();
    await site.gateway.kill();
    await walk.inspectTraces();
    assert.match(site.gateway.program.stderr, /changed the Exotel credentials/, 'there is a log to look at');
  });
});
