// Two hundred writers at once: each changes one thing, many of them one field each of the same record, and every change
// that was answered with success is there afterwards, also after a crash.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { apiClient, startGateway, temporaryFolder } from '../support/gateway.mjs';

const EXOTEL = '/api/v1/integrations/exotel';
const DIDS = 40;

const FIELDS = {
  name: 'Shared',
  greeting_text: 'Hello to all.',
  language: 'hi',
  active: false,
  kind: 'echo',
  voice: 'builtin',
  interruptible: true,
  max_duration_seconds: 77,
  max_calls: 7,
  after: 'hang_up',
  menu: [{ digit: '1', say: 'One.' }],
  menu_wait_seconds: 9,
  menu_tries: 5,
};
const CREDENTIALS = { account_sid: 'acmeco1', api_key: 'the-key', api_token: 'the-token', api_base_url: 'https://api.in.exotel.com' };

const one = ([name, value]) => ({ [name]: value });

describe('200 writers at once', () => {
  let home;
  let gateway;
  let api;
  before(async () => {
    home = await temporaryFolder();
    gateway = await startGateway({ folder: home.path });
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(async () => {
    await gateway?.stop();
    await home?.remove();
  });

  test('lose nothing', { timeout: 120_000 }, async () => {
    const must = async (status, promise) => {
      const answer = await promise;
      assert.equal(answer.status, status, answer.text);
      return answer.body;
    };
    const number = (i) => `0804700${String(i).padStart(4, '0')}`;
    const shared = await Promise.all(
      Array.from({ length: DIDS }, (_, i) => must(201, api.post(`${EXOTEL}/dids`, { number: number(i) }))),
    );
    await must(201, api.put('/api/v1/bots/shared', {}));

    // One field each, of the same few records, in one burst.
    const changes = (i) => ({ label: `Line ${i}`, bot_id: `bot-${i}`, flow_url: `http://my.exotel.com/acmeco1/exoml/start_voice/${i}` });
    const writers = [
      ...shared.flatMap((did, i) => Object.entries(changes(i)).map((field) => api.put(`${EXOTEL}/dids/${did.id}`, one(field)))),
      ...Object.entries(FIELDS).map((field) => api.put('/api/v1/bots/shared', one(field))),
      ...Object.entries(CREDENTIALS).map((field) => api.put(EXOTEL, one(field))),
    ].map((promise) => must(200, promise));
    for (let i = 0; writers.length < 200; i += 1) {
      writers.push(must(201, i % 2 ? api.put(`/api/v1/bots/own-${i}`, { name: `Own ${i}` }) : api.post(`${EXOTEL}/dids`, { number: number(5000 + i) })));
    }
    const own = writers.length - DIDS * 3 - Object.keys(FIELDS).length - Object.keys(CREDENTIALS).length;
    assert.equal(writers.length, 200);
    await Promise.all(writers);

    await gateway.kill();
    gateway = await startGateway({ folder: home.path });
    const stored = apiClient(gateway.admin, { token: api.token });
    const record = await must(200, stored.get(EXOTEL));
    assert.equal(record.credentials_configured, true);
    assert.equal(record.account_sid, CREDENTIALS.account_sid);
    assert.equal(record.api_base_url, CREDENTIALS.api_base_url);
    assert.equal(record.dids.length, DIDS + Math.ceil(own / 2));
    const labelled = new Map(record.dids.map((did) => [did.id, did]));
    for (const [i, { id }] of shared.entries()) {
      const { label, bot_id: bot, flow_url: flow } = labelled.get(id);
      assert.deepEqual({ label, bot_id: bot, flow_url: flow }, changes(i));
    }
    const { bots } = await must(200, stored.get('/api/v1/bots'));
    assert.equal(bots.length, 1 + Math.floor(own / 2));
    const bot = bots.find(({ id }) => id === 'shared');
    for (const [name, value] of Object.entries(FIELDS)) assert.deepEqual(bot[name], value, name);
  });

  test('the same number twice is one number, whoever comes first', async () => {
    const stored = apiClient(gateway.admin, { token: api.token });
    const spellings = ['08047999999', '+918047999999', '918047999999', '8047999999', '080 4799 9999'];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => stored.post(`${EXOTEL}/dids`, { number: spellings[i % spellings.length] })),
    );
    const codes = answers.map(({ status }) => status);
    assert.equal(codes.filter((code) => code === 201).length, 1, codes.join());
    assert.equal(codes.filter((code) => code === 409).length, 49, codes.join());
  });
});
