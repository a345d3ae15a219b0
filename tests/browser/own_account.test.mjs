// API tokens and one's own account, in both roles.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, signIn, speak } from '../support/admin_page.mjs';
import { apiClient, startBareSite, stopAll } from '../support/gateway.mjs';
import { enterPasswordAgain, expecting, focused, staleOnce } from '../support/stale_session.mjs';

const ME = { email: 'ops@example.com', password: 'correct horse battery' };
const ASHA = { email: 'asha@example.com', password: 'known to nobody but Asha' };
let site;
let api;
let browser;
let page;
let view;

before(async () => {
  site = await startBareSite();
  api = apiClient(site.gateway.admin);
  await api.setUp(site.gateway.setupToken, ME.email, ME.password);
  assert.equal((await api.post('/api/v1/users', { ...ASHA, role: 'admin' })).status, 201);
  ({ browser, page, view } = await openOperator(site, ME, {
    prepare: (fresh) => fresh.route('**/api/v1/system', (route) => route.fulfill({ status: 503, json: { detail: 'not here' } })),
  }));
});

after(() => stopAll(browser, site));

const dialog = (name) => page.getByRole('dialog', name ? { name } : {});
const row = (text) => page.getByRole('row').filter({ hasText: text });
const gone = (locator) => locator.waitFor({ state: 'detached' });
const expect = (rule, action) => expecting(page, rule, action);

test('an API token is made with the keyboard, told once, copied, used and revoked', async () => {
  await view.goTo('#/system/tokens');
  await view.shown('No API tokens. Make one when a program is to use this gateway.');
  await staleOnce(page, '**/api/v1/tokens', 'POST');
  await view.button('Make a token').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('nightly report');
  await view.assertSound('token-dialog');
  await page.getByLabel('Name', { exact: true }).focus();
  await expect(/status of 403/, async () => {
    await page.keyboard.press('Enter');
    await enterPasswordAgain(page, ME.password);
    await dialog('Your new token').waitFor();
  });
  await page.unroute('**/api/v1/tokens');
  const token = await dialog().locator('.copy code').innerText();
  await page.keyboard.press('Escape');
  await dialog().getByText(/^Have you stored the token/).waitFor();
  await dialog().getByRole('button', { name: /^Copy/ }).click();
  await dialog().getByRole('button', { name: /^Copied/ }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token);
  await view.assertSound('token-told');
  await dialog().getByRole('button', { name: 'I have stored it' }).focus();
  await page.keyboard.press('Enter');
  await gone(dialog());
  assert.ok(!(await page.content()).includes(token));
  const program = apiClient(site.gateway.admin, { token });
  assert.equal((await program.get('/api/v1/auth/me')).status, 200);
  await page.reload();
  await row('nightly report').getByText(`${token.slice(0, 12)}…`).waitFor();
  await row('nightly report').getByText(ME.email).waitFor();
  await view.assertSound('tokens');
  await view.button('Revoke nightly report').click();
  await dialog().getByRole('button', { name: 'Revoke', exact: true }).click();
  await view.shown('The token nightly report is revoked.');
  await gone(row('nightly report'));
  assert.equal(await focused(page), 'API tokens');
  assert.equal((await program.get('/api/v1/auth/me')).status, 401);
});

test('one’s own password is changed, which ends the other sign-ins', async () => {
  await page.getByRole('link', { name: `My account: ${ME.email}` }).click();
  await view.heading('My account').waitFor();
  await row('Chrome · Linux').getByText('This one').waitFor();
  const others = page.getByRole('button', { name: /^End/ });
  await others.first().waitFor();
  await view.assertSound('account');
  const fill = async (current, next, again) => {
    await page.getByLabel('Password now').fill(current);
    await page.getByLabel('New password', { exact: true }).fill(next);
    await page.getByLabel('New password again').fill(again);
    await page.keyboard.press('Enter');
  };
  await fill(ME.password, 'a new sentence of mine', 'something else');
  await view.shown('The two passwords are not the same.');
  await expect(/status of 403/, async () => {
    await fill('not the password', 'a new sentence of mine', 'a new sentence of mine');
    await view.shown('the password is wrong');
  });
  await fill(ME.password, 'a new sentence of mine', 'a new sentence of mine');
  await view.shown('Your password is changed. Your other sign-ins are ended.');
  await gone(others.first());
  assert.equal(await page.getByLabel('Password now').inputValue(), '');
  ME.password = 'a new sentence of mine';
  assert.equal((await api.get('/api/v1/auth/me')).status, 401);
  await api.login(ME.email, ME.password);
});

