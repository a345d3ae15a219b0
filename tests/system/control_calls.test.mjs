// Finding calls, reading them page by page and as a spreadsheet, and hearing a greeting, on the real binary.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';
import { parseWav } from '../support/wav.mjs';

/** A CSV file by RFC 4180, as rows of cells. */
function parseCsv(text) {
  const rows = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g;
  let at = 0;
  for (const found of text.matchAll(cell)) {
    assert.equal(found.index, at, `a broken cell at ${at}`);
    at += found[0].length;
    const raw = found[1];
    rows.at(-1).push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (found[2] === '\r\n') rows.push([]);
  }
  assert.equal(at, text.length);
  rows.pop();
  return rows;
}

describe('calls', () => {
  let site;
  let all;
  before(async () => {
    site = await startSite({ bot: { greeting_text: 'Hello.', after: 'hang_up' } });
    for (let call = 0; call < 5; call += 1) await site.receiveCall();
    await site.placeTestCall();
    all = await waitFor(
      async () => {
        const { body } = await site.api.get('/api/v1/calls');
        return body.calls.length >= 6 && body.calls.every((call) => call.end_reason !== 'live') && body.calls;
      },
      30_000,
      'all calls to end',
    );
  });
  after(() => site?.stop());

  test('pages lead through all of them, once each', async () => {
    const seen = [];
    let cursor = '';
    for (let page = 0; page < 10 && cursor !== null; page += 1) {
      const { status, body } = await site.api.get(`/api/v1/calls?limit=2&cursor=${cursor}`);
      assert.equal(status, 200);
      seen.push(...body.calls.map((call) => call.id));
      cursor = body.next;
    }
    assert.deepEqual(seen, all.map((call) => call.id));
  });

  test('filters find what they name', async () => {
    const count = async (query) => (await site.api.get(`/api/v1/calls?${query}`)).body.calls.length;
    const from = all.at(-1).from;
    assert.ok((await count(`number=${encodeURIComponent(`+91${from.slice(-10)}`)}`)) >= 5, from);
    assert.equal(await count('number=9999999999'), 0);
    assert.equal(await count('test=yes'), all.filter((call) => call.test_call_did_id).length);
    assert.equal(await count(`did_id=${site.did.id}`), all.filter((call) => call.did_id === site.did.id).length);
    assert.equal(await count('outcome=live'), 0);
    assert.equal((await count('outcome=answered')) + (await count('outcome=failed')) + (await count('outcome=refused')), all.length);
    assert.equal(await count(`since=${all[2].opened_at}`), 3);
    assert.equal(await count(`until=${Date.parse(all[2].opened_at)}`), all.length - 3);
  });

  test('the summary counts the same calls, each verdict with its turn', async () => {
    const { status, body } = await site.api.get('/api/v1/call-summary?buckets=12');
    assert.equal(status, 200);
    assert.equal(body.bucket_seconds, 7200);
    assert.equal(Date.parse(body.until) - Date.parse(body.since), 24 * 3600 * 1000);
    const sum = (list) => list.reduce((all_calls, each) => all_calls + each.calls, 0);
    for (const list of [body.buckets, body.ends, body.verdicts]) assert.equal(sum(list), all.length);
    assert.equal(body.totals.test_calls, all.filter((call) => call.test_call_did_id).length);
    assert.equal(body.totals.heard, all.filter((call) => call.greeting === 'heard').length);
    assert.ok(body.totals.most_at_once >= 1);
    for (const { turn, code, calls } of body.verdicts) {
      assert.equal(all.filter((call) => call.verdict.code === code && call.verdict.turn === turn).length, calls, code);
    }
    const heard = all.find((call) => call.greeting === 'heard' && !call.fallback_reason);
    assert.deepEqual(heard.verdict, { turn: 'nobody', code: 'heard' });
  });

  test('the system page knows the database, its disk and the limit of calls', async () => {
    const { status, body } = await site.api.get('/api/v1/system');
    assert.equal(status, 200);
    assert.ok(body.database.calls >= all.length);
    assert.ok(body.database.bytes + body.database.journal_bytes > 4096); // a young one is mostly journal
    assert.ok(body.disk.total_bytes >= body.disk.free_bytes);
    assert.ok(body.memory_bytes > 1e6);
    assert.equal(body.max_calls, 2000);
    assert.equal(body.live_calls, 0);
    assert.equal(body.accepting, true);
    assert.ok(Math.abs(Date.parse(body.started_at) + body.uptime_seconds * 1000 - Date.now()) < 60_000);
  });

  test('bad questions are refused in words', async () => {
    for (const query of ['cursor=abc', 'since=today', 'outcome=bad', 'test=maybe', 'limit=0', 'nonsense=1']) {
      const { status, body } = await site.api.get(`/api/v1/calls?${query}`);
      assert.equal(status, 422, query);
      assert.ok(body.detail.length > 10);
    }
  });

  test('the spreadsheet has the same calls, numbers as typed and times of India', async () => {
    const { status, headers, text } = await site.api.get('/api/v1/calls.csv');
    assert.equal(status, 200);
    assert.match(headers['content-disposition'], /^attachment; filename="exogate-calls-\d{4}-\d\d-\d\d\.csv"$/);
    assert.ok(text.startsWith('\uFEFF'));
    const [head, ...rows] = parseCsv(text.slice(1));
    const column = (name) => head.indexOf(name);
    assert.deepEqual(rows.map((row) => row[column('id')].replace(/^="(.*)"$/, '$1')), all.map((call) => call.id));
    rows.forEach((row, index) => {
      assert.equal(row.length, head.length);
      assert.equal(row[column('from')], `="${all[index].from}"`);
      assert.match(row[column('opened_at')], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30$/);
      assert.equal(Date.parse(row[column('opened_at')]), Date.parse(all[index].opened_at));
      assert.deepEqual({ turn: row[column('turn')], code: row[column('verdict')] }, all[index].verdict);
      for (const each of row) assert.ok(!/^[=+\-@\t\r]/.test(each) || /^="[0-9+\-./:, ()eE%]+"$/.test(each), each);
    });
  });
});

