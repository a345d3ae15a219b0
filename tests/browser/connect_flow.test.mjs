// The second half of the first run: the checklist, the address for Exotel, and the lights of the first call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak, tabTo } from '../support/admin_page.mjs';
import { summaryOf } from '../support/call_summary.mjs';
import { apiClient, freePort, runExogate, startGateway, stopAll, waitFor } from '../support/gateway.mjs';

const EMAIL = 'ops@example.com';
const PASSWORD = 'a sentence nobody guesses';
const NUMBER = '08041234567';
const KEY = 'key-of-the-webhook-0123456789';

let gateway;
let api;
let configuration;
let webhook;
let browser;
let page;
let view;

before(async () => {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  webhook = `${base}/api/v1/exotel/voice/connect`;
  configuration = { calls: { listen: `127.0.0.1:${port}`, webhook_base_url: base, start_timeout_seconds: 5 } };
  gateway = await startGateway({ config: configuration });
  api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken, EMAIL, PASSWORD);
  await api.put('/api/v1/bots/reception', { name: 'Reception', greeting_text: 'Hello, this is Acme.' });
  await api.post('/api/v1/integrations/exotel/dids', { number: NUMBER, bot_id: 'reception' });
  ({ browser, page, view } = await openOperator({ gateway }, { email: EMAIL, password: PASSWORD }, {
    prepare: (fresh) => fresh.route('**/api/v1/call-summary*', (route) => route.fulfill({ json: summaryOf(7, 6) })),
  }));
});

after(() => stopAll(browser, gateway));

const link = (name) => page.getByRole('link', { name, exact: true });
const step = (name) => page.getByRole('heading', { level: 2 }).filter({ hasText: name }).waitFor();
const light = (name, state) =>
  page.locator(`.light.${state}`).filter({ has: page.getByText(name, { exact: true }) }).waitFor();
const states = () => page.locator('.light').evaluateAll((all) => all.map((each) => each.className.replace('light ', '')));

