// A bot that two people edit, that is removed meanwhile, or that cannot be saved at all.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const DESK = { name: 'Night desk', greeting_text: 'We are closed.', after: 'hang_up', max_calls: 4 };
const GONE = 'This bot was removed meanwhile. Nothing was saved.';
const CHANGED = 'Changed elsewhere: somebody saved this bot after you opened it. Your changes are not saved yet.';

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite();
  ({ browser, page, view } = await openOperator(site, OPERATOR));
});

after(() => stopAll(browser, site));

beforeEach(async () => {
  await site.api.delete(DESK_PATH);
  await site.bot('desk', DESK);
  await view.goTo('#/calls');
  await view.goTo('#/bots/desk');
  await view.heading('Night desk').waitFor();
});

const DESK_PATH = '/api/v1/bots/desk';
const stored = async () => (await site.api.get(DESK_PATH)).body;
const field = (name) => page.locator('main').getByLabel(name, { exact: true });
const focusedIs = (selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
const missed = () => page.faults.splice(0).forEach((fault) => assert.match(fault, /status of 404/));

test('a bot that was removed meanwhile is made again complete', async () => {
  await field('Name').fill('Night shift');
  await site.api.delete(DESK_PATH);
  await view.button('Save').click();
  await view.shown(GONE);
  await focusedIs('.save-trouble');
  assert.equal((await site.api.get(DESK_PATH)).status, 404);
  await view.assertSound('bot-gone');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await view.shown('The bot is saved. The next call hears it.');
  await focusedIs('.save-bar [type=submit]');
  const { name, greeting_text, after: then, max_calls } = await stored();
  assert.deepEqual({ name, greeting_text, after: then, max_calls }, { ...DESK, name: 'Night shift' });
  missed();
});

test('or it stays removed, and what was typed is left behind without another question', async () => {
  await field('Name').fill('Night shift');
  await site.api.delete(DESK_PATH);
  await view.button('Save').click();
  await view.button('Leave it removed').click();
  await view.heading('Bots').waitFor();
  await page.getByRole('row').filter({ hasText: 'Night' }).waitFor({ state: 'detached' });
  assert.equal((await site.api.get(DESK_PATH)).status, 404);
  missed();
});

test('the switch in the list makes no bot out of one that is gone', async () => {
  await view.goTo('#/bots');
  await view.row('Night desk');
  await site.api.delete(DESK_PATH);
  await page.getByRole('switch', { name: 'Night desk answers calls' }).click();
  await view.shown(`Night desk: ${GONE}`);
  assert.equal((await site.api.get(DESK_PATH)).status, 404);
  missed();
});

test('a bot that was changed elsewhere is loaded as it is now', async () => {
  await field('What it says').fill('Mine.');
  await site.bot('desk', { greeting_text: 'Theirs.' });
  await view.button('Save').click();
  await view.shown(CHANGED);
  assert.equal((await stored()).greeting_text, 'Theirs.');
  await view.assertSound('bot-changed-elsewhere');
  await view.button('Load it, without my changes').click();
  await view.shown('These are the fields as they are stored now.');
  assert.equal(await field('What it says').inputValue(), 'Theirs.');
  assert.equal(await view.button('Discard changes').count(), 0);
  await field('What it says').fill('Mine after all.');
  await view.button('Save').click();
  await view.shown('The bot is saved. The next call hears it.');
  assert.equal((await stored()).greeting_text, 'Mine after all.');
});

test('or mine is kept, of the fields that I changed', async () => {
  await field('What it says').fill('Mine.');
  await site.bot('desk', { greeting_text: 'Theirs.', max_calls: 9 });
  await view.button('Save').click();
  await view.button('Keep mine').click();
  await view.shown('The bot is saved. The next call hears it.');
  const { greeting_text, max_calls } = await stored();
  assert.deepEqual([greeting_text, max_calls], ['Mine.', 9]);
  assert.equal(await field('Calls at the same time').inputValue(), '9');
});

test('a new password in between is no conflict', async () => {
  await field('What it says').fill('Mine.');
  await site.api.post(`${DESK_PATH}/stream-credentials`);
  await view.button('Save').click();
  await view.shown('The bot is saved. The next call hears it.');
  assert.equal((await stored()).stream_login.required, true);
});

test('a gateway that does not answer is told where the button is, and nothing typed is lost', async () => {
  await field('Name').fill('Night shift');
  await page.route('**/api/v1/bots/desk', (route) => route.abort());
  await view.button('Save').click();
  await focusedIs('.save-trouble');
  const trouble = page.locator('.save-trouble');
  assert.equal(await trouble.evaluate((node) => {
    const { top, bottom } = node.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  }), true);
  await view.assertSound('bot-gateway-down');
  await page.unroute('**/api/v1/bots/desk');
  page.faults.splice(0).forEach((fault) => assert.match(fault, /ERR_FAILED|net::|Failed to load/));
  await view.button('Save').click();
  await view.heading('Night shift').waitFor();
  assert.equal(await trouble.count(), 0);
});

test('in Hindi', async () => {
  await speak(page, 'हिन्दी');
  await field('नाम').fill('रात का डेस्क');
  await site.bot('desk', { name: 'Desk' });
  await view.button('सहेजें').click();
  await page.getByText(/^कहीं और बदला गया:/).waitFor();
  await view.assertSound('bot-changed-elsewhere-hindi');
  await view.button('नया वाला खोलें, मेरे बदलाव छोड़ दें').click();
  await view.heading('Desk').waitFor();
  await speak(page, 'English');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
