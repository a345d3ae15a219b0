// A test call, stage by stage, as somebody watches it; and what the page says when a stage does not come.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminPage, signIn, speak } from '../support/admin_page.mjs';
import { startBrowser } from '../support/browser.mjs';
import { CUSTOMER, startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };

let browser;
const sites = [];

before(async () => {
  browser = await startBrowser();
});

after(async () => {
  try {
    await browser?.stop();
  } finally {
    for (const site of sites) await site.stop();
  }
});

/** A site of its own, and a page that is signed in and open at the test call. */
async function watch(options) {
  const site = await startSite(options);
  sites.push(site);
  const page = await browser.newPage(site.gateway.admin);
  await signIn(page, site.gateway.admin, OPERATOR);
  const view = adminPage(page, site.gateway.admin);
  await view.open('Test call');
  return { site, view };
}

async function place(view) {
  await view.page.getByLabel('Telephone to ring').fill(CUSTOMER);
  await view.button('Place the call').click();
}

const stage = (view, name, state) => view.page.locator(`.stage.${state}`).filter({ hasText: name });

test('every stage lights up by itself, and the keyboard is enough', async () => {
  const { site, view } = await watch({ hangUpAfterMarkMs: 8000 });
  await site.warm('welcome');
  await view.page.getByLabel('Telephone to ring').focus();
  await view.page.keyboard.type(CUSTOMER);
  await view.page.keyboard.press('Enter');
  await view.page.getByText('Exotel accepted the call to +919812345678.').waitFor();
  for (const name of ['Accepted by Exotel', 'Dialling', 'Picked up', 'Audio stream open', 'Greeting heard']) {
    await stage(view, name, 'done').waitFor();
  }
  await view.assertSound('test-call-live');
  await stage(view, 'Ended', 'done').waitFor();
  await view.shown('It worked: the telephone heard the greeting.');
  assert.match(view.page.url(), /#\/test-call\/[0-9a-z]{32}$/);
  await view.assertSound('test-call-worked');
  await view.page.reload();
  await view.shown('It worked: the telephone heard the greeting.');
  const listed = await view.row('ops@example.com');
  await listed.getByRole('link').click();
  await view.page.getByRole('link', { name: 'Everything that was recorded of this call' }).waitFor();
  assert.deepEqual(view.page.faults, []);
});

test('nobody picks up: the page says so, and what to do, in both languages', async () => {
  const { view } = await watch({ exotelArgs: ['--callee', 'no-answer'] });
  await place(view);
  await view.shown('Nobody picked up.');
  await stage(view, 'Picked up', 'missed').waitFor();
  await view.assertSound('test-call-no-answer');
  await speak(view.page, 'हिन्दी');
  await view.shown('किसी ने फ़ोन नहीं उठाया।');
  await view.assertSound('test-call-no-answer-hindi');
  assert.deepEqual(view.page.faults, []);
});

test('Exotel refuses: its reason stands in plain words beside what it said', async () => {
  const { view } = await watch({ exotelArgs: ['--refuse', 'kyc'] });
  await place(view);
  const refused = view.page.getByRole('status').filter({ hasText: 'The call was not placed.' });
  await refused.getByText(/has not completed the KYC check/).waitFor();
  await refused.getByText(/Hand in the KYC documents/).waitFor();
  await refused.getByText(/Exotel said:/).waitFor();
  await view.assertSound('test-call-refused');
  assert.ok(view.page.faults.every((fault) => /status of 502/.test(fault)), view.page.faults.join('\n'));
});

test('a stage that stays dark for half a minute names what to check', async () => {
  const { site, view } = await watch({ exotelArgs: ['--ring-milliseconds', '60000'] });
  await view.page.clock.install();
  await place(view);
  await view.page.getByText('Exotel accepted the call').waitFor();
  await stage(view, 'Picked up', 'now').waitFor();
  assert.equal(await view.page.getByText(/For 30 seconds/).count(), 0);
  await view.page.clock.fastForward(40_000);
  await view.shown('For 30 seconds the flow has not asked this gateway.');
  await view.page.getByText(/this gateway’s address in its URL field/).waitFor();
  await view.assertSound('test-call-slow');
  assert.deepEqual(view.page.faults, []);
  assert.equal((await site.api.get('/api/v1/test-calls')).body.test_calls.length, 1);
});
