// Many bots: their order, the search, names without end; and what is said of a voice that cannot read the text.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const NO_DEVANAGARI = 'The built-in voice speaks no Devanagari. For Hindi choose another voice, or record the greeting.';
const DIFFERS = 'The text is in Devanagari, but the language is English. Choose Hindi above, so that the voice reads it as Hindi.';

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite();
  for (let number = 11; number >= 1; number -= 1) await site.bot(`desk-${number}`, { name: `Desk ${number}` });
  ({ browser, page, view } = await openOperator(site, OPERATOR));
});

after(() => stopAll(browser, site));

const names = () => page.locator('.bot-name').allInnerTexts();
const search = () => page.getByRole('searchbox', { name: 'Search bots' });
const field = (name) => page.locator('main').getByLabel(name, { exact: true });

test('a dozen bots stand in the order of their numbers, and need no search', async () => {
  await view.goTo('#/bots');
  await view.row('Desk 11');
  const desks = Array.from({ length: 11 }, (_, index) => `Desk ${index + 1}`);
  assert.deepEqual(await names(), [...desks, 'Welcome']);
  assert.equal(await search().count(), 0);
});

test('more are searched by name, id and number; a name without end takes two lines', async () => {
  await site.bot('endless', { name: 'Reception '.repeat(19).trim() });
  await view.goTo('#/calls');
  await view.goTo('#/bots');
  await search().waitFor();
  const lines = await page.locator('.bot-name').last().evaluate(() => {
    const [long] = [...document.querySelectorAll('.bot-name')].filter(({ title }) => title.startsWith('Reception'));
    return long.getBoundingClientRect().height / parseFloat(getComputedStyle(long).lineHeight);
  });
  assert.ok(lines < 2.5, `${lines} lines`);
  await view.assertSound('bots-many');
  await search().fill('desk 10');
  await view.shown('1 of 13 shown');
  assert.deepEqual(await names(), ['Desk 10']);
  await search().fill('08041234567');
  await view.shown('1 of 13 shown');
  assert.deepEqual(await names(), ['Welcome']);
  await search().fill('nobody');
  await view.shown('Nothing fits. Change or clear the search.');
  await search().fill('');
  await view.shown('13 of 13 shown');
});

test('a text that the voice cannot read is told, also where the voice is the site’s', async () => {
  await view.goTo('#/bots/desk-1');
  assert.equal(await page.getByText(NO_DEVANAGARI).count(), 0);
  await field('What it says').fill('नमस्ते');
  await view.shown(NO_DEVANAGARI);
  await field('Voice').selectOption('elevenlabs:');
  await field('Voice').selectOption('');
  await field('What it says').fill('Namaste');
  await page.getByText(NO_DEVANAGARI).waitFor({ state: 'detached' });
  await field('Language').selectOption('hi');
  await view.shown(NO_DEVANAGARI);
  await view.button('Discard changes').click();
});

test('a voice that speaks Hindi wants to know that the text is Hindi', async () => {
  const configured = (settings) =>
    settings.map((each) => (each.key === 'speech.elevenlabs_api_key' ? { ...each, set: true } : each));
  await page.route('**/api/v1/settings', async (route) => {
    const response = await route.fetch();
    const { settings, ...rest } = await response.json();
    await route.fulfill({ response, json: { ...rest, settings: configured(settings) } });
  });
  await view.goTo('#/calls');
  await view.goTo('#/bots/desk-1');
  await field('What it says').fill('नमस्ते');
  await view.shown(DIFFERS);
  await field('Language').selectOption('hi');
  await page.getByText(DIFFERS).waitFor({ state: 'detached' });
  await view.button('Discard changes').click();
  await page.unroute('**/api/v1/settings');
});

test('in Hindi: why another voice spoke', async () => {
  await speak(page, 'हिन्दी');
  await page.route('**/greeting-preview', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'x-exogate-voice': 'builtin; because="elevenlabs: no API key is configured"' };
    await route.fulfill({ response, headers });
  });
  await view.button('सुनें').click();
  await page.getByText('माँगी गई आवाज़ नहीं मिली: यहाँ ElevenLabs की API key नहीं है।').waitFor();
  await view.goTo('#/bots');
  await view.assertSound('bots-many-hindi');
  await speak(page, 'English');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
