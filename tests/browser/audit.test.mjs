// The audit: who changed what, searched and read to its end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const ME = { email: 'ops@example.com', password: 'correct horse battery' };

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite();
  ({ browser, page, view } = await openOperator(site, ME));
});

after(() => stopAll(browser, site));

const row = (text) => page.getByRole('row').filter({ hasText: text });

test('the audit names people, things and fields, and is searched by its address', async () => {
  await view.goTo('#/system/audit');
  await row('Added a number').getByRole('link', { name: '08041234567' }).waitFor();
  await row('Added a number').getByText('flow_url', { exact: true }).waitFor();
  await view.assertSound('system-audit');
  await page.getByLabel('What', { exact: true }).selectOption({ label: 'Changed the Exotel account' });
  await row('Added a number').waitFor({ state: 'detached' });
  await row('Changed the Exotel account').getByText('api_token', { exact: true }).waitFor();
  assert.match(page.url(), /#\/system\/audit\?action=integration\.changed$/);
  await page.reload();
  await row('Changed the Exotel account').waitFor();
  const csv = await page.getByRole('link', { name: 'Download CSV' }).getAttribute('href');
  assert.equal(csv, '/api/v1/audit.csv?action=integration.changed');
  await page.getByRole('link', { name: 'Clear' }).click();
  await row('Added a number').getByRole('link', { name: '08041234567' }).click();
  await row('Changed the Exotel account').waitFor({ state: 'detached' });
  assert.match(page.url(), /subject=/);
  await page.getByLabel('Who', { exact: true }).fill('nobody@example.com');
  await view.shown('Nothing fits. Change or clear the search.');
  await page.goBack();
  await row('Changed the Exotel account').waitFor();
});

test('days are the reader’s own, and the last one counts in full', async () => {
  const asked = page.waitForRequest((request) => /\/audit\?.*since=/.test(request.url()));
  const today = await page.evaluate(() => new Intl.DateTimeFormat('sv').format(new Date()));
  await view.goTo(`#/system/audit?since=${today}&until=${today}`);
  const { searchParams } = new URL((await asked).url());
  assert.equal(new Date(searchParams.get('until')) - new Date(searchParams.get('since')), 86_400_000);
  await row('Added a number').waitFor();
  await view.goTo('#/system/audit?since=2001-01-01&until=2001-01-02');
  await view.shown('Nothing fits. Change or clear the search.');
  await view.goTo('#/system/audit?since=nonsense');
  await row('Added a number').waitFor();
});

test('new entries come by themselves, and a thousand stay smooth', async () => {
  await view.goTo('#/system/audit');
  await row('Added a number').waitFor();
  const change = (turn) => site.api.put('/api/v1/bots/welcome', { name: `Welcome ${turn}` });
  await change(0);
  await page.getByRole('row').nth(1).filter({ hasText: 'Changed a bot' }).waitFor({ timeout: 30_000 });
  const lane = async (first) => {
    for (let turn = first; turn < 1000; turn += 10) await change(turn);
  };
  await Promise.all(Array.from({ length: 10 }, (_, first) => lane(first)));
  await page.reload();
  for (let shown = 100; shown < 1000; shown += 100) {
    await page.getByText(`Entries shown: ${shown}. There are older ones.`).waitFor();
    await view.button('Show older ones').click();
  }
  await page.getByText('Entries shown: 1,000. There are older ones.').waitFor();
  const took = await page.evaluate(async () => {
    const begun = performance.now();
    scrollTo(0, document.body.scrollHeight);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - begun;
  });
  assert.ok(took < 3000, `${took} ms to the end of the list`);
  await page.getByLabel('About (id)').pressSequentially('welcome');
  assert.equal(await page.getByLabel('About (id)').inputValue(), 'welcome');
});

test('an answer that does not come is told, and what is shown stays', async () => {
  await view.goTo('#/system/audit?action=did.added');
  await row('Added a number').waitFor();
  const known = page.faults.length;
  const failing = (route) => route.fulfill({ status: 503, json: { detail: 'The database does not answer.' } });
  await page.route('**/api/v1/audit?*', failing);
  const lookAgain = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await lookAgain(); // as on coming back to the tab
  await page.getByText('This could not be loaded. The database does not answer.').waitFor({ timeout: 30_000 });
  assert.equal(await row('Added a number').count(), 1);
  await page.unroute('**/api/v1/audit?*');
  await lookAgain();
  await page.getByText(/^This could not be loaded/).waitFor({ state: 'detached', timeout: 30_000 });
  assert.ok(page.faults.splice(known).every((fault) => /status of 503/.test(fault)));
});

test('the audit speaks Hindi', async () => {
  await speak(page, 'हिन्दी');
  await row('नंबर जोड़ा').waitFor();
  await view.assertSound('system-audit-hindi');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
