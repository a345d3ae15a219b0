// The greeting of the first run, when somebody else changes the same bot, removes it or makes another one meanwhile.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { openOperator, speak, tabTo } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const DESK = { name: 'Night desk', greeting_text: 'We are closed.', after: 'hang_up', max_calls: 4 };
const DESK_PATH = '/api/v1/bots/desk';
const SAVED = 'Saved. The next call hears it.';
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
  await openGreeting('Bot');
});

async function openGreeting(choice) {
  await view.goTo('#/calls');
  await view.goTo('#/connect/greeting');
  await field(choice).selectOption('desk');
}

const stored = async (id = 'desk') => (await site.api.get(`/api/v1/bots/${id}`)).body;
const field = (name) => page.locator('main').getByLabel(name, { exact: true });
const save = () => view.button('Save the greeting').click();
const focusedIs = (selector) => page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);
const missed = () => page.faults.splice(0).forEach((fault) => assert.match(fault, /status of 404/));
const greetingReads = (text) =>
  page.waitForFunction((wanted) => document.querySelector('main textarea')?.value === wanted, text);

test('a greeting that was changed elsewhere is not written over unasked', async () => {
  await field('Greeting').fill('Mine.');
  await site.bot('desk', { greeting_text: 'Theirs.' });
  await save();
  await view.shown(CHANGED);
  await focusedIs('.save-trouble');
  assert.equal((await stored()).greeting_text, 'Theirs.');
  await view.assertSound('connect-greeting-changed-elsewhere');
  await tabTo(page, view.button('Load it, without my changes'));
  await page.keyboard.press('Enter');
  await view.shown('These are the fields as they are stored now.');
  await focusedIs('form [type=submit]');
  assert.equal(await field('Greeting').inputValue(), 'Theirs.');
  await field('Greeting').fill('Mine after all.');
  await save();
  await view.shown(SAVED);
  assert.equal((await stored()).greeting_text, 'Mine after all.');
});

test('or mine is kept, of the fields that I changed', async () => {
  await field('Greeting').fill('Mine.');
  await site.bot('desk', { greeting_text: 'Theirs.', name: 'Day desk' });
  await save();
  await view.button('Keep mine').click();
  await view.shown(SAVED);
  const { greeting_text, name, max_calls } = await stored();
  assert.deepEqual([greeting_text, name, max_calls], ['Mine.', 'Day desk', 4]);
  assert.equal(await field('Name').inputValue(), 'Day desk');
});

test('what this step does not show may change meanwhile', async () => {
  await field('Greeting').fill('Mine.');
  await site.bot('desk', { greeting_text: DESK.greeting_text, max_calls: 9 });
  await save();
  await view.shown(SAVED);
  const { greeting_text, max_calls } = await stored();
  assert.deepEqual([greeting_text, max_calls], ['Mine.', 9]);
});

test('a bot that was removed meanwhile is made again complete', async () => {
  await field('Greeting').fill('Back again.');
  await site.api.delete(DESK_PATH);
  await save();
  await view.shown(GONE);
  assert.equal((await site.api.get(DESK_PATH)).status, 404);
  await view.button('Make it again with these fields').click();
  await view.shown(SAVED);
  const { name, greeting_text, after: then, max_calls } = await stored();
  assert.deepEqual({ name, greeting_text, after: then, max_calls }, { ...DESK, greeting_text: 'Back again.' });
  missed();
});

test('or it stays removed, and another one is shown', async () => {
  await field('Greeting').fill('Back again.');
  await site.api.delete(DESK_PATH);
  await save();
  await view.button('Leave it removed').click();
  await field('Bot').locator('option', { hasText: 'Night desk' }).waitFor({ state: 'detached' });
  assert.equal(await field('Bot').inputValue(), 'welcome');
  assert.equal((await site.api.get(DESK_PATH)).status, 404);
  missed();
});

test('a new bot does not take the id of one that was made meanwhile', async () => {
  await field('Bot').selectOption('A new bot');
  await field('Name').fill('Second floor');
  await field('Greeting').fill('Mine.');
  await site.bot('second-floor', { greeting_text: 'Theirs.' });
  await save();
  await view.shown(SAVED);
  const found = [await stored('second-floor'), await stored('second-floor-2')];
  assert.deepEqual(found.map(({ greeting_text }) => greeting_text), ['Theirs.', 'Mine.']);
});

test('a number that cannot be tied leaves one bot behind, however often it is tried', async () => {
  const { body } = await site.api.post('/api/v1/integrations/exotel/dids', { number: '08047101234' });
  await openGreeting('Bot');
  await field('Bot').selectOption('A new bot');
  await field('Name').fill('Third floor');
  await page.route('**/api/v1/integrations/exotel/dids/*', (route) => route.abort());
  await save();
  await focusedIs('.save-trouble');
  await page.unroute('**/api/v1/integrations/exotel/dids/*');
  page.faults.splice(0).forEach((fault) => assert.match(fault, /ERR_FAILED|net::|Failed to load/));
  await save();
  await view.shown(SAVED);
  const { bots } = (await site.api.get('/api/v1/bots')).body;
  assert.deepEqual(bots.map(({ id }) => id).filter((id) => id.startsWith('third')), ['third-floor']);
  const { dids } = (await site.api.get('/api/v1/integrations/exotel')).body;
  assert.equal(dids.find(({ id }) => id === body.id).bot_id, 'third-floor');
});

test('in Hindi', async () => {
  await speak(page, 'हिन्दी');
  await openGreeting('बॉट');
  await field('अभिवादन').fill('Mine.');
  await site.bot('desk', { greeting_text: 'Theirs.' });
  await view.button('अभिवादन सहेजें').click();
  await page.getByText(/^कहीं और बदला गया:/).waitFor();
  await view.assertSound('connect-greeting-changed-elsewhere-hindi');
  await view.button('नया वाला खोलें, मेरे बदलाव छोड़ दें').click();
  await greetingReads('Theirs.');
  await speak(page, 'English');
});

test('where nothing is typed, what was changed elsewhere shows itself', async () => {
  await page.clock.install();
  await openGreeting('Bot');
  await greetingReads(DESK.greeting_text);
  await site.bot('desk', { greeting_text: 'Theirs.' });
  await page.clock.fastForward(16_000);
  await greetingReads('Theirs.');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
