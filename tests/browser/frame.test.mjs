// What surrounds every view: on a narrow window, and when the gateway is not there.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak, tabTo } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const ME = { email: 'ops@example.com', password: 'correct horse battery' };

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({ exotelArgs: ['--exophone', '08041234567'] });
  ({ browser, page, view } = await openOperator(site, ME));
});

after(() => stopAll(browser, site));

const tools = () => view.button('Account and language');
const heightOf = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().height);

test('header and menu of a narrow window leave room for the view', async () => {
  await view.open('System');
  for (const [width, height] of [[320, 700], [640, 400]]) {
    await page.setViewportSize({ width, height });
    assert.ok((await heightOf('.top')) + (await heightOf('.menu')) < height / 3, `${width} px`);
    assert.equal(await view.button('Sign out').isVisible(), false);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await page.reload();
  await view.heading('System').waitFor();
  const current = page.locator('.menu [aria-current]');
  const box = await current.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 320, 'the current view stands in sight');
});

test('what the narrow window folds away is reached by the keyboard, and let go by Escape', async () => {
  await tabTo(page, tools());
  await page.keyboard.press('Enter');
  assert.equal(await tools().getAttribute('aria-expanded'), 'true');
  await page.screenshot({ path: `${process.env.EXOGATE_OUT ?? 'build/test-output'}/screenshots/frame-tools.png` });
  await tabTo(page, page.getByLabel('Colours'));
  await page.keyboard.press('Escape');
  assert.equal(await view.button('Sign out').isVisible(), false);
  assert.ok(await tools().evaluate((element) => element === document.activeElement));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: `My account: ${ME.email}` }));
  await page.keyboard.press('Enter');
  await view.heading('My account').waitFor();
  assert.equal(await tools().getAttribute('aria-expanded'), 'false');
  await page.setViewportSize({ width: 1280, height: 800 });
  assert.equal(await tools().isVisible(), false);
});

test('there is one question about unsaved changes, however often somebody wants to leave', async () => {
  await page.getByLabel('Password now').fill('half');
  const go = (place) => page.evaluate((hash) => (location.hash = hash), place);
  await page.getByRole('link', { name: 'Bots', exact: true }).click();
  await page.getByRole('dialog', { name: 'Not saved' }).waitFor();
  await go('#/calls');
  await page.waitForFunction(() => location.hash === '#/account');
  assert.equal(await page.getByRole('dialog').count(), 1);
  await page.getByRole('dialog').getByRole('button', { name: 'Keep editing' }).click();
  assert.equal(await page.getByLabel('Password now').inputValue(), 'half');
  await page.getByLabel('Password now').fill('');
  await view.open('Numbers');
  await view.button('Add a number').click();
  await page.getByRole('dialog').getByRole('textbox').first().fill('0804');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  await go('#/calls');
  await page.waitForFunction(() => location.hash === '#/numbers');
  assert.equal(await page.getByRole('dialog').count(), 1);
  await page.getByRole('dialog').getByRole('alert').getByRole('button').first().click();
});

test('a connection that stays away is told in words, and the header does not jump', async () => {
  await view.open('Overview');
  await page.locator('.live-mark.live').waitFor();
  const usual = await heightOf('.top');
  await page.route('**/api/v1/events', (route) => route.abort());
  await page.reload();
  await page.locator('.live-mark.waiting').waitFor();
  assert.equal(await heightOf('.top'), usual);
  await view.shown('No connection to the gateway');
  assert.equal(await heightOf('.top'), usual);
  await view.assertSound('frame-lost');
  await speak(page, 'हिन्दी');
  await view.shown('गेटवे से कनेक्शन नहीं है');
  await speak(page, 'English');
  await page.unroute('**/api/v1/events');
  page.faults.length = 0;
});