describe('a greeting can be heard before a call', () => {
  let site;
  before(async () => {
    site = await startSite({ bot: { greeting_text: 'Hello and welcome.' } });
  });
  after(() => site?.stop());

  test('that of a bot, and one that is not saved', async () => {
    const { body } = await site.api.get('/api/v1/bots');
    for (const answer of [
      await site.api.get(`/api/v1/bots/${body.bots[0].id}/greeting`),
      await site.api.post('/api/v1/greeting-preview', { greeting_text: 'A text that nobody has saved.' }),
    ]) {
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.headers['content-type'], 'audio/wav');
      assert.equal(answer.headers['x-exogate-voice'], 'builtin');
      const wav = parseWav(answer.bytes);
      assert.equal(wav.rate, 8000);
      assert.ok(wav.samples.length > 4000 && wav.samples.some((sample) => Math.abs(sample) > 1000), 'something is said');
    }
  });

  test('the header says why another voice spoke', async () => {
    const answer = await site.api.post('/api/v1/greeting-preview', { greeting_text: 'Hello.', voice: 'elevenlabs' });
    assert.equal(answer.status, 200);
    assert.match(answer.headers['x-exogate-voice'], /^builtin; because=".+"$/);
  });

  test('unknown bots and wrong fields are refused', async () => {
    assert.equal((await site.api.get('/api/v1/bots/nobody/greeting')).status, 404);
    for (const wrong of [{ greeting_text: 5 }, { greeting_text: 'x'.repeat(2001) }, { language: 'fr' }, { voice: 'x' }, { kind: 'echo' }]) {
      assert.equal((await site.api.post('/api/v1/greeting-preview', wrong)).status, 422, JSON.stringify(wrong));
    }
  });
});
