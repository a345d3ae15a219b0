// Each kind of bot and each way a call with it ends, over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startSite } from '../support/site.mjs';
import { findSamples, parseWav, readWav, toneWav } from '../support/wav.mjs';

const steps = (record, kind) => record.timeline.filter((step) => step.kind === kind);
const stay = { hangUpAfterMark: null };

function over(tls) {
  let site;
  before(async () => {
    site = await startSite({ tls });
  });
  after(() => site?.stop());

  test('greet and stay: the caller ends the call', async () => {
    await site.bot('stay', { after: 'stay' });
    const { outcome, record } = await site.callBot('stay');
    assert.equal(outcome.ended_by, 'caller');
    assert.equal(record.end_reason, 'caller_hangup');
    assert.equal(record.greeting, 'heard');
    assert.deepEqual(outcome.violations, []);
  });

  test('greet and hang up: the bot ends the call once it was heard, and the flow goes on', async () => {
    await site.bot('leave', { after: 'hang_up' });
    const { outcome, record } = await site.callBot('leave', [], stay);
    assert.equal(outcome.ended_by, 'bot');
    assert.equal(outcome.close_code, 1000);
    assert.equal(outcome.disconnected_by, 'bot');
    assert.equal(record.end_reason, 'bot_hangup');
    assert.equal(record.greeting, 'heard');
  });

  test('a menu routes by digit to another bot', async () => {
    await site.bot('sales', { greeting_text: 'You have reached sales.', after: 'hang_up' });
    await site.bot('switch', { after: 'menu', menu: [{ digit: '1', bot_id: 'sales' }], menu_wait_seconds: 5 });
    const { outcome, record } = await site.callBot('switch', ['--dtmf', '300:1'], stay);
    assert.equal(record.bot_id, 'sales');
    assert.equal(record.dtmf, '1');
    assert.deepEqual(steps(record, 'routed').map((step) => step.detail), ['sales']);
    assert.deepEqual(outcome.marks, ['greeting_done', 'greeting_done-2']);
    assert.equal(record.end_reason, 'bot_hangup');
  });

  const goodBye = { after: 'menu', menu: [{ digit: '2', say: 'Good bye.' }], menu_tries: 1 };

  test('a menu says something for a digit', async () => {
    await site.bot('sayer', { ...goodBye, menu_wait_seconds: 5 });
    const { record } = await site.callBot('sayer', ['--dtmf', '200:2'], stay);
    assert.equal(record.end_detail, 'menu: a choice was made');
  });

  test('a menu gives up without a digit', async () => {
    await site.bot('waiter', { ...goodBye, menu_wait_seconds: 1 });
    const { record } = await site.callBot('waiter', ['--talk-milliseconds', '30000'], stay);
    assert.equal(record.end_detail, 'menu: no choice was made');
  });

  test('an echo bot says back what it hears', async () => {
    await site.bot('line', { kind: 'echo', greeting_text: 'Go.' });
    await site.warm('line');
    const caller = path.join(site.gateway.folder, 'caller.wav');
    const heard = path.join(site.gateway.folder, 'heard.wav');
    const tone = toneWav({ seconds: 10, hz: 600 });
    await writeFile(caller, tone);
    const args = ['--caller-wav', caller, '--heard', heard, '--talk-milliseconds', '9000'];
    const { outcome, record } = await site.callBot('line', args, stay);
    const echo = parseWav(tone).samples.subarray(0, 8000);
    // Whole periods of the tone, so any second of it is the same.
    const { samples } = await readWav(heard);
    const found = findSamples(samples.subarray(0), echo.subarray(0, 4000));
    assert.ok(found > 0, 'half a second of the caller is in what the caller heard');
    assert.equal(record.end_reason, 'caller_hangup');
    assert.deepEqual(outcome.violations, []);
  });

  test('an uploaded greeting is what the caller hears', async () => {
    await site.bot('wave', {});
    const wav = toneWav({ seconds: 1.5, hz: 440, rate: 8000 });
    const put = await site.api.put('/api/v1/bots/wave/recording', wav, { headers: { 'content-type': 'audio/wav' } });
    assert.equal(put.status, 200, put.text);
    const heard = path.join(site.gateway.folder, 'wave.wav');
    const { record } = await site.callBot('wave', ['--heard', heard]);
    assert.equal(record.voice, 'recording');
    const { samples } = await readWav(heard);
    assert.ok(findSamples(samples, parseWav(wav).samples.subarray(100, 8100)) > 0, 'sample for sample');
  });
}

// Tests of a suite inherit the concurrency around it; these run side by side because none needs another.
describe('bots', { concurrency: 2 }, () => {
  describe('over plain HTTP', { concurrency: 2 }, () => over(false));
  describe('over TLS', { concurrency: 2 }, () => over(true));
});
