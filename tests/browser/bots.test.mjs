// Bots: every field, menus, what callers will hear, and removing with undo.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { adminPage, openOperator, signIn, speak } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const COLLEAGUE = { email: 'asha@example.com', password: 'a sentence nobody guesses', role: 'admin' };

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({ config: { public_url: 'https://voice.example.com' }, bot: { greeting_text: 'Welcome to Acme.' } });
  ({ browser, page, view } = await openOperator(site, OPERATOR));
});

after(() => stopAll(browser, site));

const bot = async (id) => (await site.api.get(`/api/v1/bots/${id}`)).body;
const field = (name) => page.locator('main').getByLabel(name, { exact: true });
const focused = (locator) => locator.evaluate((node) => node === document.activeElement);
const saved = () => view.shown('The bot is saved. The next call hears it.');

/** What `work` sends to a bot's address, the bodies of its PUTs. */
async function putsDuring(work) {
  const bodies = [];
  const listen = (request) => request.method() === 'PUT' && bodies.push(request.postDataJSON());
  page.on('request', listen);
  await work();
  page.off('request', listen);
  return bodies;
}

/** Runs `work` while changes of bots are refused; the browser's own complaint about it is expected. */
async function whileRefused(status, detail, work) {
  const known = page.faults.length;
  await page.route('**/api/v1/bots/*', (route) =>
    route.request().method() === 'GET' ? route.fallback() : route.fulfill({ status, json: { detail } }),
  );
  await work();
  await page.unroute('**/api/v1/bots/*');
  assert.ok(page.faults.splice(known).every((fault) => new RegExp(`status of ${status}`).test(fault)));
}

