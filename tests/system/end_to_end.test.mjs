// The main job on the built binary: an operator configures Exotel over the API, places a test call, Exotel's flow asks
// the webhook and opens the media WebSocket, and the customer hears the greeting.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { runExogate } from '../support/gateway.mjs';
import { CUSTOMER, EXOPHONE, FLOW_URL, recordOf, startSite, WEBHOOK } from '../support/site.mjs';
import { findSamples, readWav } from '../support/wav.mjs';

const GREETING = 'Good morning. This is the front desk of Acme. How can we help you today?';

for (const tls of [false, true]) {
  describe(`a test call over ${tls ? 'TLS' : 'plain HTTP'}`, () => {
    let site;
    let call;
    before(async () => {
      site = await startSite({ tls, bot: { greeting_text: GREETING } });
      call = await site.placeTestCall();
    });
    after(() => site?.stop());

    test('the API answers with what Exotel said', () => {
      assert.equal(call.answer.status, 'ok');
      assert.equal(call.answer.did_id, site.did.id);
      assert.equal(call.answer.to_number, `+91${CUSTOMER}`);
      assert.equal(call.answer.provider_status, 'in-progress');
      assert.match(call.answer.call_sid, /^[0-9a-z]{32}$/);
    });

    test('Exotel received the form body byte for byte', async () => {
      const [request] = await site.exotel.requests();
      assert.equal(request.method, 'POST');
      assert.equal(request.target, '/v1/Accounts/acmeco1/Calls/connect');
      const flow = encodeURIComponent(FLOW_URL);
      assert.equal(
        request.body,
        `From=%2B91${CUSTOMER}&CallerId=${EXOPHONE}&Url=${flow}&CallType=trans&CustomField=cxb-test%3A${site.did.id}`,
      );
      assert.equal(request.headers['content-type'] ?? request.headers['Content-Type'], 'application/x-www-form-urlencoded');
      assert.ok(!JSON.stringify(request).includes(site.exotel.apiToken), 'the recording keeps no credentials');
    });

    test('the customer heard the greeting, sample for sample', async () => {
      const reference = path.join(site.exotel.folder, 'reference.wav');
      const said = await runExogate(['say', GREETING, '--rate', '8000', '--out', reference]);
      assert.equal(said.code, 0, said.stderr);
      const [spoken, heard] = [await readWav(reference), await readWav(site.exotel.wavOf(call.answer.call_sid))];
      assert.equal(heard.rate, 8000);
      assert.ok(spoken.samples.length > 3 * 8000, 'the greeting lasts some seconds');
      assert.ok(findSamples(heard.samples, spoken.samples) >= 0, 'the greeting is not in the recording as it was made');
      // The gateway is half a second ahead of the ear: only a machine that stood still for so long makes a gap.
      if (call.outcome.send_lag_ms < 100) assert.equal(call.outcome.underruns, 0);
      assert.deepEqual(call.outcome.violations, []);
      assert.deepEqual(call.outcome.marks, ['greeting_done']);
    });

    test('the webhook answered a media URL of this site', () => {
      const expected = site.publicUrl.replace(/^http/, 'ws');
      assert.ok(call.outcome.socket_url.startsWith(`${expected}/voice-stream?call_id=${call.answer.call_sid}`));
    });

    test('the call record tells who, when, which bot, which voice and how it ended', () => {
      const { record } = call;
      assert.equal(record.end_reason, 'caller_hangup');
      assert.equal(record.greeting, 'heard');
      assert.equal(record.bot_id, 'welcome');
      assert.equal(record.unknown_bot, false);
      assert.equal(record.voice, 'builtin');
      assert.equal(record.fallback_reason, '');
      assert.equal(record.did_id, site.did.id);
      assert.equal(record.test_call_did_id, site.did.id);
      assert.equal(record.from, `0${CUSTOMER}`);
      assert.equal(record.to, EXOPHONE);
      assert.ok(record.first_audio_ms >= 0 && record.first_audio_ms < 5000, `first audio ${record.first_audio_ms} ms`);
      assert.ok(Date.parse(record.started_at) >= Date.parse(record.opened_at));
      assert.ok(Date.parse(record.ended_at) > Date.parse(record.started_at));
    });

    test('a static applet URL of the bot is greeted too', async () => {
      const url = `${site.publicUrl.replace(/^http/, 'ws')}/exotel/welcome`;
      assert.equal(site.did.websocket_url, url);
      const sid = 'static0call0000000000000000000a1';
      const args = ['simulate', 'call', url, '--call-sid', sid, '--hang-up-after-mark', '200', '--json'];
      const result = await runExogate([...args, ...(tls ? ['--insecure'] : [])]);
      assert.equal(result.code, 0, result.stderr + result.stdout);
      assert.deepEqual(JSON.parse(result.stdout).marks, ['greeting_done']);
      const record = await recordOf(site.api, sid);
      assert.equal(record.bot_id, 'welcome');
      assert.equal(record.path, '/exotel/welcome');
    });

    test('the webhook is reached at the configured path only', async () => {
      const answer = await site.api.get(`${WEBHOOK}?CallSid=x`);
      assert.equal(answer.status, 404, 'the admin plane serves no webhook');
    });
  });
}
