// Users and their sign-ins, with a password that has to be entered again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
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
  ({ browser, page, view } = await openOperator(site, ME, {
    prepare: (fresh) => fresh.route('**/api/v1/system', (route) => route.fulfill({ status: 503, json: { detail: 'not here' } })),
  }));
});

after(() => stopAll(browser, site));

const dialog = (name) => page.getByRole('dialog', name ? { name } : {});
const row = (text) => page.getByRole('row').filter({ hasText: text });
const gone = (locator) => locator.waitFor({ state: 'detached' });
const expect = (rule, action) => expecting(page, rule, action);

test('a user is added with the keyboard only, and a stale session loses nothing that was typed', async () => {
  await view.goTo('#/system/users');
  await row(ME.email).getByText('You', { exact: true }).waitFor();
  await staleOnce(page, '**/api/v1/users', 'POST');
  await view.button('Add a user').focus();
  await page.keyboard.press('Enter');
  await dialog('Add a user').waitFor();
  await page.keyboard.type(ASHA.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ASHA.password);
  await view.assertSound('user-dialog');
  await page.getByLabel('First password').focus();
  await expect(/status of 403/, async () => {
    await page.keyboard.press('Enter');
    await dialog('Your password again').waitFor();
    await view.assertSound('password-again');
    await page.keyboard.press('Escape');
    await gone(dialog('Your password again'));
    await dialog('Add a user').getByText('Nothing was changed: this needs your password.').waitFor();
  });
  assert.equal(await page.getByLabel('Email address').inputValue(), ASHA.email);
  assert.equal(await page.getByLabel('First password').inputValue(), ASHA.password);
  await page.unroute('**/api/v1/users');
  await staleOnce(page, '**/api/v1/users', 'POST');
  await expect(/status of 403/, async () => {
    await page.keyboard.press('Enter');
    await enterPasswordAgain(page, 'not the password');
    await dialog('Your password again').getByText('the password is wrong').waitFor();
    await dialog('Your password again').getByLabel('Password').fill(ME.password);
    await page.keyboard.press('Enter');
    await view.shown('The user is added.');
  });
  await row(ASHA.email).getByText('Admin', { exact: true }).waitFor();
  await page.unroute('**/api/v1/users');
  assert.equal(await focused(page), 'Add a user');
  await view.assertSound('users');
});

test('what is half typed is not lost by Escape', async () => {
  await view.button('Add a user').click();
  await page.keyboard.type('half');
  await page.keyboard.press('Escape');
  await dialog().getByText('There are changes that are not saved.').waitFor();
  await dialog().getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await page.getByLabel('Email address').inputValue(), 'half');
  await page.keyboard.press('Escape');
  await dialog().getByRole('button', { name: 'Discard them' }).click();
  await gone(dialog());
});

test('refusals are told beside what was typed: a taken address, a password that everybody uses', async () => {
  await view.button('Add a user').click();
  await page.getByLabel('Email address').fill(ASHA.email.toUpperCase());
  await page.getByLabel('First password').fill(ASHA.password);
  await expect(/status of 4(09|22)/, async () => {
    await view.button('Add the user').click();
    await dialog().locator('.notice.bad').waitFor();
    await page.getByLabel('Email address').fill('other@example.com');
    await page.getByLabel('First password').fill('password1234');
    await view.button('Add the user').click();
    await dialog().locator('.notice.bad').filter({ hasText: /password/ }).waitFor();
  });
  await view.button('Cancel').click();
  await dialog().getByRole('button', { name: 'Discard them' }).click();
});

test('the last super admin can neither go nor step down, in the gateway’s words', async () => {
  await row(ME.email).getByRole('button', { name: /^Edit/ }).click();
  await page.getByLabel('Role').selectOption('admin');
  await expect(/status of 409/, async () => {
    await view.button('Save').click();
    await dialog().getByText(/is the last super_admin who can sign in/).waitFor();
    await view.assertSound('user-last');
    await view.button('Cancel').click();
    await dialog().getByRole('button', { name: 'Discard them' }).click();
    await row(ME.email).getByRole('button', { name: /^Remove/ }).click();
    await dialog().getByText('This is your own account: you will be signed out.').waitFor();
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog().getByText(/is the last super_admin who can sign in/).waitFor();
  });
  await page.keyboard.press('Escape');
  await gone(dialog());
});

