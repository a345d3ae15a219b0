// Every variant of Exotel's messages and every ending that the simulator can play (exotel.md §9), over plain HTTP and
// over TLS: the caller is always greeted, and the record says how it ended.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { waitFor } from '../support/gateway.mjs';
import { simulateCall, startSite, WEBHOOK } from '../support/site.mjs';

/** name, flags, expected end_reason. */
const VARIANTS = [
  ['label raw', ['--encoding', 'raw'], 'caller_hangup'],
  ['label audio/x-raw', ['--encoding', 'audio/x-raw'], 'caller_hangup'],
  ['label raw/slin', ['--encoding', 'raw/slin'], 'caller_hangup'],
  ['frames of 100 ms', ['--frame-milliseconds', '100'], 'caller_hangup'],
  ['counters as numbers', ['--json-numbers'], 'caller_hangup'],
  ['camelCase', ['--camel-case'], 'caller_hangup'],
  ['camelCase and numbers', ['--camel-case', '--json-numbers'], 'caller_hangup'],
  ['stream_sid inside start only', ['--stream-sid', 'inside-start'], 'caller_hangup'],
  ['stream_sid at the top only', ['--stream-sid', 'top-level'], 'caller_hangup'],
  ['stream_sid from the first media', ['--stream-sid', 'from-media'], 'caller_hangup'],
  ['the key "to "', ['--blank-in-to'], 'caller_hangup'],
  ['no connected', ['--no-connected'], 'caller_hangup'],
  ['unknown events and fields', ['--extras'], 'caller_hangup'],
  ['16 kHz', ['--sample-rate', '16000'], 'caller_hangup'],
  ['24 kHz', ['--sample-rate', '24000'], 'caller_hangup'],
  ['the query kept in the upgrade', ['--keep-query'], 'caller_hangup'],
  ['a late start', ['--start-delay', '1500'], 'caller_hangup'],
  ['stop "callended"', ['--ending', 'callended'], 'caller_hangup'],
  ['stop "stopped"', ['--ending', 'stopped'], 'applet_ended'],
  ['no stop at all', ['--ending', 'no-stop'], 'connection_lost'],
  ['a reset connection', ['--ending', 'reset'], 'connection_lost'],
];

for (const tls of [false, true]) {
  describe(`variants over ${tls ? 'TLS' : 'plain HTTP'}`, { concurrency: 8 }, () => {
    let site;
    before(async () => {
      site = await startSite({ tls, bot: { greeting_text: 'Hello.' }, config: { calls: { media_timeout_seconds: 5, start_timeout_seconds: 5, max_unfinished_per_address: 100 } } });
      await site.warm('welcome');
    });
    after(() => site?.stop());
    const recordWhere = (holds) =>
      waitFor(async () => (await listed()).find(holds), 30_000, 'the record');
    const listed = async () => (await site.api.get('/api/v1/calls?limit=500')).body.calls;

    for (const [name, flags, reason] of VARIANTS) {
      test(name, async () => {
        const { outcome, record } = await site.receiveCall(flags);
        assert.equal(outcome.failure, '');
        assert.deepEqual(outcome.violations, []);
        assert.deepEqual(outcome.marks, ['greeting_done']);
        assert.ok(outcome.heard_ms > 300, 'the caller was greeted');
        assert.equal(record.end_reason, reason);
        assert.equal(record.to.trim(), '08041234567');
        assert.equal(record.bot_id, 'welcome');
      });
    }

    test('marks that are swallowed: the greeting was sent, nobody knows that it was heard', async () => {
      const { record } = await site.receiveCall(['--no-mark-echo', '--talk-milliseconds', '5000'], { hangUpAfterMark: null });
      assert.equal(record.greeting, 'sent');
      assert.equal(record.end_reason, 'caller_hangup');
    });

    test('JSON in binary frames is no event: the stream ends for want of a start', async () => {
      const outcome = await simulateCall(`${site.wsUrl}/exotel/binary`, ['--binary', '--talk-milliseconds', '15000', ...site.exotelArgs]);
      assert.equal(outcome.close_code, 1008);
      const record = await recordWhere((call) => call.path === '/exotel/binary' && call.end_reason !== 'live');
      assert.equal(record.end_reason, 'no_start');
      assert.ok(record.ignored > 50, `${record.ignored} frames counted`);
    });

    test('a G.711 label is refused with words that help', async () => {
      const { outcome, record } = await site.receiveCall(['--encoding', 'audio/x-mulaw'], { hangUpAfterMark: null });
      assert.equal(outcome.close_code, 1003);
      assert.equal(record.end_reason, 'protocol_error');
      assert.match(record.end_detail, /mulaw/);
    });

    test('a peer that freezes is given up', async () => {
      const { outcome, record } = await site.receiveCall(['--ending', 'freeze', '--talk-milliseconds', '1000'], { hangUpAfterMark: null });
      assert.equal(record.end_reason, 'media_timeout');
      assert.equal(outcome.ended_by, 'bot');
    });

    test('a second socket for the same call is greeted as well, and each has its record', async () => {
      const { outcome } = await site.receiveCall(['--duplicate-after', '200', '--talk-milliseconds', '6000'], { hangUpAfterMark: null });
      assert.equal(outcome.duplicate.connected, true);
      assert.ok(outcome.duplicate.media_received > 0);
      const records = async () => (await listed()).filter((call) => call.call_sid === outcome.call_sid);
      await waitFor(async () => (await records()).length === 2, 30_000, 'both records');
    });

    test('a stream that is throttled never opens: the webhook stays on record', async () => {
      const outcome = await simulateCall(site.publicUrl + WEBHOOK, ['--throttled', ...site.exotelArgs]);
      assert.equal(outcome.connected, false);
      const record = await recordWhere((call) => call.call_sid === outcome.call_sid);
      assert.equal(record.end_reason, 'live', 'the stream may still come');
      assert.ok(record.webhook_at);
    });
  });
}
