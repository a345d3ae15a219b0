// What callers will hear, heard before: the greeting spoken, a recording uploaded or made with the microphone; and the
// password of the media URL.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminPage, openOperator, signIn, speak } from '../support/admin_page.mjs';
import { FAKE_MICROPHONE } from '../support/browser.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';
import { loudSamples, parseWav, toneWav } from '../support/wav.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const RESOLVE = '--host-resolver-rules=MAP gateway.lan 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost';

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({
    config: { public_url: 'https://voice.example.com' },
    bot: { greeting_text: 'Welcome to Acme.' },
  });
  ({ browser, page, view } = await openOperator(site, OPERATOR, {
    launch: { ...FAKE_MICROPHONE, flags: [...FAKE_MICROPHONE.flags, RESOLVE] },
  }));
  await view.goTo('#/bots/welcome');
});

after(() => stopAll(browser, site));

const field = (name) => page.getByLabel(name, { exact: true });
const upload = (name, buffer) => field('Recording, a WAV file').setInputFiles({ name, mimeType: 'audio/x-wav', buffer });
const playing = () => page.getByRole('progressbar', { name: 'How far it is' });

const recordedFor = (least) =>
  page.waitForFunction((s) => parseFloat(document.querySelector('.recorder .clock')?.textContent) > s, least);

/** The bot's recording as the gateway has it; null when there is none. */
async function stored() {
  const headers = { Authorization: `Bearer ${site.api.token}` };
  const answer = await fetch(`${site.gateway.admin}/api/v1/bots/welcome/recording`, { headers });
  return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : null;
}

test('the greeting is heard before it is saved, with the keyboard, and who spoke it', async () => {
  await field('What it says').fill('This was never saved, and it goes on for a while so that somebody can listen.');
  const asked = page.waitForRequest('**/api/v1/greeting-preview');
  await view.button('▶ Hear it').or(view.button('Hear it')).focus();
  await page.keyboard.press('Enter');
  assert.match((await asked).postDataJSON().greeting_text, /^This was never saved/);
  await view.button('Stop').waitFor();
  await playing().waitFor();
  await view.shown('Spoken by: Built-in voice.');
  await page.waitForFunction(() => document.querySelector('.player progress')?.value > 0.2);
  await view.assertSound('bot-hearing');
  await page.keyboard.press('Enter');
  await playing().waitFor({ state: 'detached' });
  assert.equal((await site.api.get('/api/v1/bots/welcome')).body.greeting_text, 'Welcome to Acme.');
});

test('a sound ends by itself', async () => {
  await field('What it says').fill('Yes.');
  await view.button('Hear it').click();
  await playing().waitFor();
  await playing().waitFor({ state: 'detached' });
  await view.button('Hear it').waitFor();
});

test('another voice than the one asked for says why', async () => {
  await field('Voice').selectOption('elevenlabs');
  await view.button('Hear it').click();
  await page.getByText(/^Spoken by: Built-in voice\. Not the voice that was asked for: \w+/).waitFor();
  await view.assertSound('bot-hearing-fallback');
  await view.button('Discard changes').click();
});

test('a preview that is refused says so', async () => {
  const known = page.faults.length;
  await page.route('**/greeting-preview', (route) => route.fulfill({ status: 429, json: { detail: 'Others are listening.' } }));
  await view.button('Hear it').click();
  await view.shown('Others are listening.');
  await page.unroute('**/greeting-preview');
  assert.ok(page.faults.splice(known).every((fault) => /status of 429/.test(fault)));
});

test('what is no WAV, or too large, is refused before it is sent', async () => {
  const sent = [];
  page.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()));
  await upload('song.wav', Buffer.from('ID3 this is a song, whatever its name says'));
  await view.shown('“song.wav” is no WAV file. Save it as WAV (PCM, 16 bit) and choose it again.');
  await view.assertSound('bot-recording-refused');
  await upload('long.wav', Buffer.concat([toneWav({ seconds: 0.1, hz: 440 }), Buffer.alloc(11 * 2 ** 20)]));
  await page.getByText(/^The file has 11 MB; at most 10 MB are taken\./).waitFor();
  await upload('empty.wav', Buffer.alloc(0));
  await page.getByText(/^“empty.wav” is no WAV file/).waitFor();
  assert.deepEqual(sent, []);
  const known = page.faults.length;
  await upload('endless.wav', toneWav({ seconds: 130, hz: 440 }));
  await page.getByText(/the recording lasts 130 s/).waitFor();
  assert.ok(page.faults.splice(known).every((fault) => /status of 422/.test(fault)));
  assert.equal(await stored(), null);
});

test('a recording is uploaded, heard, replaced by dropping another, and the earlier one comes back', async () => {
  const [first, second] = [toneWav({ seconds: 2, hz: 440 }), toneWav({ seconds: 1, hz: 660 })];
  await upload('welcome.wav', first);
  await view.shown('Callers hear the recording now (2.0s).');
  assert.deepEqual(await stored(), first);
  await view.button('Hear the recording').click();
  await playing().waitFor();
  await view.assertSound('bot-recording');
  const file = await page.evaluateHandle((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], 'other.wav', { type: 'audio/wav' }));
    return transfer;
  }, [...second]);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: file });
  await page.getByText(/^Callers hear the recording now \(1\.0/).waitFor();
  assert.deepEqual(await stored(), second);
  await view.button('Undo').click();
  await view.shown('The earlier recording is back.');
  assert.deepEqual(await stored(), first);
  const opened = await page.evaluate(() =>
    document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true })),
  );
  assert.equal(opened, false, 'a file that misses the box is not opened instead of the page');
});