async function press(target, key = 'Enter') {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

const dial = (args = [], to = NUMBER) =>
  runExogate(['simulate', 'call', webhook, '--json', '--to', to, '--hang-up-after-mark', '300', ...args]);

/** The configuration file changes under the running gateway. */
async function reconfigure(config, expected) {
  await gateway.reconfigure(config);
  gateway.program.child.kill('SIGHUP');
  const changed = async () => (await api.get('/api/v1/site')).body.webhook_url === expected;
  await waitFor(changed, 30_000, 'the changed configuration to count');
}

test('the steps can be entered anywhere, and lead back and forth', async () => {
  await view.goTo('#/connect');
  await step('Exotel account');
  assert.equal(page.url(), `${gateway.admin}/#/connect/account`);
  await press(link('Skip for now: Numbers'));
  await step('Numbers');
  await page.getByText('With your Exotel account the gateway could list your ExoPhones here.').waitFor();
  await press(link('Next: Greeting'));
  await step('Greeting');
  assert.equal(await page.getByRole('textbox', { name: 'Greeting' }).inputValue(), 'Hello, this is Acme.');
  await page.goBack();
  await step('Numbers');
  await press(link('Back'));
  await step('Exotel account');
  await press(page.getByRole('link', { name: /Exotel’s flow/ }));
  await step('Exotel’s flow');
});

test('the checklist is ticked off and remembered; an address that Exotel cannot reach is not offered', async () => {
  await view.goTo('#/connect/applet');
  const kyc = page.getByRole('checkbox', { name: /KYC is done/ });
  await press(kyc, 'Space');
  await press(page.getByText('Mail to Exotel, ready to copy', { exact: true }));
  await view.shown('Your account SID is not stored yet: write it in place of the line.');
  await view.shown('Exotel cannot reach this: set calls.webhook_base_url');
  await page.getByText('[calls] webhook_base_url = "https://voice.example.com"', { exact: true }).waitFor();
  await view.shown(`In the file ${gateway.configFile}:`);
  await press(page.getByText('Advanced: a fixed WebSocket address per bot', { exact: true }));
  const offered = page.getByRole('button', { name: /^Copy/ });
  assert.deepEqual(await offered.evaluateAll((all) => all.map((each) => each.ariaLabel)), [
    'Copy: To',
    'Copy: Subject',
    'Copy: Text',
  ]);
  await view.assertSound('connect-applet-unreachable');
  await page.reload();
  await step('Exotel’s flow');
  assert.equal(await kyc.isChecked(), true);
});

test('a reachable address is copied exactly, and the page says how the key is added', async () => {
  const expected = 'https://voice.example.com/api/v1/exotel/voice/connect';
  const { listen } = configuration.calls;
  await reconfigure({ public_url: 'https://voice.example.com', calls: { listen, webhook_key: KEY } }, expected);
  await view.goTo('#/connect/applet');
  await page.reload();
  const copy = view.button('Copy: For the Voicebot applet (dynamic URL, recommended)');
  await press(copy);
  await view.button('Copied: For the Voicebot applet (dynamic URL, recommended)').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${expected}?key=`);
  await view.shown('This gateway wants a key on its addresses');
  await view.shown('https://voice.example.com/api/v1/exotel/voice/passthru?key=');
  await page.getByText('Advanced: a fixed WebSocket address per bot', { exact: true }).click();
  await view.button('Copy: Reception').waitFor();
  await view.shown('wss://voice.example.com/exotel/reception');
  assert.equal(await page.getByText('Exotel cannot reach this').count(), 0);
  assert.ok(!(await page.content()).includes(KEY));
  await view.assertSound('connect-applet');
  await reconfigure(configuration, webhook);
});

test('what stays dark for 30 seconds names what to check', async () => {
  await page.clock.install();
  await view.goTo('#/connect/dial');
  await view.shown(`Dial ${NUMBER} now`);
  await light('Webhook', 'next');
  assert.deepEqual(await states(), ['next', 'later', 'later', 'later', 'later']);
  await page.clock.fastForward(31_000);
  await light('Webhook', 'dark');
  await page.getByText(/^Exotel has not asked this gateway yet\./).waitFor();
  await page.getByText(/^This gateway has no address that Exotel could reach/).waitFor();
  await page.getByText(`ExoPhones, the number’s flow: is your flow assigned to ${NUMBER}`, { exact: false }).waitFor();
  await view.assertSound('connect-dial-dark');
});

test('a call to another number is named', async () => {
  await dial([], '08055554444');
  await page.getByText('A call to 08055554444 arrived.', { exact: false }).waitFor();
  assert.deepEqual(await states(), ['dark', 'later', 'later', 'later', 'later']);
});

test('the lights go on one by one, and the page says plainly that it works', async () => {
  const over = dial(['--start-delay', '2000']);
  await light('Webhook', 'on');
  assert.deepEqual(await states(), ['on', 'next', 'later', 'later', 'later']);
  await light('Start', 'on');
  await light('Greeting', 'on');
  assert.deepEqual(await states(), ['on', 'on', 'on', 'on', 'next']);
  await light('Heard', 'on');
  await view.shown('It works.');
  await page.getByText(`The caller on ${NUMBER} has heard the whole greeting of “Reception”.`, { exact: false }).waitFor();
  assert.equal((await over).code, 0);
  await view.assertSound('connect-dial-works');
});

test('the next call is followed; once it is over, what it lacks is named at once', async () => {
  const over = dial(['--never-start', '--talk-milliseconds', '60000']);
  await light('Socket', 'next');
  await page.clock.fastForward(31_000);
  await light('Socket', 'dark');
  await view.shown('Exotel asked, but did not open the line for the sound.');
  await light('Start', 'dark');
  assert.deepEqual(await states(), ['on', 'on', 'dark', 'later', 'later']);
  await page.getByText('The line is open, but Exotel says nothing on it.').waitFor();
  await page.getByText('The call is over: Exotel connected but never started the call.', { exact: false }).waitFor();
  await over;
  await view.assertSound('connect-dial-no-start');
});

test('a line that only this call can open lights up before Exotel says which call it is', async () => {
  await gateway.reconfigure({ calls: { ...configuration.calls, strict_ws_path: true } });
  gateway.program.child.kill('SIGHUP');
  const isStrict = async () => {
    const { settings } = (await api.get('/api/v1/settings')).body;
    return settings.find(({ key }) => key === 'calls.strict_ws_path').value === true;
  };
  await waitFor(isStrict, 30_000, 'the strict path to count');
  const over = dial(['--start-delay', '4000']);
  await light('Start', 'next');
  assert.deepEqual(await states(), ['on', 'on', 'next', 'later', 'later']);
  await light('Heard', 'on');
  assert.equal((await over).code, 0);
});

test('all of it speaks Hindi', async () => {
  await speak(page, 'हिन्दी');
  for (const [name, title] of Object.entries({
    account: 'Exotel खाता',
    numbers: 'नंबर',
    greeting: 'अभिवादन',
    applet: 'Exotel का फ़्लो',
    dial: 'डायल करें',
  })) {
    await view.goTo(`#/connect/${name}`);
    await step(title);
    await view.assertSound(`connect-${name}-hindi`);
  }
  await view.shown(`अब ${NUMBER} डायल करें`);
  await dial();
  await view.shown('सब काम कर रहा है।');
  await speak(page, 'English');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
