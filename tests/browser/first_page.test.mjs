// An operator's first hour, on the real binary: set-up link → credentials → bot → number → test call → the call.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { inspect, startBrowser } from '../support/browser.mjs';
import { runExogate, startBareSite } from '../support/gateway.mjs';

const EMAIL = 'ops@example.com';
const PASSWORD = 'a sentence nobody guesses';
const GREETING = 'Hello, this is Acme. How may I help you?';
const PUBLIC_URL = 'https://voice.example.com';
const NUMBER = '08041234567';

let site;
let browser;
let page;

before(async () => {
  site = await startBareSite({
    config: { public_url: PUBLIC_URL, exotel: { app_id: '778899' } },
    exotel: { apiToken: 'secret-token-of-the-test', hangUpAfterMarkMs: 500 },
  });
  browser = await startBrowser();
  page = await browser.newPage(site.gateway.admin);
});

after(async () => {
  try {
    await browser?.stop();
  } finally {
    const died = [site?.gateway, site?.exotel].filter((each) => each?.program.ended);
    await site?.stop();
    assert.deepEqual(died.map(({ program }) => program.stderr), []);
  }
});

const button = (name, options) => page.getByRole('button', { name, exact: true, ...options });
const box = (name) => page.getByRole('textbox', { name, exact: true });
const heading = (name) => page.getByRole('heading', { name, exact: true, level: 1 });
const shown = (text) => page.getByText(text, { exact: true }).first().waitFor();

async function open(name) {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await heading(name).waitFor();
  await page.locator('p.waiting').waitFor({ state: 'detached' });
}

async function assertSound(name) {
  assert.deepEqual(await inspect(page, name), []);
}

async function row(text) {
  const found = page.getByRole('row').filter({ hasText: text });
  await found.waitFor();
  return found;
}

test('without the link nobody can begin', async () => {
  await page.goto(site.gateway.admin);
  await heading('Set up this gateway').waitFor();
  await shown('exogate user setup-link');
  assert.equal(await button('Create the account').count(), 0);
  await assertSound('setup-link-needed');
});

test('the set-up link makes the super admin, and its token leaves the address bar', async () => {
  await page.goto('about:blank');
  await page.goto(site.gateway.setupLink);
  await box('Email address').waitFor();
  assert.equal(page.url(), `${site.gateway.admin}/`);
  await assertSound('setup');
  await box('Email address').fill(EMAIL);
  await box('Password').fill(PASSWORD);
  await box('Password again').fill('something else entirely');
  await button('Create the account').click();
  await shown('The two passwords are not the same.');
  await box('Password again').fill(PASSWORD);
  await button('Create the account').click();
  await heading('Connect').waitFor();
  await shown('Exotel account');
});

test('an address that Exotel could not open is not offered for copying', async () => {
  await open('Overview');
  await shown('Exotel cannot reach this: set calls.webhook_base_url');
  assert.equal(await page.getByRole('button', { name: /^Copy/ }).count(), 0);
  await assertSound('overview-empty');
});

test('empty lists say what to do', async () => {
  await open('Test call');
  await shown('There are no numbers yet. A super admin adds them under “Numbers”.');
  await assertSound('test-call-empty');
  await open('Calls');
  await shown('No calls yet.');
});

test('credentials are stored and never shown again', async () => {
  await open('Exotel account');
  await shown('Not configured');
  await box('Account SID').fill(site.exotel.accountSid);
  await page.getByLabel('API key', { exact: true }).fill(site.exotel.apiKey);
  await page.getByLabel('API token', { exact: true }).fill(site.exotel.apiToken);
  await page.getByLabel('Cluster', { exact: true }).selectOption({ label: 'Another address' });
  await box('API address').fill(site.exotel.url);
  await button('Verify and save').click();
  await shown('Saved. Exotel accepts the credentials.');
  await shown('Configured');
  assert.equal(await page.getByLabel('API token', { exact: true }).inputValue(), '');
  await assertSound('exotel');
  await page.reload();
  await shown('Configured');
  assert.equal(await box('Account SID').inputValue(), site.exotel.accountSid);
  assert.equal(await page.getByLabel('API key', { exact: true }).inputValue(), '');
  assert.ok(!(await page.content()).includes(site.exotel.apiToken));
});

test('a bot gets a greeting', async () => {
  await open('Bots');
  await button('Add a bot').click();
  await box('Id').fill('reception');
  await box('Name').fill('Reception');
  await box('What it says').fill(GREETING);
  await assertSound('bot-first');
  await button('Save').click();
  await heading('Reception').waitFor();
  await shown('The bot is saved. The next call hears it.');
  await open('Bots');
  await shown(GREETING);
  await assertSound('bots');
});

test('a number gets the bot and its flow, and its WebSocket URL can be copied', async () => {
  await open('Numbers');
  await button('Add a number').click();
  await box('Number').fill(NUMBER);
  await box('Label').fill('Main line');
  await page.getByLabel('Bot', { exact: true }).selectOption('reception');
  assert.equal(await box('or flow id (app id)').inputValue(), '778899');
  await assertSound('number-dialog');
  await button('Save').click();
  await shown('The number is saved.');
  const line = await row(NUMBER);
  await line.getByText('http://my.exotel.com/acmeco1/exoml/start_voice/778899').waitFor();
  await line.getByText('Ready', { exact: true }).waitFor();
  await line.getByRole('button', { name: /^Copy/ }).click();
  await line.getByRole('button', { name: /^Copied/ }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, 'wss://voice.example.com/exotel/reception');
});