test('one’s own sign-ins are ended, and a half typed password is not lost by a link', async () => {
  await page.reload();
  await row('a program, by password').getByRole('button', { name: /^End/ }).click();
  await view.shown('The sign-in is ended.');
  await gone(row('a program, by password'));
  assert.equal((await api.get('/api/v1/auth/me')).status, 401);
  await api.login(ME.email, ME.password);
  await page.getByLabel('Password now').fill('half');
  await page.getByRole('link', { name: 'Overview' }).click();
  await dialog('Not saved').getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await page.getByLabel('Password now').inputValue(), 'half');
  await page.getByLabel('Password now').fill('');
});

test('one’s own account speaks Hindi', async () => {
  await speak(page, 'हिन्दी');
  await view.heading('मेरा खाता').waitFor();
  await view.assertSound('account-hindi');
  const [now, next, again] = await page.locator('form input[type=password]').all();
  const bubble = (field) => field.evaluate((element) => element.validationMessage);
  await now.press('Enter');
  assert.equal(await bubble(now), 'यह खाना भरें।');
  await now.fill('not the password');
  assert.equal(await bubble(now), '');
  await next.fill('short');
  await next.press('Enter');
  assert.match(await bubble(next), /अक्षर चाहिए।$/);
  await next.fill('a sentence nobody guesses');
  await again.fill('a sentence nobody guesses');
  await expect(/status of 403/, async () => {
    await again.press('Enter');
    await view.shown('the password is wrong');
  });
  assert.match(await page.locator('.notice.bad').innerText(), /^पासवर्ड सही नहीं है।/);
  for (const field of [now, next, again]) await field.fill('');
  await view.goTo('#/system/tokens');
  await view.button('टोकन बनाएँ').click();
  await view.assertSound('token-dialog-hindi');
  await page.keyboard.press('Escape');
  await speak(page, 'English');
});

test('an admin sees nothing that they cannot use, and makes a token of their own', async () => {
  await view.button('Sign out').click();
  await signIn(page, site.gateway.admin, ASHA);
  const menu = page.getByRole('navigation', { name: 'Main menu' });
  assert.deepEqual(await menu.getByRole('link').allInnerTexts(), ['Overview', 'Bots', 'Test call', 'Calls', 'System']);
  await expect(/status of 503/, () => view.open('System'));
  const tabs = page.getByRole('navigation', { name: 'Parts of the system' });
  assert.deepEqual(await tabs.getByRole('link').allInnerTexts(), ['State', 'Settings', 'API tokens']);
  await expect(/status of 503/, () => view.goTo('#/system/users'));
  assert.equal(await page.getByRole('heading', { name: 'Users' }).count(), 0);
  await view.goTo('#/system/settings');
  await row('calls.listen').waitFor();
  await view.goTo('#/account');
  await view.button('Make a token').click();
  assert.equal(await page.getByLabel('Role').locator('option').count(), 1);
  await page.getByLabel('Name', { exact: true }).fill('mine');
  await page.getByLabel('Days until it expires').fill('');
  await view.button('Make the token').click();
  await dialog().getByRole('button', { name: 'I have stored it' }).click();
  await row('mine').getByText('never').waitFor();
  await view.assertSound('account-of-an-admin');
});

test('nothing else went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