test('a bot is made with the keyboard alone, and its id follows its name', async () => {
  await view.open('Bots');
  await view.button('Add a bot').focus();
  await page.keyboard.press('Enter');
  await view.heading('Add a bot').waitFor();
  await view.assertSound('bot-new');
  await field('Name').focus();
  await page.keyboard.type('Night desk');
  assert.equal(await field('Id').inputValue(), 'night-desk');
  await field('What it says').focus();
  await page.keyboard.type('We are closed.');
  await field('Name').focus();
  await page.keyboard.press('Enter');
  await view.heading('Night desk').waitFor();
  await saved();
  assert.equal((await bot('night-desk')).greeting_text, 'We are closed.');
  assert.match(page.url(), /#\/bots\/night-desk$/);
});

test('an id that is taken is refused at its field', async () => {
  await view.goTo('#/bots/+');
  await field('Id').fill('welcome');
  await view.button('Save').click();
  await view.shown('There is a bot with the id welcome already.');
  assert.equal(await focused(field('Id')), true);
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await view.button('Discard them').click();
  await view.heading('Bots').waitFor();
});

test('the list tells what each bot does, and links to its page and to talking', async () => {
  const line = await view.row('Night desk');
  await line.getByText('We are closed.').waitFor();
  await line.getByText('Stay on the line').waitFor();
  assert.equal(await line.getByRole('link', { name: 'Talk to it: Night desk' }).getAttribute('href'), '#/bots/night-desk/talk');
  await (await view.row('Welcome')).getByText('08041234567').waitFor();
  await view.assertSound('bots-two');
});

test('a switch in the list takes effect at once, and goes back when it is refused', async () => {
  const active = page.getByRole('switch', { name: 'Night desk answers calls' });
  await active.focus();
  await page.keyboard.press('Space');
  await view.shown('Night desk is switched off: callers hear that nobody can take the call now.');
  assert.equal((await bot('night-desk')).active, false);
  await view.assertSound('bots-switched-off');
  await whileRefused(503, 'The database is busy.', async () => {
    await active.click();
    await view.shown('Night desk: The database is busy.');
    assert.equal(await active.isChecked(), false);
  });
});

test('all fields are edited on the page, and only what changed is sent', async () => {
  await page.getByRole('link', { name: 'Edit Night desk' }).click();
  await view.heading('Night desk Switched off').waitFor();
  await field('Answers calls').check();
  await field('Language').selectOption('hi');
  await field('What it says').fill('नमस्ते, अभी हम बंद हैं।');
  assert.deepEqual(await field('Voice').locator('option').allInnerTexts(), [
    'The site’s own: Built-in voice',
    'Built-in voice',
    'ElevenLabs, the site’s voice (not configured)',
    'ElevenLabs, another voice… (not configured)',
    'Local program (not configured)',
  ]);
  await field('Voice').selectOption('elevenlabs:');
  await page.getByText('ElevenLabs has no API key here').waitFor();
  await field('Voice id').fill('21m00Tcm4TlvDq8ikWAM');
  await field('Callers may interrupt the greeting').check();
  await field('What happens then').selectOption('hang_up');
  await field('Longest call, in seconds').fill('120');
  await field('Calls at the same time').fill('5');
  await view.assertSound('bot-edited');
  const sent = await putsDuring(async () => {
    await view.button('Save').click();
    await saved();
  });
  const changes = {
    language: 'hi',
    active: true,
    voice: 'elevenlabs:21m00Tcm4TlvDq8ikWAM',
    greeting_text: 'नमस्ते, अभी हम बंद हैं।',
    interruptible: true,
    after: 'hang_up',
    max_duration_seconds: 120,
    max_calls: 5,
  };
  assert.deepEqual(sent, [changes]);
  const stored = await bot('night-desk');
  assert.deepEqual(Object.fromEntries(Object.keys(changes).map((name) => [name, stored[name]])), changes);
  await page.reload();
  await view.heading('Night desk').waitFor();
  assert.equal(await field('Voice id').inputValue(), '21m00Tcm4TlvDq8ikWAM');
});

test('a greeting that is too long says by how much, and a refusal stands at its field', async () => {
  await field('What it says').fill('न'.repeat(700));
  await view.shown('Too long by 34 letters.');
  await field('What it says').fill('नमस्ते।');
  await whileRefused(422, 'max_calls must be a whole number', async () => {
    await field('Calls at the same time').fill('7');
    await view.button('Save').click();
    await view.shown('max_calls must be a whole number');
    assert.equal(await focused(field('Calls at the same time')), true);
    await view.assertSound('bot-refused');
  });
  await view.button('Discard changes').click();
  assert.equal(await field('Calls at the same time').inputValue(), '5');
  assert.equal(await view.button('Discard changes').count(), 0);
});

test('a menu: keys, each to another bot or to words', async () => {
  await field('What happens then').selectOption('menu');
  await view.button('Save').click();
  await view.shown('A menu needs at least one key.');
  await view.button('Add a key').focus();
  await page.keyboard.press('Enter');
  await field('Which bot').selectOption('welcome');
  await view.button('Add a key').click();
  const second = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Remove key 2' }) });
  await second.getByLabel('Leads to').selectOption('say');
  await second.getByLabel('Words, then it hangs up').fill('We open at nine.');
  await second.getByLabel('Key', { exact: true }).selectOption('1');
  await view.button('Save').click();
  await view.shown('Key 1 is there twice. Each key can do one thing.');
  await view.assertSound('bot-menu');
  const keys = page.getByRole('group', { name: 'Keys of the menu' }).getByLabel('Key', { exact: true });
  await keys.nth(1).selectOption('9');
  await field('Seconds to wait for a key').fill('4');
  await field('Times the greeting is said').fill('2');
  await second.getByLabel('Words, then it hangs up').waitFor({ state: 'detached' }); // it is key 9 now
  await page.keyboard.press('Enter');
  await saved();
  assert.equal(await focused(field('Times the greeting is said')), true);
  const { after: then, menu, menu_wait_seconds, menu_tries } = await bot('night-desk');
  assert.deepEqual([then, menu_wait_seconds, menu_tries], ['menu', 4, 2]);
  assert.deepEqual(menu, [{ digit: '1', bot_id: 'welcome' }, { digit: '9', say: 'We open at nine.' }]);
});

test('an echo has nothing after its greeting', async () => {
  await field('What it does').selectOption('echo');
  await page.getByText('It says back what the caller says').waitFor();
  assert.equal(await field('What happens then').count(), 0);
  await view.button('Discard changes').click();
});

test('unsaved changes are not lost by going elsewhere', async () => {
  await field('Name').fill('Nobody saves this');
  await page.getByRole('link', { name: 'All bots' }).click();
  await page.getByRole('dialog', { name: 'Not saved' }).waitFor();
  await view.button('Keep editing').click();
  assert.equal(await field('Name').inputValue(), 'Nobody saves this');
  await page.getByRole('link', { name: 'All bots' }).click();
  await view.button('Discard them').click();
  await view.heading('Bots').waitFor();
  await view.row('Night desk');
});

test('a bot is removed and comes back with everything, its recording too', async () => {
  const wav = toneWav({ seconds: 1, hz: 440 });
  const headers = { Authorization: `Bearer ${site.api.token}`, 'Content-Type': 'audio/wav' };
  const address = `${site.gateway.admin}/api/v1/bots/night-desk/recording`;
  assert.equal((await fetch(address, { method: 'PUT', headers, body: wav })).status, 200);
  const { updated_at: then, ...known } = await bot('night-desk');
  await view.goTo('#/calls');
  await view.open('Bots');
  await view.button('Remove Night desk').focus();
  await page.keyboard.press('Enter');
  await view.shown('The bot Night desk is removed.');
  await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Undo');
  assert.equal((await site.api.get('/api/v1/bots/night-desk')).status, 404);
  await view.assertSound('bot-removed');
  await page.keyboard.press('Enter');
  await view.shown('The bot Night desk is here again.');
  await view.row('Night desk');
  const { updated_at: now, ...again } = await bot('night-desk');
  assert.deepEqual(again, known);
  assert.notEqual(now, then);
  assert.deepEqual(Buffer.from(await (await fetch(address, { headers })).arrayBuffer()), wav);
});

test('what cannot come back is said before: the password of the media URL', async () => {
  await site.api.post('/api/v1/bots/night-desk/stream-credentials');
  await view.goTo('#/calls');
  await view.goTo('#/bots/night-desk');
  await view.button('Remove Night desk').click();
  const dialog = page.getByRole('dialog', { name: 'Remove Night desk' });
  await dialog.getByText('Its password for the media URL is gone for good.').waitFor();
  await view.assertSound('bot-remove-dialog');
  await page.keyboard.press('Escape');
  assert.ok(await bot('night-desk'));
  await view.button('Remove Night desk').click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await view.heading('Bots').waitFor();
  await view.shown('The bot Night desk is removed.');
  await view.button('Undo').click();
  await view.row('Night desk');
});

test('a bot that is not there says so', async () => {
  await view.goTo('#/bots/nobody');
  await view.shown('There is no bot with the id nobody. It may have been removed.');
  await view.assertSound('bot-unknown');
});

test('in Hindi', async () => {
  await speak(page, 'हिन्दी');
  await view.goTo('#/bots');
  await view.assertSound('bots-two-hindi');
  await view.goTo('#/bots/night-desk');
  await field('नाम').fill('रात का डेस्क');
  await view.button('सहेजें').click();
  await view.shown('बॉट सहेजा गया। अगली कॉल में यही सुनाई देगा।');
  await view.heading('रात का डेस्क').waitFor();
  await view.assertSound('bot-hindi');
  await speak(page, 'English');
});

test('an admin looks and listens, and changes nothing', async () => {
  await site.api.post('/api/v1/users', COLLEAGUE);
  const other = await browser.newPage(site.gateway.admin);
  await signIn(other, site.gateway.admin, COLLEAGUE);
  const theirs = adminPage(other, site.gateway.admin);
  await theirs.open('Bots');
  assert.equal(await theirs.button('Add a bot').count(), 0);
  assert.equal(await other.getByRole('switch').first().isDisabled(), true);
  await other.getByRole('link', { name: 'Edit Welcome' }).click();
  await theirs.heading('Welcome').waitFor();
  assert.equal(await other.getByLabel('Name', { exact: true }).isDisabled(), true);
  assert.equal(await theirs.button('Hear it').isEnabled(), true);
  for (const name of ['Save', 'Choose a WAV file…', 'Make a password']) assert.equal(await theirs.button(name).count(), 0);
  await theirs.assertSound('bot-admin');
  assert.deepEqual(other.faults, []);
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