test('a second number shows what it lacks, is changed and removed', async () => {
  await button('Add a number').click();
  await box('Number').fill('080 4710 1234');
  await box('or flow id (app id)').fill('');
  await button('Save').click();
  const line = await row('08047101234');
  await line.getByText('Assign a bot first').waitFor();
  await line.getByText('Required for Exotel test call').waitFor();
  await assertSound('numbers');
  await line.getByRole('button', { name: 'Edit 08047101234' }).click();
  await box('Label').fill('Spare line');
  await button('Save').click();
  await line.getByText('Spare line').waitFor();
  await line.getByRole('button', { name: 'Remove 08047101234' }).click();
  await page.getByText('08047101234 is removed here').waitFor();
  await line.waitFor({ state: 'detached' });
});

test('a test call is placed with the keyboard, and the caller hears the greeting', async () => {
  await open('Test call');
  await page.getByLabel('Telephone to ring').focus();
  await page.keyboard.type('91234 56789');
  await page.keyboard.press('Enter');
  await shown('Exotel accepted the call to +919123456789.');
  await page.locator('.stage.done').filter({ hasText: 'Greeting heard' }).waitFor();
  await shown('It worked: the telephone heard the greeting.');
  await assertSound('test-call');
});

test('the call is in the list', async () => {
  await open('Calls');
  const line = await row('The caller hung up');
  await line.getByText('Heard', { exact: true }).waitFor();
  await line.getByText('reception', { exact: true }).waitFor();
  await line.getByText('Test call', { exact: true }).waitFor();
  await line.getByText(/^\d+ ms$/).waitFor();
  await assertSound('calls');
  await open('Overview');
  await shown('All steps are done. Still open: Exotel cannot reach this address');
  await assertSound('overview');
});

test('changes that want the password at the same time share one dialog, and all go on', async () => {
  await open('Bots');
  const refuse = { status: 403, json: { detail: 'enter your password again', code: 'password_needed' } };
  const held = [];
  await page.route('**/api/v1/bots/reception', async (route) => {
    if (held.push(route) > 2) return route.fallback();
    if (held.length === 2) await Promise.all(held.map((each) => each.fulfill(refuse)));
  });
  const faults = page.faults.length;
  // As two parts of a page may: neither waits for the other.
  const changes = page.evaluate(async () => {
    // The page's own copy, which knows who asks for passwords.
    const { api } = await import(new URL('api.js', document.querySelector('script[type=module]').src));
    const saved = await Promise.all(['Reception', 'Reception'].map((name) => api.saveBot('reception', { name })));
    return saved.map(({ id }) => id);
  });
  const dialog = page.getByRole('dialog', { name: 'Your password again' });
  await dialog.waitFor();
  await dialog.getByLabel('Password').fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  assert.deepEqual(await changes, ['reception', 'reception']);
  await dialog.waitFor({ state: 'detached' });
  await page.unroute('**/api/v1/bots/reception');
  await open('Overview');
  assert.ok(page.faults.splice(faults).every((fault) => /status of 403/.test(fault)));
});

test('every view speaks Hindi', async () => {
  await button('हिन्दी').click();
  await heading('सारांश').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'hi');
  for (const [name, title] of Object.entries({ exotel: 'Exotel खाता', bots: 'बॉट', numbers: 'नंबर', calls: 'कॉल' })) {
    await open(title);
    await assertSound(`${name}-hindi`);
  }
  await page.reload();
  await heading('कॉल').waitFor();
  await button('English').click();
  await heading('Calls').waitFor();
});

test('who signs out is out, and signs in again where they were', async () => {
  await button('Sign out').click();
  await shown('You are signed out.');
  await assertSound('sign-in');
  await page.goto(`${site.gateway.admin}/#/numbers`);
  await box('Email address').fill(EMAIL);
  await box('Password').fill(PASSWORD);
  await button('Sign in').click();
  await heading('Numbers').waitFor();
  await row(NUMBER);
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});

test('a link that was used says so, and a new one makes another super admin', async () => {
  const make = async (email) => {
    await box('Email address').fill(email);
    await box('Password').fill(PASSWORD);
    await box('Password again').fill(PASSWORD);
    await button('Create the account').click();
  };
  await button('Sign out').click();
  await shown('You are signed out.');
  await page.goto(site.gateway.setupLink);
  await make('second@example.com');
  await shown('the set-up link was used or is too old; make a new one');
  const printed = await runExogate(['user', 'setup-link', '--config', site.gateway.configFile]);
  const token = printed.stdout.split('#setup=')[1].trim();
  await page.goto('about:blank');
  await page.goto(`${site.gateway.admin}/#setup=${token}`);
  await make('second@example.com');
  await heading('Connect').waitFor();
});

test('a wrong password and a refused test call are told in words', async () => {
  await open('Test call');
  await page.getByLabel('Telephone to ring').fill('12');
  await button('Place the call').click();
  await page.getByRole('alert').filter({ hasText: /^Invalid to_number/ }).waitFor();
  assert.equal(await page.getByLabel('Telephone to ring').getAttribute('aria-invalid'), 'true');
  await assertSound('test-call-failed');
  await button('Sign out').click();
  await box('Email address').fill(EMAIL);
  await box('Password').fill('not the password');
  await button('Sign in').click();
  await page.locator('.notice.bad').waitFor();
  assert.match(await page.locator('.notice.bad').innerText(), /\w+ \w+/);
  assert.equal(await page.getByRole('navigation').count(), 0);
  const unexpected = page.faults.filter((fault) => !/status of 40[01]/.test(fault));
  assert.deepEqual(unexpected, []);
});