test('a user’s sign-in is ended, and comes back into the list when that fails', async () => {
  const asha = apiClient(site.gateway.admin);
  await asha.login(ASHA.email, ASHA.password);
  await row(ASHA.email).getByRole('button', { name: /^Sign-ins/ }).click();
  const list = dialog(`Sign-ins of ${ASHA.email}`);
  await list.getByText('a program, by password').waitFor();
  await view.assertSound('user-sign-ins');
  await page.route('**/sessions/*', (route) => route.fulfill({ status: 503, json: { detail: 'The database does not answer.' } }));
  await expect(/status of 503/, async () => {
    await list.getByRole('button', { name: /^End/ }).click();
    await list.getByText('The database does not answer.').waitFor();
  });
  await list.getByText('a program, by password').waitFor();
  await page.unroute('**/sessions/*');
  await staleOnce(page, '**/sessions/*', 'DELETE');
  await expect(/status of 403/, async () => {
    await list.getByRole('button', { name: /^End/ }).click();
    await enterPasswordAgain(page, ME.password);
    await list.getByText('The sign-in is ended.').waitFor();
  });
  await page.unroute('**/sessions/*');
  await list.getByText('Nowhere signed in.').waitFor();
  assert.match(await focused(page), /Nowhere signed in/); // not lost with the button that had it
  assert.equal((await asha.get('/api/v1/auth/me')).status, 401);
  await list.getByRole('button', { name: 'Close' }).click();
  await gone(list);
});

test('access is taken away and given back; the role changes', async () => {
  const edit = async () => row(ASHA.email).getByRole('button', { name: /^Edit/ }).click();
  await edit();
  await page.getByLabel('May sign in').uncheck();
  await view.button('Save').click();
  await view.shown(`${ASHA.email} is changed.`);
  await row(ASHA.email).getByText('Shut out').waitFor();
  await edit();
  await page.getByLabel('May sign in').check();
  await page.getByLabel('Role').selectOption('super_admin');
  await view.button('Save').click();
  await row(ASHA.email).getByText('Super admin').waitFor();
  await row(ASHA.email).getByText('May sign in').waitFor();
  assert.match(await focused(page), /Edit/);
  await edit();
  await page.getByLabel('Role').selectOption('admin');
  await view.button('Save').click();
  await row(ASHA.email).getByText('Admin', { exact: true }).waitFor();
});

test('two hundred users are searched and shown in parts', async () => {
  const some = (number) => ({
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    email: `colleague.${number}@a-rather-long-name-of-a-company.example.com`,
    role: 'admin',
    disabled: number % 7 === 0,
    created_at: '2026-01-21T09:30:00.000Z',
  });
  await page.route('**/api/v1/users', (route) => route.fulfill({ json: { users: Array.from({ length: 200 }, (_, n) => some(n)) } }));
  await page.reload();
  await row('colleague.99@').waitFor();
  assert.equal(await page.getByRole('row').count(), 101);
  await view.button('Show more (100 left)').click();
  assert.equal(await page.getByRole('row').count(), 201);
  await page.getByLabel('Search users').pressSequentially('colleague.199');
  await page.getByText('1 of 200 shown').waitFor();
  await view.assertSound('users-found');
  await page.unroute('**/api/v1/users');
});

test('users speak Hindi, and a user is removed', async () => {
  await view.goTo('#/system/users');
  await page.reload();
  await speak(page, 'हिन्दी');
  await view.assertSound('users-hindi');
  await staleOnce(page, '**/api/v1/users/*', 'DELETE');
  await view.button(`${ASHA.email} हटाएँ`).click();
  await expect(/status of 403/, async () => {
    await dialog().getByRole('button', { name: 'हटाएँ', exact: true }).click();
    await enterPasswordAgain(page, ME.password);
    await view.shown(`${ASHA.email} को हटा दिया गया।`);
  });
  await gone(row(ASHA.email));
  assert.equal(await focused(page), 'यूज़र');
  await speak(page, 'English');
});

test('who loses the role loses the menu at once', async () => {
  const other = { email: 'second@example.com', password: ASHA.password, role: 'super_admin' };
  assert.equal((await api.post('/api/v1/users', other)).status, 201);
  await page.reload();
  await row(ME.email).getByRole('button', { name: /^Edit/ }).click();
  await dialog().getByText(/^This is your own account/).waitFor();
  await page.getByLabel('Role').selectOption('admin');
  await expect(/status of 503/, async () => {
    await view.button('Save').click();
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Numbers' }).waitFor({ state: 'detached' });
    await page.getByText('not here').waitFor();
  });
});

test('nothing else went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
