// Every route of the description × {no token, expired, wrong role, bad body, good}, and no secret in any answer, in the
// log or in the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { apiClient, runExogate, startBareSite, waitFor } from '../support/gateway.mjs';
import { bodyType, expireTokens, isStream, somewhere, walkingClient } from '../support/route_walk.mjs';
import { recordOf, simulateCall, WEBHOOK } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const OWNER = ['owner@example.com', 'planted-password-of-the-owner'];
const CLERK = ['clerk@example.com', 'planted-password-of-the-clerk'];
const KEYS = { apiKey: 'planted-api-key', apiToken: 'planted-api-token' };
const ENVIRONMENT = { EXOGATE_CALLS_WEBHOOK_KEY: 'planted-webhook-key', ELEVENLABS_API_KEY: 'planted-vendor-key' };

/** Succeeds once with every operation that changes something, and with those that need something to be there. */
async function useEverything({ site, walk, owner, clerk }) {
  const must = async (client, status, method, address, body, options) => {
    const answer = await client.request(method, address, body, options);
    assert.equal(answer.status, status, `${method} ${address} ${answer.text}`);
    return answer;
  };
  const nobody = walk.as('');
  const account = { username: CLERK[0], password: CLERK[1] };
  walk.plant((await must(nobody, 200, 'POST', '/api/v1/auth/login', account)).body.access_token);
  const session = await must(nobody, 200, 'POST', '/api/v1/auth/session', account);
  const cookie = session.headers['set-cookie'][0].split(';')[0];
  walk.plant(cookie.split('=')[1]);
  const origin = site.gateway.admin;
  await must(nobody, 403, 'DELETE', '/api/v1/auth/session', undefined, { headers: { cookie } });
  const left = await nobody.request('DELETE', '/api/v1/auth/session', undefined, { headers: { cookie, origin } });
  assert.equal(left.status, 200, left.text);

  const exotel = '/api/v1/integrations/exotel';
  const credentials = { account_sid: 'acmeco1', api_key: KEYS.apiKey, api_token: KEYS.apiToken, api_base_url: site.exotel.url };
  await must(owner, 200, 'PUT', exotel, credentials);
  await must(owner, 201, 'PUT', '/api/v1/bots/walker', { greeting_text: 'Hello.' });
  const wav = { headers: { 'content-type': 'audio/wav' } };
  await must(owner, 200, 'PUT', '/api/v1/bots/walker/recording', toneWav({ seconds: 1, hz: 440 }), wav);
  await must(clerk, 200, 'GET', '/api/v1/bots/walker/recording');
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker/recording');
  const login = await must(owner, 200, 'POST', '/api/v1/bots/walker/stream-credentials');
  walk.plant(login.body.password);
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker/stream-credentials');
  await must(clerk, 200, 'GET', '/api/v1/bots/walker');

  const made = await must(owner, 201, 'POST', `${exotel}/dids`, { number: '08041234567', bot_id: 'walker', app_id: '778899' });
  const did = `${exotel}/dids/${made.body.id}`;
  await must(owner, 200, 'PUT', did, { label: 'Walked' });
  const placed = await must(clerk, 200, 'POST', `${did}/test-call`, { to_number: '9812345678' });
  const sid = placed.body.call_sid;
  const progress = await must(clerk, 200, 'GET', `/api/v1/test-calls/${sid}`);
  assert.equal(progress.body.call_sid, sid);
  const webhook = `${site.gateway.calls}${WEBHOOK}?key=${ENVIRONMENT.EXOGATE_CALLS_WEBHOOK_KEY}`;
  const outcome = await simulateCall(webhook, ['--to', '08041234567', '--talk-milliseconds', '500']);
  assert.equal(outcome.connected, true, outcome.failure);
  const call = await recordOf(clerk, outcome.call_sid);
  await must(clerk, 200, 'GET', `/api/v1/calls/${call.id}`);
  await must(owner, 200, 'DELETE', did);
  await must(owner, 200, 'DELETE', '/api/v1/bots/walker');
}

describe('every route', () => {
  let site;
  let walk;
  let owner;
  let clerk;
  const expired = [];

  const signIn = async ([email, password]) => {
    const { access_token: token } = await apiClient(site.gateway.admin).login(email, password);
    walk.plant(token);
    return token;
  };

  before(async () => {
    site = await startBareSite({ env: ENVIRONMENT, exotel: KEYS });
    const api = apiClient(site.gateway.admin);
    walk = walkingClient(site.gateway, (await api.get('/api/v1/openapi.json')).body);
    for (const secret of [OWNER[1], CLERK[1], ...Object.values(KEYS), ...Object.values(ENVIRONMENT)]) walk.plant(secret);

    const setup = { token: site.gateway.setupToken, email: OWNER[0], password: OWNER[1] };
    walk.plant(setup.token);
    assert.equal((await walk.as('').request('POST', '/api/v1/auth/setup', setup)).status, 201);
    const command = ['user', 'add', CLERK[0], '--role', 'admin', '--config', site.gateway.configFile];
    const added = await runExogate(command, { input: `${CLERK[1]}\n` });
    assert.equal(added.code, 0, added.stderr);
    for (const account of [OWNER, CLERK]) expired.push(await signIn(account));
    await expireTokens(site.gateway);
    owner = walk.as(await signIn(OWNER));
    clerk = walk.as(await signIn(CLERK));
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
    const tokens = ['', 'garbage', 'x'.repeat(3000), revoked, ...expired];
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
        const answer = await clerk.request(method, address, method === 'GET' ? undefined : body);
        assert.equal(answer.status, 403, `${method} ${address}`);
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
      const wanted = address.includes('no-such-thing') ? 404 : 200;
      assert.equal(answer.status, wanted, `${method} ${address} ${answer.text}`);
    });
  });

  test('does what it is for', { timeout: 120_000 }, () => useEverything({ site, walk, owner, clerk }));

  test('fails without telling a secret', async () => {
    const wrong = { api_key: 'planted-but-wrong-key', api_token: 'planted-but-wrong-token' };
    for (const secret of Object.values(wrong)) walk.plant(secret);
    await owner.request('PUT', '/api/v1/integrations/exotel', wrong);
    const number = { number: '08047101234', app_id: '778899' };
    const { body: did } = await owner.request('POST', '/api/v1/integrations/exotel/dids', number);
    const address = `/api/v1/integrations/exotel/dids/${did.id}/test-call`;
    const refused = await waitFor(
      async () => {
        const answer = await owner.request('POST', address, { to_number: '9812345678' });
        return answer.status !== 429 && answer;
      },
      20_000,
      'the turn for another test call',
    );
    assert.equal(refused.status, 502, refused.text);
    const guess = { username: OWNER[0], password: 'planted-but-wrong-password' };
    walk.plant(guess.password);
    assert.equal((await walk.as('').request('POST', '/api/v1/auth/login', guess)).status, 401);
    assert.equal((await owner.request('PUT', '/api/v1/integrations/exotel', { api_key: `${wrong.api_key}:x` })).status, 422);
    assert.equal((await owner.request('PUT', '/api/v1/integrations/exotel', { api_key: [wrong.api_key] })).status, 422);
  });

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
