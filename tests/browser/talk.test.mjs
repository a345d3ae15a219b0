// A bot is talked to from the browser: real audio both ways, through Chromium's pretended microphone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminPage, signIn, speak } from '../support/admin_page.mjs';
import { FAKE_MICROPHONE, startBrowser } from '../support/browser.mjs';
import { stopAll, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const LONG = 'Welcome to Acme. '.repeat(12);

let site;
let browser;
let view;

before(async () => {
  site = await startSite();
  await site.bot('echo', { name: 'Line test', kind: 'echo' });
  await site.bot('menu', { name: 'Menu', greeting_text: LONG, interruptible: true, after: 'menu', menu: [{ digit: '1', say: 'We open at nine.' }] });
  for (const id of ['echo', 'menu', 'welcome']) await site.warm(id);
  browser = await startBrowser(FAKE_MICROPHONE);
  const page = await browser.newPage(site.gateway.admin);
  await signIn(page, site.gateway.admin, OPERATOR);
  view = adminPage(page, site.gateway.admin);
});

after(() => stopAll(browser, site));

const log = (page, text) => page.locator('.talk-log').getByText(text).first().waitFor();
const browserCalls = async () =>
  (await site.api.get('/api/v1/calls')).body.calls.filter((call) => call.call_id.startsWith('browser-'));

/** The newest call from the browser, once it has ended. */
const endedCall = (bot) =>
  waitFor(async () => (await browserCalls()).find((call) => call.bot_id === bot && call.end_reason !== 'live'), 20_000, `the record of ${bot}`);

test('the greeting is heard, and the record says so; the keyboard is enough', async () => {
  await view.goTo('#/bots/welcome/talk');
  await view.heading('Talk to Welcome').waitFor();
  await view.assertSound('talk');
  await view.button('Call the bot').focus();
  await view.page.keyboard.press('Enter');
  await log(view.page, 'The bot began to speak.');
  await log(view.page, 'Heard to the end of the greeting.');
  await view.assertSound('talk-live');
  assert.equal(await view.page.evaluate(() => document.activeElement.textContent.trim()), 'Hang up');
  await view.page.keyboard.press('Enter');
  await view.shown('The call is over.');
  const call = await endedCall('welcome');
  assert.equal(call.greeting, 'heard');
  assert.equal(call.end_reason, 'caller_hangup');
  assert.ok(call.media_in > 20, `${call.media_in} frames came in`);
  await view.page.getByRole('link', { name: 'What the gateway recorded of it' }).waitFor();
  await view.assertSound('talk-over');
});

test('an echo comes back: the microphone reaches the bot, and the bot the speakers', async () => {
  await view.goTo('#/bots/echo/talk');
  await view.button('Call the bot').click();
  await log(view.page, 'The bot began to speak.');
  const loudest = (side) => view.page.evaluate((name) => document.querySelector(`meter[aria-label="${name}"]`)?.value ?? 0, side);
  await waitFor(async () => (await loudest('You')) > 0.2, 10_000, 'the pretended microphone to beep');
  await waitFor(async () => (await loudest('Bot')) > 0.2, 15_000, 'the beep to come back');
  await view.button('Hang up').click();
  const call = await endedCall('echo');
  assert.ok(call.media_out > 0);
});

test('a digit on the keypad interrupts the greeting and chooses from the menu', async () => {
  await view.goTo('#/bots/menu/talk');
  await view.button('Call the bot').click();
  await log(view.page, 'The bot began to speak.');
  await view.button('1').focus();
  await view.page.keyboard.press('1');
  await log(view.page, 'You pressed 1.');
  await log(view.page, 'You interrupted the bot; the rest was not played.');
  await log(view.page, /^The bot hung up\./);
  const call = await endedCall('menu');
  assert.equal(call.dtmf, '1');
  assert.equal(call.interruptions, 1);
  assert.equal(call.end_reason, 'bot_hangup');
});

test('a pass is for one call: the page asks for a new one each time', async () => {
  await view.goTo('#/bots/welcome/talk');
  for (const name of ['Call the bot', 'Call again']) {
    await view.button(name).click();
    await log(view.page, 'The bot began to speak.');
    await view.button('Hang up').click();
    await view.shown('The call is over.');
  }
  const ids = (await browserCalls()).map((call) => call.call_id);
  assert.equal(new Set(ids).size, ids.length);
});

test('a refusal is told in words, and the form stays', async () => {
  const refusal = { status: 409, contentType: 'application/json', json: { detail: 'the bot is switched off' } };
  await view.page.route('**/browser-call', (route) => route.fulfill(refusal));
  await view.goTo('#/bots');
  await view.goTo('#/bots/welcome/talk');
  const faults = view.page.faults.length;
  await view.button('Call the bot').click();
  await view.shown('the bot is switched off');
  await view.button('Call the bot').waitFor();
  await view.page.unroute('**/browser-call');
  assert.ok(view.page.faults.splice(faults).every((fault) => /status of 409/.test(fault)));
});

test('it speaks Hindi', async () => {
  await view.goTo('#/bots/welcome/talk');
  await speak(view.page, 'हिन्दी');
  await view.heading('Welcome से बात करें').waitFor();
  await view.assertSound('talk-hindi');
  await speak(view.page, 'English');
  assert.deepEqual(view.page.faults, []);
});

test('over plain HTTP on a name of the LAN the page says why there is no microphone, and a sample voice speaks', async () => {
  const origin = site.gateway.admin.replace('127.0.0.1', 'gateway.lan');
  const page = await browser.newPage(origin);
  await signIn(page, origin, OPERATOR);
  const there = adminPage(page, origin);
  await there.goTo('#/bots/echo/talk');
  await page.getByText(/gives this page no microphone, because it was opened over plain HTTP/).waitFor();
  assert.ok(await page.getByLabel('My microphone').isDisabled());
  await there.assertSound('talk-no-microphone');
  await there.button('Call the bot').click();
  await there.button('Say something').click();
  await waitFor(
    () => page.evaluate(() => (document.querySelector('meter[aria-label="Bot"]')?.value ?? 0) > 0.2),
    20_000,
    'the sample to come back',
  );
  await there.button('Hang up').click();
  await there.shown('The call is over.');
  // Of what only https gives, Chromium says that it does not.
  assert.deepEqual(page.faults.filter((fault) => !/Cross-Origin-Opener-Policy/.test(fault)), []);
});
