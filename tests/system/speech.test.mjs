// Whatever happens to the voice, the caller hears something within 5 s, and the record says why it was not the first
// choice.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { startElevenLabs } from '../support/fake_elevenlabs.mjs';
import { startSite } from '../support/site.mjs';
import { findSamples, loudSamples, readWav } from '../support/wav.mjs';

const HINDI = 'नमस्ते, एक्मे में आपका स्वागत है। कृपया प्रतीक्षा करें।';
const KEY = 'sk_marker_of_the_elevenlabs_key';

const heardBy = (site, call) => readWav(site.exotel.wavOf(call.answer.call_sid));

describe('a Hindi greeting without a vendor', () => {
  test('espeak-ng speaks when it is installed', async () => {
    const site = await startSite({ bot: { greeting_text: HINDI, language: 'hi' } });
    try {
      const call = await site.placeTestCall();
      assert.equal(call.record.voice, 'espeak-ng');
      assert.match(call.record.fallback_reason, /builtin/);
      assert.equal(call.record.greeting, 'heard');
      assert.ok(call.record.first_audio_ms < 5000);
      assert.ok(loudSamples((await heardBy(site, call)).samples) > 8000, 'a second of sound at least');
    } finally {
      await site.stop();
    }
  });

  test('the embedded recording speaks when it is not', async () => {
    const site = await startSite({
      bot: { greeting_text: HINDI, language: 'hi' },
      config: { speech: { espeak_program: 'no-such-program' } },
    });
    try {
      const call = await site.placeTestCall();
      assert.equal(call.record.voice, 'embedded');
      assert.match(call.record.fallback_reason, /builtin/);
      assert.equal(call.record.greeting, 'heard');
      assert.ok(loudSamples((await heardBy(site, call)).samples) > 8000);
    } finally {
      await site.stop();
    }
  });
});

/** A site whose vendor does `mode`. → the site with its `vendor` */
async function startVoicedSite(mode, bot) {
  const vendor = await startElevenLabs({ mode });
  const site = await startSite({
    bot,
    config: { speech: { elevenlabs_base_url: vendor.url, allowed_hosts: [vendor.url] } },
    env: { ELEVENLABS_API_KEY: KEY, ELEVENLABS_VOICE_ID: 'voice-of-the-test' },
  }).catch(async (error) => {
    await vendor.stop();
    throw error;
  });
  const stop = async () => {
    await site.stop();
    await vendor.stop();
  };
  return { ...site, vendor, stop };
}

describe('ElevenLabs', () => {
  test('streams pcm_8000 in odd-sized chunks, is heard sample for sample and then cached', async () => {
    const site = await startVoicedSite('ok', { greeting_text: 'Streamed greeting.' });
    const { vendor } = site;
    try {
      const call = await site.placeTestCall();
      assert.equal(call.record.voice, 'elevenlabs');
      assert.equal(call.record.fallback_reason, '');
      assert.ok(findSamples((await heardBy(site, call)).samples, vendor.samples) >= 0, 'every sample, in order');
      // The gateway has its apology made at start-up, too.
      const requests = () => vendor.requests.filter(({ body }) => body.text === 'Streamed greeting.');
      const [request] = requests();
      assert.ok(request, 'the greeting was asked for');
      assert.equal(request.path, '/v1/text-to-speech/voice-of-the-test/stream');
      assert.equal(request.query.output_format, 'pcm_8000');
      assert.equal(request.key, KEY);
      vendor.mode = '500';
      const asked = requests().length;
      const again = await site.receiveCall();
      assert.equal(again.record.voice, 'elevenlabs');
      assert.equal(requests().length, asked, 'the second call is served from the cache');
      assert.ok(!(site.gateway.program.stderr + site.gateway.program.stdout).includes(KEY), 'the key is in no output');
    } finally {
      await site.stop();
    }
  });

  for (const [mode, reason] of [
    ['401', /401 invalid_api_key/],
    ['429', /429 too_many_concurrent_requests/],
    ['500', /500/],
    ['stall', /./],
    ['silent', /./],
    ['stall-midway', /./],
  ]) {
    test(`${mode}: the caller is greeted all the same, within 5 s`, async () => {
      const site = await startVoicedSite(mode, { greeting_text: `The vendor does ${mode}.` });
      try {
        const call = await site.placeTestCall();
        assert.match(call.record.fallback_reason, /elevenlabs/);
        assert.match(call.record.fallback_reason, reason);
        assert.equal(call.record.greeting, 'heard');
        assert.ok(call.record.first_audio_ms < 5000, `first audio after ${call.record.first_audio_ms} ms`);
        assert.ok(call.outcome.first_audio_ms < 5000);
        assert.ok(loudSamples((await heardBy(site, call)).samples) > 4000, 'sound, not silence');
        const health = await site.api.get('/health');
        assert.equal(health.status, 200);
        assert.equal(health.body.status, 'ok');
        assert.match(JSON.stringify(health.body), /elevenlabs/, 'health names the trouble');
      } finally {
        await site.stop();
      }
    });
  }
});
