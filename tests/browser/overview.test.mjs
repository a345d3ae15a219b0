// The overview, where a site stands at a glance, and the Exotel account with its check.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, signIn, speak, tabTo } from '../support/admin_page.mjs';
import { summaryOf } from '../support/call_summary.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const EMAIL = 'ops@example.com';
const PASSWORD = 'correct horse battery';

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({ exotelArgs: ['--exophone', '08041234567'] });
  ({ browser, page, view } = await openOperator(site, { email: EMAIL, password: PASSWORD }, {
    prepare: (fresh) => fresh.route('**/api/v1/call-summary*', (route) => route.fulfill({ json: summaryOf(1207, 1180) })),
  }));
});

after(() => stopAll(browser, site));

const figure = (name) => page.locator('.figures div').filter({ hasText: name }).locator('dd');
const verify = () => view.button('Verify now');

/** Refusals that a test asks for are no faults. */
async function expecting(status, action) {
  const known = page.faults.length;
  await action();
  const unexpected = page.faults.splice(known).filter((fault) => !fault.includes(`status of ${status}`));
  assert.deepEqual(unexpected, []);
}

test('open steps come with their links; what is there already counts as done', async () => {
  await view.shown('3 of 5 done');
  const steps = page.locator('.steps li');
  const done = await steps.evaluateAll((all) => all.map((each) => each.className === 'done'));
  assert.deepEqual(done, [true, true, true, false, false]);
  await view.shown('Calls today');
  assert.equal(await figure('Calls today').innerText(), '1,207');
  await view.shown('No calls yet. When somebody dials one of your numbers, the call appears here by itself.');
  await view.shown('Exotel cannot reach this: set public_url');
  await view.assertSound('overview-open');
  await tabTo(page, page.getByRole('link', { name: 'Go on with the next step' }));
  await page.keyboard.press('Enter');
  await view.heading('Connect').waitFor();
  assert.equal(page.url(), `${site.gateway.admin}/#/connect/applet`);
  await view.open('Overview');
});

