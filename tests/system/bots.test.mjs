// Each kind of bot and each way a call with it ends, over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { startSite } from '../support/site.mjs';
import { findSamples, parseWav, readWav, toneWav } from '../support/wav.mjs';

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

  test('greet and stay: the caller ends the call', async () => {
    await bot('stay', { after: 'stay' });
    const { outcome, record } = await callBot('stay');
    assert.equal(outcome.ended_by, 'caller');
    assert.equal(record.end_reason, 'caller_hangup');
    assert.equal(record.greeting, 'heard');
    assert.deepEqual(outcome.violations, []);
  });

  test('greet and hang up: the bot ends the call once it was heard, and the flow goes on', async () => {
    await bot('leave', { after: 'hang_up' });
    const { outcome, record } = await callBot('leave', [], { hangUpAfterMark: null });
    assert.equal(outcome.ended_by, 'bot');
    assert.equal(outcome.close_code, 1000);
    assert.equal(outcome.disconnected_by, 'bot');
    assert.equal(record.end_reason, 'bot_hangup');
    assert.equal(record.greeting, 'heard');
  });

  test('a menu routes by digit to another bot', async () => {
    await bot('sales', { greeting_text: 'You have reached sales.', after: 'hang_up' });
    await bot('menu', { after: 'menu', menu: [{ digit: '1', bot_id: 'sales' }, { digit: '2', say: 'Good bye.' }], menu_wait_seconds: 1 });
    const { outcome, record } = await callBot('menu', ['--dtmf', '300:1'], { hangUpAfterMark: null });
    assert.equal(record.bot_id, 'sales');
    assert.equal(record.dtmf, '1');
    assert.deepEqual(steps(record, 'routed').map((step) => step.detail), ['sales']);
    assert.deepEqual(outcome.marks, ['greeting_done', 'greeting_done-2']);
    assert.equal(record.end_reason, 'bot_hangup');
  });

  test('a menu says something for a digit, and gives up without one', async () => {
    const said = await callBot('menu', ['--dtmf', '200:2'], { hangUpAfterMark: null });
    assert.equal(said.record.end_detail, 'menu: a choice was made');
    await bot('menu', { menu_tries: 1 });
    const silent = await callBot('menu', [], { hangUpAfterMark: null });
    assert.equal(silent.record.end_detail, 'menu: no choice was made');
  });

  test('an echo bot says back what it hears', async () => {
    await bot('line', { kind: 'echo', greeting_text: 'Go.' });
    const caller = path.join(site.gateway.folder, 'caller.wav');
    const heard = path.join(site.gateway.folder, 'heard.wav');
    const tone = toneWav({ seconds: 6, hz: 600 });
    await writeFile(caller, tone);
    const args = ['--caller-wav', caller, '--heard', heard, '--talk-milliseconds', '5000'];
    const { outcome, record } = await callBot('line', args, { hangUpAfterMark: null });
    const echo = parseWav(tone).samples.subarray(0, 8000);
    // Whole periods of the tone, so any second of it is the same.
    const { samples } = await readWav(heard);
    const found = findSamples(samples.subarray(0), echo.subarray(0, 4000));
    assert.ok(found > 0, 'half a second of the caller is in what the caller heard');
    assert.equal(record.end_reason, 'caller_hangup');
    assert.deepEqual(outcome.violations, []);
  });

  test('an uploaded greeting is what the caller hears', async () => {
    await bot('wave', {});
    const wav = toneWav({ seconds: 1.5, hz: 440, rate: 8000 });
    const put = await site.api.put('/api/v1/bots/wave/recording', wav, { headers: { 'content-type': 'audio/wav' } });
    assert.equal(put.status, 200, put.text);
    const heard = path.join(site.gateway.folder, 'wave.wav');
    const { record } = await callBot('wave', ['--heard', heard]);
    assert.equal(record.voice, 'recording');
    const { samples } = await readWav(heard);
    assert.ok(findSamples(samples, parseWav(wav).samples.subarray(100, 8100)) > 0, 'sample for sample');
  });
}

describe('bots', { concurrency: 2 }, () => {
  describe('over plain HTTP', () => over(false));
  describe('over TLS', () => over(true));
});
