// The Exotel account behind the integration: does it work, what numbers has it, what do its refusals mean; and the
// integration as a document: conditional changes, many writers, export and import.
import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { apiClient, runExogate, startExotel, startGateway, temporaryFolder } from '../support/gateway.mjs';

const INTEGRATION = '/api/v1/integrations/exotel';
const FLOW = 'http://my.exotel.com/acmeco1/exoml/start_voice/42';
const OTHER_FLOW = 'http://my.exotel.com/acmeco1/exoml/start_voice/43';

const credentialsOf = (exotel, more = {}) => ({
  account_sid: exotel.accountSid,
  api_key: exotel.apiKey,
  api_token: exotel.apiToken,
  api_base_url: exotel.url,
  ...more,
});

describe('an Exotel account of two clusters', () => {
  let home;
  let away;
  let gateway;
  let api;

  before(async () => {
    home = await startExotel({
      args: ['--exophone', `08041234567=${FLOW}`, '--exophone', `08041234568=${OTHER_FLOW}`, '--exophone', '08041234569'],
    });
    away = await startExotel({ apiKey: 'another key', apiToken: 'another token' });
    gateway = await startGateway({ config: { exotel: { allowed_api_hosts: [home.url, away.url] } } });
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(async () => {
    await gateway?.stop();
    await home?.stop();
    await away?.stop();
  });

  const store = async (credentials) => {
    const answer = await api.put(INTEGRATION, credentials);
    assert.equal(answer.status, 200, answer.text);
  };
  const verify = async () => {
    const answer = await api.post(`${INTEGRATION}/verify`);
    assert.equal(answer.status, 200, answer.text);
    assert.ok(!answer.text.includes(home.apiToken) && !answer.text.includes(home.apiKey), answer.text);
    return answer.body;
  };
  const states = ({ parts }) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.state]));

  test('nothing is asked while a part is missing', async () => {
    const verdict = await verify();
    assert.equal(verdict.verdict, 'incomplete');
    assert.equal(verdict.parts.api_token.state, 'missing');
    assert.deepEqual(await home.requests(), []);
  });

  test('working credentials and the DIDs', async () => {
    await store(credentialsOf(home));
    for (const number of ['+918041234567', '08099999999']) {
      assert.equal((await api.post(`${INTEGRATION}/dids`, { number, flow_url: FLOW })).status, 201);
    }
    const verdict = await verify();
    assert.equal(verdict.verdict, 'ok', JSON.stringify(verdict));
    assert.deepEqual(
      verdict.dids.map(({ number, state }) => [number, state]),
      [
        ['+918041234567', 'ok'],
        ['08099999999', 'wrong'],
      ],
    );
    assert.ok((await home.requests()).every(({ method }) => method === 'GET'), 'verifying changes nothing');
  });

  test('the account\'s numbers beside the DIDs', async () => {
    const { status, body } = await api.get(`${INTEGRATION}/numbers`);
    assert.equal(status, 200);
    assert.equal(body.complete, true);
    const [first, second] = body.numbers;
    assert.equal(body.numbers.length, 3);
    assert.equal(first.voice_url, FLOW);
    assert.ok(first.did_id);
    assert.equal(first.flow_url_matches, true);
    assert.equal(second.did_id, null);
    assert.equal(second.flow_url_matches, null);
    assert.equal((await api.put(`${INTEGRATION}/dids/${first.did_id}`, { flow_url: OTHER_FLOW })).status, 200);
    assert.equal((await api.get(`${INTEGRATION}/numbers`)).body.numbers[0].flow_url_matches, false);
  });

  test('the wrong cluster, SID, key or token is named', async () => {
    await store({ api_base_url: away.url });
    const cluster = await verify();
    assert.equal(cluster.verdict, 'wrong');
    assert.equal(states(cluster).cluster, 'wrong');
    assert.equal(states(cluster).api_key, 'ok');
    assert.equal(cluster.right_api_base_url, home.url);
    assert.match(cluster.parts.cluster.next_step, new RegExp(home.url));

    await store({ api_base_url: home.url, account_sid: 'AcmeCo1' });
    const sid = await verify();
    assert.deepEqual(states(sid), { account_sid: 'wrong', api_key: 'ok', api_token: 'ok', cluster: 'ok', service: 'unknown' });

    await store({ account_sid: home.accountSid, api_token: 'a wrong token' });
    const token = await verify();
    assert.equal(states(token).api_token, 'wrong');
    assert.equal(states(token).account_sid, 'unknown');
    assert.equal(token.asked.length, 2);
    assert.equal(token.asked[0].refusal.id, 'wrong_key_or_cluster');
    assert.ok(!JSON.stringify(token).includes('a wrong token'));
    await store(credentialsOf(home));
  });

  test('?verify=true stores what works, refuses what does not, and never blocks on silence', async () => {
    const refused = await api.put(`${INTEGRATION}?verify=true`, { api_token: 'a wrong token' });
    assert.equal(refused.status, 422, refused.text);
    assert.match(refused.body.detail, /Nothing was stored/);
    assert.equal(refused.body.verification.verdict, 'wrong');
    assert.equal((await verify()).verdict, 'ok', 'the working token is still there');
    const stored = await api.put(`${INTEGRATION}?verify=true`, credentialsOf(home));
    assert.equal(stored.status, 200);
    assert.equal(stored.body.verification.verdict, 'ok');
    await away.stop();
    const silent = await api.put(`${INTEGRATION}?verify=true`, { api_base_url: away.url });
    assert.equal(silent.status, 200, silent.text);
    assert.equal(silent.body.verification.verdict, 'unknown');
    await store(credentialsOf(home));
  });

  test('all of it needs a super_admin', async () => {
    const nobody = api.as('');
    assert.equal((await nobody.post(`${INTEGRATION}/verify`)).status, 401);
    assert.equal((await nobody.get(`${INTEGRATION}/numbers`)).status, 401);
  });
});

