// The caller interrupts, and what limits do to a call, over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startSite } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const steps = (record, kind) => record.timeline.filter((step) => step.kind === kind);

function over(tls) {
  let site;
  const bot = async (id, fields) => {
    const answer = await site.api.put(`/api/v1/bots/${id}`, { greeting_text: 'Hello there.', ...fields });
    assert.ok([200, 201].includes(answer.status), answer.text);
  };
  const callBot = (id, args = [], options = {}) =>
    site.receiveCall(args, { url: `${site.wsUrl}/exotel/${id}`, ...options });

  before(async () => {
    site = await startSite({ tls });
  });
  after(() => site?.stop());

  test('a key interrupts an interruptible greeting within a frame; a protected one goes on', async () => {
    const greeting_text = 'This is a long greeting that goes on for quite a while, so that there is time to cut it short.';
    await bot('cut', { greeting_text, interruptible: true });
    const cut = await callBot('cut', ['--dtmf', '1500:5', '--talk-milliseconds', '2500'], { hangUpAfterMark: null });
    assert.equal(cut.outcome.clears, 1);
    assert.ok(cut.outcome.media_until_clear <= 1, `${cut.outcome.media_until_clear} chunks after the key`);
    assert.equal(cut.outcome.media_after_clear, 0);
    assert.equal(cut.record.greeting, 'cut');
    assert.equal(cut.record.interruptions, 1);
    assert.ok(cut.record.heard_ms > 1000 && cut.record.heard_ms < 2000, `${cut.record.heard_ms} ms heard`);
    assert.deepEqual(steps(cut.record, 'interrupted').map((step) => step.detail), ['dtmf']);
    await bot('kept', { greeting_text });
    const kept = await callBot('kept', ['--dtmf', '1500:5', '--talk-milliseconds', '2500'], { hangUpAfterMark: null });
    assert.equal(kept.outcome.clears, 0);
  });

  test('sustained speech interrupts, too', async () => {
    const caller = path.join(site.gateway.folder, 'speech.wav');
    const said = toneWav({ seconds: 3, hz: 200, level: 9000 });
    said.fill(0, 44, 44 + 16000 * 1.6); // 1.6 s of silence first: the grace
    await writeFile(caller, said);
    const args = ['--caller-wav', caller, '--talk-milliseconds', '3500'];
    const { outcome, record } = await callBot('cut', args, { hangUpAfterMark: null });
    assert.equal(outcome.clears, 1);
    assert.ok(outcome.clear_after_input_ms >= 380 && outcome.clear_after_input_ms < 1000, `${outcome.clear_after_input_ms} ms`);
    assert.deepEqual(steps(record, 'interrupted').map((step) => step.detail), ['speech']);
  });

  test('a bot that is switched off or full apologises and the flow goes on', async () => {
    await bot('off', { active: false });
    const off = await callBot('off', [], { hangUpAfterMark: null });
    assert.equal(off.record.end_reason, 'busy');
    assert.equal(off.outcome.ended_by, 'bot');
    assert.ok(off.outcome.media_received > 5, 'there is something to hear');
    await bot('one', { max_calls: 1 });
    const [first, second] = await Promise.all([
      callBot('one', ['--talk-milliseconds', '3000'], { hangUpAfterMark: null }),
      callBot('one', ['--start-delay', '800', '--talk-milliseconds', '9000'], { hangUpAfterMark: null }),
    ]);
    assert.equal(first.record.end_reason, 'caller_hangup');
    assert.equal(second.record.end_reason, 'busy');
    assert.equal(second.record.end_detail, 'limit: bot');
  });

  test('a bot\'s own maximum ends the call', async () => {
    await bot('brief', { max_duration_seconds: 2 });
    const { outcome, record } = await callBot('brief', [], { hangUpAfterMark: null });
    assert.equal(record.end_reason, 'max_duration');
    assert.equal(outcome.close_code, 1000);
  });

  test('the record tells the call from the webhook to the end', async () => {
    const { record } = await site.receiveCall();
    const kinds = record.timeline.map((step) => step.kind);
    assert.deepEqual(kinds, ['webhook', 'opened', 'started', 'audio', 'mark', 'stopped', 'closed']);
    assert.ok(record.timeline[0].at_ms <= 0, 'before the socket');
    assert.ok(record.webhook_at);
    const all = (await site.api.get('/api/v1/calls')).body.calls.filter((call) => call.call_sid === record.call_sid);
    assert.equal(all.length, 1, 'one call, one record');
  });
}

describe('interruptions and limits', { concurrency: 2 }, () => {
  describe('over plain HTTP', () => over(false));
  describe('over TLS', () => over(true));
});