test('removing the recording is undone', async () => {
  await view.button('Remove the recording').click();
  await view.shown('The recording is removed. Callers hear the text.');
  assert.equal(await stored(), null);
  await view.shown('There is no recording: callers hear the text.');
  await view.button('Undo').click();
  await view.shown('The earlier recording is back.');
  assert.notEqual(await stored(), null);
});

test('a greeting is recorded here, with the keyboard, heard and used', async () => {
  await view.button('Record with the microphone').focus();
  await page.keyboard.press('Enter');
  await view.button('Stop recording').waitFor();
  await page.waitForFunction(() => document.querySelector('meter')?.value > 0.01);
  await recordedFor(1.5);
  await view.assertSound('bot-recorder');
  await page.waitForFunction(() => document.activeElement?.textContent.includes('Stop recording'));
  await page.keyboard.press('Enter');
  await view.shown('Recorded, but not in use yet. Listen to it first.');
  await view.button('Listen').click();
  await playing().waitFor();
  await view.assertSound('bot-recorded');
  await page.getByRole('link', { name: 'All bots' }).click();
  await page.getByRole('dialog', { name: 'Not saved' }).waitFor();
  await view.button('Keep editing').click();
  const earlier = await stored();
  await view.button('Use this recording').click();
  await page.getByText(/^Callers hear the recording now \([\d.]+s\)/).waitFor();
  assert.notDeepEqual(await stored(), earlier);
  const { rate, samples } = parseWav(await stored());
  assert.equal(rate, 16_000);
  assert.ok(samples.length > rate && loudSamples(samples) > 500, `${samples.length} samples, ${loudSamples(samples)} loud`);
  await view.button('Record with the microphone').waitFor();
});

test('a recording can be thrown away', async () => {
  const kept = await stored();
  await view.button('Record with the microphone').click();
  await recordedFor(0.7);
  await view.button('Stop recording').click();
  await view.button('Throw away').click();
  await view.button('Record with the microphone').waitFor();
  assert.deepEqual(await stored(), kept);
});

test('without a microphone the page says why: refused, absent, plain HTTP on another name', async () => {
  const refusal = (name) =>
    page.evaluate((kind) => {
      navigator.mediaDevices.getUserMedia = async () => Promise.reject(new DOMException('no', kind));
    }, name);
  await refusal('NotAllowedError');
  await view.button('Record with the microphone').click();
  await page.getByText('The browser was not allowed to use the microphone.').waitFor();
  await refusal('NotFoundError');
  await view.button('Record with the microphone').click();
  await page.getByText('No microphone was found.').waitFor();
  const lan = site.gateway.admin.replace('127.0.0.1', 'gateway.lan');
  const other = await browser.newPage(lan);
  await signIn(other, lan, OPERATOR);
  await other.goto(`${lan}/#/bots/welcome`);
  await other.getByText('over plain http browsers give no microphone').waitFor();
  const theirs = adminPage(other, lan);
  assert.equal(await theirs.button('Record with the microphone').count(), 0);
  await theirs.assertSound('bot-no-microphone');
  await theirs.button('Hear the recording').click();
  await other.getByRole('progressbar').waitFor();
  assert.deepEqual(other.faults.filter((fault) => !/Cross-Origin-Opener-Policy/.test(fault)), []);
});

test('a password of the media URL is told once, renewed and removed', async () => {
  await view.shown('No password');
  await view.button('Make a password').click();
  await page.getByText(/^Only for flows that carry this bot’s fixed WebSocket address: from then on their calls are refused/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a password' }).click();
  await view.shown('This is shown once. Copy it now.');
  const noted = view.button('I have copied it');
  await page.waitForFunction((node) => node.getBoundingClientRect().bottom <= innerHeight, await noted.elementHandle());
  await view.shown('A password is needed');
  await page.getByRole('button', { name: 'Copy: WebSocket URL with both' }).click();
  await page.getByRole('button', { name: 'Copied: WebSocket URL with both' }).waitFor();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(url, /^wss:\/\/welcome:[0-9a-f]{32}@voice\.example\.com\/exotel\/welcome$/);
  await view.assertSound('bot-login-told');
  await view.button('I have copied it').click();
  assert.ok(!(await page.content()).includes(new URL(url).password));
  await view.button('Make a new password').click();
  await page.getByText(/the one before goes on working for 24 hours/).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a password' }).click();
  await page.getByText(/^The one before works until /).waitFor();
  await view.button('Remove the password').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await view.shown('The password is removed. Anybody who knows the fixed WebSocket address can connect.');
  assert.equal((await site.api.get('/api/v1/bots/welcome')).body.stream_login.required, false);
});

test('in Hindi', async () => {
  await speak(page, 'हिन्दी');
  await page.goto('about:blank');
  await view.goTo('#/bots/welcome');
  await view.button('सुनें').click();
  await view.shown('आवाज़: अंदर की आवाज़।');
  await view.button('माइक्रोफ़ोन से रिकॉर्ड करें').click();
  await recordedFor(0.7);
  await view.button('रिकॉर्डिंग रोकें').click();
  await view.shown('रिकॉर्ड हो गया, पर अभी लगाया नहीं गया। पहले सुन लें।');
  await view.assertSound('bot-sounds-hindi');
  await view.button('हटा दें').click();
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