describe('a refused test call', () => {
  test('has Exotel\'s words in detail, ours beside them', async () => {
    const exotel = await startExotel({ args: ['--refuse', 'ndnc'] });
    const gateway = await startGateway({ config: { exotel: { allowed_api_hosts: [exotel.url] } } });
    try {
      const api = apiClient(gateway.admin);
      await api.setUp(gateway.setupToken);
      await api.put(INTEGRATION, credentialsOf(exotel));
      const did = (await api.post(`${INTEGRATION}/dids`, { number: '08041234567', flow_url: FLOW })).body;
      const answer = await api.post(`${INTEGRATION}/dids/${did.id}/test-call`, { to_number: '9812345678' });
      assert.equal(answer.status, 502);
      assert.equal(answer.body.detail, 'Call to [number] cannot be made because of TRAI NDNC regulations');
      assert.equal(answer.body.refusal.id, 'dnd');
      assert.ok(answer.body.refusal.words && answer.body.refusal.next_step);
      assert.equal(answer.body.refusal.raw.status, 403);
      assert.equal(answer.body.refusal.raw.text, answer.body.detail);
    } finally {
      await gateway.stop();
      await exotel.stop();
    }
  });
});

describe('the document', () => {
  let gateway;
  let api;

  before(async () => {
    gateway = await startGateway();
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(async () => {
    await gateway?.stop();
  });

  test('200 writers at once lose nothing', async () => {
    const writers = Array.from({ length: 200 }, (_, i) =>
      i % 4 === 0
        ? api.put(INTEGRATION, [{ account_sid: 'acmeco1' }, { api_key: 'k' }, { api_token: 't' }][(i / 4) % 3])
        : api.post(`${INTEGRATION}/dids`, { number: `080${41_000_000 + i}` }),
    );
    for (const { status, text } of await Promise.all(writers)) assert.ok(status === 200 || status === 201, text);
    const { body } = await api.get(INTEGRATION);
    assert.equal(body.dids.length, 150);
    assert.equal(body.status, 'configured');
    assert.equal(body.account_sid, 'acmeco1');
  });

  test('If-Match lets one of many through, and tells the others why', async () => {
    const { etag } = (await api.get(INTEGRATION)).headers;
    assert.match(etag, /^"[^"]+"$/);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        api.put(INTEGRATION, { account_sid: `writer${i}` }, { headers: { 'if-match': etag } }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const stale = answers.find(({ status }) => status === 412);
    assert.match(stale.body.detail, /changed since you read it/);
    assert.equal(stale.headers.etag, (await api.get(INTEGRATION)).headers.etag);
    assert.equal((await api.put(INTEGRATION, {}, { headers: { 'if-match': '*' } })).status, 200);
  });
});

describe('exogate integration', () => {
  let home;
  let folder;
  const run = (args, options) => runExogate(['integration', ...args, '--store-folder', folder], options);

  before(async () => {
    home = await temporaryFolder();
    folder = path.join(home.path, 'data');
  });
  after(async () => home.remove());

  const document = {
    _id: { $oid: '65f0c0ffee0000000000abcd' },
    type: 'exotel',
    account_sid: 'acmeco1',
    api_key: 'planted-key',
    api_token: 'planted-token',
    api_base_url: 'https://api.in.exotel.com',
    updated_at: { $date: { $numberLong: '1700000000000' } },
    dids: [{ _id: { $oid: '65f0c0ffee0000000000abce' }, number: { $numberLong: '918041234567' }, label: 'Desk', bot_id: 'welcome', flow_url: FLOW }],
  };

  test('imports Mongo\'s JSON before the first start, and the gateway serves it', async () => {
    const rehearsal = await run(['import', '-', '--dry-run'], { input: JSON.stringify(document) });
    assert.equal(rehearsal.code, 0, rehearsal.stderr);
    assert.match(rehearsal.stdout, /1 added/);
    await assert.rejects(stat(path.join(folder, 'exogate.db')), 'a rehearsal makes nothing');
    const file = path.join(home.path, 'mongo.json');
    await writeFile(file, `{"type":"twilio"}\n${JSON.stringify(document)}\n`);
    const done = await run(['import', file]);
    assert.equal(done.code, 0, done.stderr);
    assert.ok(!(done.stdout + done.stderr).includes('planted'), 'no secret is told');

    const gateway = await startGateway({ folder: home.path });
    try {
      const api = apiClient(gateway.admin);
      await api.setUp(gateway.setupToken);
      const { body } = await api.get(INTEGRATION);
      assert.equal(body.status, 'configured');
      assert.equal(body.dids[0].id, '65f0c0ffee0000000000abce');
      assert.match(body.dids[0].websocket_url, /\/exotel\/welcome$/);

      const refused = await run(['import', file]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /another exogate is running/);
      const live = await run(['export']);
      assert.equal(live.code, 0, 'reading is fine while the gateway runs');
      assert.equal(JSON.parse(live.stdout).account_sid, 'acmeco1');
    } finally {
      await gateway.stop();
    }
  });

  test('exports without secrets unless asked, and then into a private file', async () => {
    const plain = await run(['export']);
    assert.ok(!plain.stdout.includes('planted'), plain.stdout);
    assert.equal(plain.stderr, '');
    const out = path.join(home.path, 'out.json');
    const clear = await run(['export', '--with-secrets', '--out', out]);
    assert.equal(clear.code, 0, clear.stderr);
    assert.match(clear.stderr, /warning/);
    assert.ok(!clear.stderr.includes('planted'));
    assert.equal((await stat(out)).mode & 0o777, 0o600);
    const exported = JSON.parse(await readFile(out, 'utf8'));
    assert.equal(exported.type, 'exotel');
    assert.equal(exported.api_token, 'planted-token');
    assert.equal(exported.dids[0].number, '918041234567');
  });

  test('merges by default, replaces when told, and refuses as a whole', async () => {
    const bad = { type: 'exotel', account_sid: 'changed', dids: [{ number: '08041234599' }, { number: 'x' }] };
    const refused = await run(['import', '-'], { input: JSON.stringify(bad) });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^exogate: standard input: dids\[1\]: .*nothing was imported\n$/);
    assert.equal(JSON.parse((await run(['export'])).stdout).account_sid, 'acmeco1');

    const more = { type: 'exotel', dids: [{ number: '08041234568' }, { number: '08041234567', label: 'Front' }] };
    const merged = await run(['import', '-'], { input: JSON.stringify(more) });
    assert.match(merged.stdout, /1 added, 1 changed, 0 removed/, merged.stderr);
    const replaced = await run(['import', '-', '--replace'], {
      input: JSON.stringify({ type: 'exotel', account_sid: 'acmeco2', dids: [{ number: '08041234568' }] }),
    });
    assert.match(replaced.stdout, /0 added, 0 changed, 1 removed, 1 unchanged/, replaced.stderr);
    const now = JSON.parse((await run(['export', '--with-secrets'])).stdout);
    assert.equal(now.account_sid, 'acmeco2');
    assert.equal(now.api_token, 'planted-token', 'secrets that the file lacks stay');
    assert.deepEqual(now.dids.map(({ number }) => number), ['08041234568']);
  });
});