test('a call shows up by itself, and with it the steps fold away', async () => {
  assert.equal(await figure('Live calls').innerText(), '0');
  const over = site.receiveCall(['--from', '09812345678']);
  const line = page.locator('.newest li').filter({ hasText: '09812345678' });
  await line.getByText('Live', { exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelector('.figures dd').textContent === '1');
  const { record } = await over;
  await line.getByText('Heard', { exact: true }).waitFor();
  assert.equal(await line.getByRole('link').getAttribute('href'), `#/calls/${record.id}`);
  await page.reload();
  const folded = page.getByText('All steps are done. Still open: Exotel cannot reach this address', { exact: true });
  await folded.waitFor();
  assert.equal(await page.locator('.steps').isVisible(), false);
  await view.assertSound('overview-done');
  await folded.click();
  await page.locator('.steps').getByRole('link', { name: 'Greeting' }).waitFor();
});

test('what is wrong with the site is told with its next step, the worst first', async () => {
  const findings = [
    { id: 'proxy-not-trusted', severity: 'note', key: null, detail: 'A note.', next_step: 'Nothing.' },
    { id: 'disk-nearly-full', severity: 'warning', key: 'store.folder', detail: 'Little room.', next_step: 'Make room.' },
    { id: 'certificate-name', severity: 'error', key: 'calls.tls_certificate', detail: 'Wrong name.', next_step: 'Renew.' },
  ];
  const certificates = [{ plane: 'calls', fingerprint_sha256: `${'AB:'.repeat(31)}AB`, expires_at: '2026-01-01T00:00:00Z', days_left: 9 }];
  await page.route('**/api/v1/settings', (route) => route.fulfill({ json: { settings: [], findings, certificates } }));
  await page.reload();
  await page.getByText('The certificate that Exotel sees ends in 9 days.', { exact: false }).waitFor();
  const told = await page.locator('.findings .what').allInnerTexts();
  assert.deepEqual(told, ['The certificate is for another name', 'The certificate that Exotel sees', 'The disk is nearly full']);
  await view.shown('Wrong name.');
  await view.assertSound('overview-findings');
  await speak(page, 'हिन्दी');
  await view.shown('जगह बनाएँ: जगह न रही तो कॉल चलेंगी, पर दर्ज नहीं होंगी।');
  assert.equal(await page.getByText('Make room.').count(), 0);
  await view.shown('Little room.');
  await speak(page, 'English');
  await page.unroute('**/api/v1/settings');
});

test('a failing gateway is told in words, and what was known stays', async () => {
  await expecting(500, async () => {
    await page.route('**/api/v1/call-summary*', (route) => route.fulfill({ status: 500, json: { detail: 'the disk is full' } }));
    await page.reload();
    await page.getByText('the disk is full', { exact: false }).first().waitFor();
    await view.shown('Address for the Voicebot applet');
  });
  await page.unroute('**/api/v1/call-summary*');
  await page.route('**/api/v1/call-summary*', (route) => route.fulfill({ json: summaryOf(3, 2) }));
});

test('stored credentials are verified part by part', async () => {
  await view.open('Exotel account');
  await tabTo(page, verify());
  await page.keyboard.press('Enter');
  await view.shown('The credentials work.');
  await view.shown('Every number of this gateway belongs to the account (1).');
  assert.deepEqual(await page.locator('.parts .badge').allInnerTexts(), ['Right', 'Right', 'Right', 'Right', 'Right']);
  await view.assertSound('exotel-verified');
});

test('wrong ones are stored only when nobody asks, and the verdict names them', async () => {
  await page.getByLabel('API token', { exact: true }).fill('wrong-token');
  await view.button('Store without checking').click();
  await view.shown('Saved without checking.');
  await verify().click();
  await view.shown('Exotel does not accept this. Correct what is marked; nothing was changed.');
  assert.deepEqual(await page.locator('.parts .badge').allInnerTexts(), [
    'Not judged',
    'Wrong',
    'Wrong',
    'Not judged',
    'Not judged',
  ]);
  await view.assertSound('exotel-wrong');
  await page.getByLabel('API token', { exact: true }).fill(site.exotel.apiToken);
  await view.button('Verify and save').click();
  await view.shown('Saved. Exotel accepts the credentials.');
});

test('an address that is not allowed is refused at once; leaving it asks first', async () => {
  await page.getByLabel('API address', { exact: true }).fill('https://evil.example.com');
  await expecting(422, async () => {
    await view.button('Verify and save').click();
    await page.locator('.notice.bad').waitFor();
  });
  assert.match(await page.locator('.notice.bad').innerText(), /evil\.example\.com|api_base_url/);
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  const question = page.getByRole('dialog', { name: 'Not saved' });
  await question.getByRole('button', { name: 'Discard them' }).click();
  await view.heading('Overview').waitFor();
});

test('an Exotel that does not answer is told, and the credentials are kept', async () => {
  await site.exotel.stop();
  await view.open('Exotel account');
  await verify().click();
  await view.shown('Exotel could not be asked:');
  await page.getByLabel('Account SID', { exact: true }).fill('acmeco2');
  await view.button('Verify and save').click();
  await view.shown('Saved, but Exotel could not be asked whether it is right:');
  await view.assertSound('exotel-unreachable');
});

test('both speak Hindi', async () => {
  await speak(page, 'हिन्दी');
  await view.heading('Exotel खाता').waitFor();
  await page.getByRole('button', { name: 'अभी जाँचें' }).click();
  await view.shown('Exotel से पूछा नहीं जा सका:');
  await view.assertSound('exotel-verified-hindi');
  await view.goTo('#/');
  await view.heading('सारांश').waitFor();
  await view.shown('आज की कॉल');
  await view.assertSound('overview-hindi');
  await speak(page, 'English');
});

test('an admin sees how calls go, and no steps that only a super admin can take', async () => {
  const made = await site.api.post('/api/v1/users', { email: 'asha@example.com', password: PASSWORD, role: 'admin' });
  assert.equal(made.status, 201, made.text);
  await view.button('Sign out').click();
  await view.shown('You are signed out.');
  await signIn(page, site.gateway.admin, { email: 'asha@example.com', password: PASSWORD });
  await page.locator('.newest li').first().waitFor();
  await view.shown('Address for the Voicebot applet');
  assert.equal(await page.locator('.steps').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Connect', exact: true }).count(), 0);
  await view.assertSound('overview-admin');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
