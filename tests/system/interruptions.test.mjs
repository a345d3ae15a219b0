// The caller interrupts, and what limits do to a call, over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const steps = (record, kind) => record.timeline.filter((step) => step.kind === kind);
const stay = { hangUpAfterMark: null };
// Twelve seconds and more: whatever a caller does within six, it plays.
const LONG = Array(4).fill('This is a long greeting that goes on for quite a while, so that there is time to cut it short.').join(' ');

/** A caller who says something `from` so many seconds on, for `seconds`. */
async function speaker(file, from, seconds) {
  const said = toneWav({ seconds: from + seconds, hz: 200, level: 9000 });
  said.fill(0, 44, 44 + 16_000 * from);
  await writeFile(file, said);
  return ['--caller-wav', file];
}

function over(tls) {
  let site;
  before(async () => {
    site = await startSite({ tls });
    await site.bot('cut', { greeting_text: LONG, interruptible: true });
    await site.bot('kept', { greeting_text: LONG });
    for (const id of ['welcome', 'cut', 'kept']) await site.warm(id);
  });
  after(() => site?.stop());

  test('a key cuts an interruptible greeting short at once', async () => {
    const { outcome, record } = await site.callBot('cut', ['--dtmf', '2500:5', '--talk-milliseconds', '6000'], stay);
    assert.equal(outcome.clears, 1);
    // The brain's own tests say "within a frame"; here is a loaded machine between the key and the ear.
    assert.ok(outcome.media_until_clear <= 5, `${outcome.media_until_clear} chunks after the key`);
    assert.equal(outcome.media_after_clear, 0);
    assert.equal(record.greeting, 'cut');
    assert.equal(record.interruptions, 1);
    assert.ok(record.heard_ms > 500 && record.heard_ms < 5000, `${record.heard_ms} ms heard`);
    assert.deepEqual(steps(record, 'interrupted').map((step) => step.detail), ['dtmf']);
  });

  test('a protected greeting goes on', async () => {
    const { outcome, record } = await site.callBot('kept', ['--dtmf', '2500:5', '--talk-milliseconds', '5000'], stay);
    assert.equal(outcome.clears, 0);
    assert.equal(record.interruptions, 0);
  });

  test('sustained speech interrupts, too', async () => {
    const says = await speaker(path.join(site.gateway.folder, 'speech.wav'), 3, 5);
    const { outcome, record } = await site.callBot('cut', [...says, '--talk-milliseconds', '7000'], stay);
    assert.equal(outcome.clears, 1);
    // A frame that the simulator sends late shortens the time that it sees.
    const least = 380 - outcome.send_lag_ms;
    assert.ok(outcome.clear_after_input_ms >= least && outcome.clear_after_input_ms < 3000, `${outcome.clear_after_input_ms} ms`);
    assert.deepEqual(steps(record, 'interrupted').map((step) => step.detail), ['speech']);
  });

  test('speech at the very beginning of the greeting does not', async () => {
    const says = await speaker(path.join(site.gateway.folder, 'early.wav'), 0, 0.5);
    const { outcome, record } = await site.callBot('cut', [...says, '--talk-milliseconds', '4000'], stay);
    assert.ok(outcome.media_received > 0);
    assert.equal(outcome.clears, 0);
    assert.equal(record.interruptions, 0);
  });

  test('a bot that is switched off apologises and the flow goes on', async () => {
    await site.bot('off', { active: false });
    const { outcome, record } = await site.callBot('off', [], stay);
    assert.equal(record.end_reason, 'busy');
    assert.equal(outcome.ended_by, 'bot');
    assert.ok(outcome.media_received > 5, 'there is something to hear');
  });

  test('a bot that is full apologises to the next caller', async () => {
    await site.bot('one', { max_calls: 1 });
    const first = site.callBot('one', ['--talk-milliseconds', '10000'], stay);
    const live = async () =>
      (await site.api.get('/api/v1/calls?limit=500')).body.calls.some((call) => call.bot_id === 'one' && call.started_at);
    await waitFor(live, 9000, 'the first caller to be there');
    const { outcome, record } = await site.callBot('one', [], stay);
    assert.equal(record.end_reason, 'busy');
    assert.equal(record.end_detail, 'limit: bot');
    assert.ok(outcome.media_received > 5);
    assert.equal((await first).record.end_reason, 'caller_hangup');
  });

  test("a bot's own maximum ends the call", async () => {
    await site.bot('brief', { max_duration_seconds: 2 });
    const { outcome, record } = await site.callBot('brief', [], stay);
    assert.equal(record.end_reason, 'max_duration');
    assert.equal(outcome.close_code, 1000);
  });

  test('the record tells the call from the webhook to the end', async () => {
    const { record } = await site.receiveCall();
    const kinds = record.timeline.map((step) => step.kind);
    assert.deepEqual(kinds, ['webhook', 'opened', 'started', 'audio', 'mark', 'stopped', 'closed']);
    assert.ok(record.timeline[0].at_ms <= 0, 'before the socket');
    assert.ok(record.webhook_at);
    const all = (await site.api.get('/api/v1/calls?limit=500')).body.calls.filter((call) => call.call_sid === record.call_sid);
    assert.equal(all.length, 1, 'one call, one record');
  });
}

// Tests of a suite inherit the concurrency around it; these run side by side because none needs another.
describe('interruptions and limits', { concurrency: 2 }, () => {
  describe('over plain HTTP', { concurrency: 2 }, () => over(false));
  describe('over TLS', { concurrency: 2 }, () => over(true));
});
