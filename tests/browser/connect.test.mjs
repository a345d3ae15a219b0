// The first run, from the one-time link to a caller who heard the greeting: with the keyboard only, then what goes wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminPage, tabTo } from '../support/admin_page.mjs';
import { startBrowser } from '../support/browser.mjs';
import { startExotel, startGateway } from '../support/gateway.mjs';

const EMAIL = 'ops@example.com';
const PASSWORD = 'a sentence nobody guesses';
const GREETING = 'Hello, this is Acme. How may I help you?';
const NO_DEVANAGARI = 'The built-in voice speaks no Devanagari. For Hindi choose another voice, or record the greeting.';
const NUMBER = '08041234567';
const SECOND = '08047101234';
const FLOW = 'http://my.exotel.com/acmeco1/exoml/start_voice/1117620';

let exotel;
let elsewhere;
let gateway;
let browser;
let page;
let view;

before(async () => {
  [exotel, elsewhere] = await Promise.all([
    startExotel({ apiToken: 'secret-token', args: ['--exophone', `${NUMBER}=${FLOW}`, '--exophone', SECOND] }),
    startExotel({ accountSid: 'other1', apiKey: 'another-key', apiToken: 'another-token' }),
  ]);
  gateway = await startGateway({ config: { exotel: { allowed_api_hosts: [exotel.url, elsewhere.url] } } });
  browser = await startBrowser();
  page = await browser.newPage(gateway.admin);
  view = adminPage(page, gateway.admin);
});

after(async () => {
  try {
    await browser?.stop();
  } finally {
    await gateway?.stop();
    await Promise.all([exotel?.stop(), elsewhere?.stop()]);
  }
});

const field = (name) => page.getByLabel(name, { exact: true });
const link = (name) => page.getByRole('link', { name, exact: true });
const step = (name) => page.getByRole('heading', { level: 2 }).filter({ hasText: name }).waitFor();

async function type(name, text) {
  await tabTo(page, field(name));
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

async function press(target, key = 'Enter') {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Refusals that a test asks for are no faults. */
async function expecting(status, action) {
  const known = page.faults.length;
  await action();
  const unexpected = page.faults.splice(known).filter((fault) => !fault.includes(`status of ${status}`));
  assert.deepEqual(unexpected, []);
}

test('the link leads to the account, and then straight into the steps', async () => {
  await page.goto(gateway.setupLink);
  await type('Email address', EMAIL);
  await type('Password', PASSWORD);
  await type('Password again', PASSWORD);
  await press(view.button('Create the account'));
  await view.heading('Connect').waitFor();
  await step('Exotel account');
  assert.equal(page.url(), `${gateway.admin}/#/connect/account`);
  await view.assertSound('connect-account');
});

test('what Exotel does not accept is shown at the field, and nothing is stored', async () => {
  await tabTo(page, field('Cluster'));
  await page.keyboard.type('Another');
  await type('API address', exotel.url);
  await type('Account SID', 'acmeco1');
  await type('API key', exotel.apiKey);
  await type('API token', 'not-the-token');
  await expecting(422, async () => {
    await page.keyboard.press('Enter');
    await view.shown('Exotel does not accept this. Correct what is marked; nothing was changed.');
  });
  const wrong = page.locator('[aria-invalid=true]');
  await page.waitForFunction(() => document.activeElement.matches('[aria-invalid=true]'));
  assert.deepEqual(await wrong.evaluateAll((all) => all.map((each) => each.labels[0].textContent)), ['API key', 'API token']);
  await view.shown('Not judged yet: Exotel looks at it only when key and token are right.');
  await view.assertSound('connect-account-wrong');
  assert.equal(await page.locator('.stepper .done').count(), 0);
  await type('API token', exotel.apiToken);
  assert.equal(await wrong.count(), 0);
  await type('Account SID', 'acmeco2');
  await expecting(422, async () => {
    await page.keyboard.press('Enter');
    await page.locator('[aria-invalid=true]').waitFor();
  });
  assert.deepEqual(await wrong.evaluateAll((all) => all.map((each) => each.labels[0].textContent)), ['Account SID']);
});

test('the wrong cluster is named, with a button for the right one', async () => {
  await type('Account SID', 'acmeco1');
  await type('API address', elsewhere.url);
  await expecting(422, async () => {
    await page.keyboard.press('Enter');
    await page.getByText(`The account is on another cluster: ${exotel.url}`, { exact: false }).waitFor();
  });
  await view.assertSound('connect-account-cluster');
  await press(view.button(`Use ${exotel.url}`));
  assert.equal(await field('API address').inputValue(), exotel.url);
});

test('typed text is not lost unasked', async () => {
  await press(link('Skip for now: Numbers'));
  const question = page.getByRole('dialog', { name: 'Not saved' });
  await question.waitFor();
  await press(question.getByRole('button', { name: 'Keep editing' }));
  assert.equal(await field('Account SID').inputValue(), 'acmeco1');
});

test('right credentials are verified and saved', async () => {
  await press(view.button('Verify and save'));
  await view.shown('Saved. Exotel accepts the credentials.');
  await page.locator('.stepper .done').waitFor();
  assert.ok(!(await page.content()).includes(exotel.apiToken));
  await view.assertSound('connect-account-saved');
  await press(link('Next: Numbers'));
  await step('Numbers');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'step');
});

test('ExoPhones are picked from the account, and one is typed', async () => {
  const phone = page.getByRole('checkbox', { name: new RegExp(NUMBER) });
  await press(phone, 'Space');
  await press(page.getByRole('checkbox', { name: new RegExp(SECOND) }), 'Space');
  await view.assertSound('connect-numbers');
  await press(view.button('Add the chosen numbers (2)'));
  await view.shown('Numbers added: 2.');
  assert.equal(await phone.isDisabled(), true);
  await type('Number', '080 6666 7777');
  await page.keyboard.press('Enter');
  await view.shown('08066667777 is added.');
  await expecting(409, async () => {
    await type('Number', '08066667777');
    await page.keyboard.press('Enter');
    await view.shown('DID already exists');
  });
  await type('Number', ' ');
  await press(link('Next: Greeting'));
  await step('Greeting');
});

test('the greeting is heard before it is saved, and tied to the numbers', async () => {
  await type('Name', 'Reception desk');
  await view.shown('Its id will be reception-desk.');
  await type('Greeting', GREETING);
  await press(view.button('Hear it'));
  await view.shown('Spoken by: Built-in voice.');
  await page.waitForFunction(() => document.querySelector('.player progress')?.max > 0.5);
  await view.assertSound('connect-greeting');
  await type('Greeting', 'नमस्ते, यह Acme है।');
  await view.shown(NO_DEVANAGARI);
  assert.equal(await page.getByText('Spoken by: ', { exact: false }).count(), 0);
  await type('Greeting', `${GREETING} `);
  await page.getByText(NO_DEVANAGARI).waitFor({ state: 'detached' });
  await press(page.getByRole('checkbox', { name: /08066667777/ }), 'Space');
  await press(view.button('Save the greeting'));
  await view.shown('Saved. The next call hears it.');
  await view.goTo('#/numbers');
  assert.equal(await (await view.row(NUMBER)).getByText('Reception desk').count(), 1);
  assert.equal(await (await view.row('08066667777')).getByText('No bot').count(), 1);
  await view.goTo('#/connect');
  await step('Exotel’s flow');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
