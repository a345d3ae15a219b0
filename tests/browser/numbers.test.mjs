// Numbers: the table, one edit in the row, adding by hand and from the account, removing with undo, a thousand of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { waitFor } from '../support/process.mjs';
import { stopAll } from '../support/process.mjs';
import { EXOPHONE, FLOW_URL, startSite } from '../support/site.mjs';

const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const DIDS = '/api/v1/integrations/exotel/dids';
const MOST_WORK_MS = 1500; // far above what is measured and printed: an alarm for what is not linear

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({
    config: { public_url: 'https://voice.example.com' },
    exotelArgs: ['--exophone', EXOPHONE, '--exophone', '08069891234=http://my.exotel.com/acmeco1/exoml/start_voice/445566'],
  });
  await site.bot('night', { name: 'Night desk' });
  ({ browser, page, view } = await openOperator(site, OPERATOR));
  await view.open('Numbers');
});

after(() => stopAll(browser, site));

const dids = async () => (await site.api.get('/api/v1/integrations/exotel')).body.dids;
const botOf = (number) => page.getByLabel(`Bot of ${number}`, { exact: true });
const dialog = () => page.getByRole('dialog');

/** Runs `work` while the gateway refuses what `matches`; the browser's own complaint about it is expected. */
async function whileRefused(matches, detail, work) {
  const known = page.faults.length;
  await page.route(matches, (route) =>
    route.request().method() === 'GET' ? route.fallback() : route.fulfill({ status: 503, json: { detail } }),
  );
  await work();
  await page.unroute(matches);
  assert.ok(page.faults.splice(known).every((fault) => /status of 503/.test(fault)));
}

test('a row tells everything of its number, and its address is copied', async () => {
  const line = await view.row(EXOPHONE);
  await line.getByText('Front desk').waitFor();
  await line.getByText(FLOW_URL).waitFor();
  await line.getByText('Ready', { exact: true }).waitFor();
  await line.getByRole('button', { name: /^Copy: WebSocket URL/ }).click();
  await line.getByRole('button', { name: /^Copied/ }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'wss://voice.example.com/exotel/welcome');
  await view.assertSound('numbers-one');
});

test('another bot is chosen in the row, with the keyboard, and saved', async () => {
  await botOf(EXOPHONE).focus();
  await page.keyboard.type('Night');
  await view.shown(`${EXOPHONE}: the bot is saved. The next call hears it.`);
  await view.shown('wss://voice.example.com/exotel/night');
  assert.equal((await dids())[0].bot_id, 'night');
  assert.equal(await botOf(EXOPHONE).evaluate((node) => node === document.activeElement), true);
});

test('a choice that is refused goes back to the bot before, and says why', async () => {
  await whileRefused(`**${DIDS}/*`, 'The database is busy.', async () => {
    await botOf(EXOPHONE).selectOption('welcome');
    await view.shown(`${EXOPHONE}: The database is busy.`);
    assert.equal(await botOf(EXOPHONE).inputValue(), 'night');
    await view.shown('wss://voice.example.com/exotel/night');
  });
  assert.equal((await dids())[0].bot_id, 'night');
  await view.assertSound('numbers-refused');
});

test('several choices in a row are saved in their order, and the last one counts', async () => {
  const saved = [];
  const answers = [];
  await page.route(`**${DIDS}/*`, async (route) => {
    saved.push(route.request().postDataJSON().bot_id);
    await new Promise((answer) => answers.push(answer));
    await route.fallback();
  });
  for (const choice of ['welcome', '', 'welcome']) await botOf(EXOPHONE).selectOption(choice);
  for (let next = 0; next < 3; next += 1) {
    await waitFor(() => answers.length > next);
    assert.equal(answers.length, next + 1, 'one after the other');
    answers[next]();
  }
  await view.shown('wss://voice.example.com/exotel/welcome');
  await page.unroute(`**${DIDS}/*`);
  assert.deepEqual(saved, ['welcome', '', 'welcome']);
  assert.equal((await dids())[0].bot_id, 'welcome');
  await botOf(EXOPHONE).selectOption('night');
  await view.shown('wss://voice.example.com/exotel/night');
});

test('a number is picked from the account, with its flow', async () => {
  await view.button('Add a number').click();
  const account = page.getByLabel('From your Exotel account', { exact: true });
  const here = account.locator('option', { hasText: 'already here' });
  assert.match(await here.textContent(), new RegExp(EXOPHONE.slice(1)));
  assert.equal(await here.isDisabled(), true);
  await account.selectOption(await account.locator('option', { hasText: '8069891234' }).getAttribute('value'));
  assert.match(await view.box('Number').inputValue(), /8069891234$/);
  assert.equal(await view.box('Flow URL').inputValue(), 'http://my.exotel.com/acmeco1/exoml/start_voice/445566');
  await view.assertSound('number-dialog-account');
  await dialog().getByLabel('Bot', { exact: true }).selectOption('welcome');
  await view.button('Save').click();
  await view.shown('The number is saved.');
  const line = await view.row('8069891234');
  await line.getByText('http://my.exotel.com/acmeco1/exoml/start_voice/445566').waitFor();
});

test('what the account cannot say can be typed', async () => {
  const known = page.faults.length;
  await page.route('**/exotel/numbers', (route) => route.fulfill({ status: 502, json: { detail: 'Exotel is asleep.' } }));
  await view.button('Add a number').click();
  await view.shown('Exotel did not give the list of your numbers: Exotel is asleep. You can type the number below.');
  await page.unroute('**/exotel/numbers');
  assert.ok(page.faults.splice(known).every((fault) => /status of 502/.test(fault)));
});

test('a refusal stands at its field, and unsaved words are not lost by Escape', async () => {
  const known = page.faults.length;
  await view.box('Number').fill('12');
  await view.button('Save').click();
  const field = view.box('Number');
  await page.locator('[aria-invalid=true]').waitFor();
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await dialog().getByRole('alert').filter({ hasText: 'number' }).waitFor();
  assert.ok(page.faults.splice(known).every((fault) => /status of 422/.test(fault)));
  await view.assertSound('number-dialog-refused');
  await page.keyboard.press('Escape');
  await view.button('Keep editing').click();
  assert.equal(await field.inputValue(), '12');
  await page.keyboard.press('Escape');
  await view.button('Discard them').click();
  await dialog().waitFor({ state: 'detached' });
});

test('removing is undone, with the keyboard', async () => {
  const known = (await dids()).find(({ number }) => number === EXOPHONE);
  await view.button(`Remove ${EXOPHONE}`).focus();
  await page.keyboard.press('Enter');
  await page.getByText(`${EXOPHONE} is removed here`).waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Undo');
  assert.equal((await dids()).some(({ number }) => number === EXOPHONE), false);
  await view.assertSound('number-removed');
  await page.keyboard.press('Enter');
  await view.shown(`${EXOPHONE} is here again.`);
  await view.button('Close this message').click();
  await page.getByText(/is here again/).waitFor({ state: 'detached' });
  await view.row(EXOPHONE);
  const again = (await dids()).find(({ number }) => number === EXOPHONE);
  const fields = ({ label, bot_id, flow_url }) => ({ label, bot_id, flow_url });
  assert.deepEqual(fields(again), fields(known));
});

test('a removal that is refused puts the number back where it was', async () => {
  await whileRefused(`**${DIDS}/*`, 'The database is busy.', async () => {
    await view.button(`Remove ${EXOPHONE}`).click();
    await view.shown(`${EXOPHONE}: The database is busy.`);
    await view.row(EXOPHONE);
  });
});

/** 1,000 numbers by 10 hands at once, each on a connection of its own. */
async function addThousand() {
  const numbers = Array.from({ length: 1000 }, (_, i) => `0226${1_000_000 + i}`);
  const headers = { Authorization: `Bearer ${site.api.token}`, 'Content-Type': 'application/json' };
  const hand = async () => {
    for (let number = numbers.pop(); number; number = numbers.pop()) {
      const body = JSON.stringify({ number, label: `Branch ${Number(number.slice(-3))}`, bot_id: 'welcome' });
      const answer = await fetch(site.gateway.admin + DIDS, { method: 'POST', headers, body });
      assert.equal(answer.status, 201, await answer.text());
    }
  };
  await Promise.all(Array.from({ length: 10 }, hand));
}

/** How long the page's thread worked (not waited) during `work`: a busy machine makes no difference. */
async function workingTime(work) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * metrics.find(({ name }) => name === 'TaskDuration').value;
  };
  const begun = await taken();
  await work();
  const milliseconds = (await taken()) - begun;
  await session.detach();
  return milliseconds;
}

test('a thousand numbers are shown and searched without waiting', async () => {
  await addThousand();
  await view.open('Overview');
  const rendered = await workingTime(async () => {
    await page.evaluate(() => (location.hash = '#/numbers'));
    await view.button('Show more (902 left)').waitFor();
  });
  const words = ['b', 'br', 'bra', 'branch', 'branch 7', 'branch 77', '0226100', '02261000', 'welc'];
  const typed = await workingTime(() =>
    page.evaluate(async (texts) => {
      const box = document.querySelector('input[type=search]');
      for (const text of texts) {
        box.value = text;
        box.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      }
    }, words),
  );
  const key = typed / words.length;
  console.log(`# 1,000 numbers: shown by ${Math.round(rendered)} ms of work, a key in the search by ${Math.round(key)} ms`);
  assert.ok(rendered < MOST_WORK_MS && key < MOST_WORK_MS, `${rendered} ms, ${key} ms`);
});

test('the search finds by number, label and bot, and says how many', async () => {
  const search = page.getByRole('searchbox', { name: 'Search number, label or bot' });
  await search.fill('branch 777');
  await view.shown('1 of 1,002 numbers');
  await search.fill('0226 100 0777');
  await view.shown('1 of 1,002 numbers');
  await search.fill('night desk');
  await view.shown('1 of 1,002 numbers');
  await view.row(EXOPHONE);
  await search.fill('nobody');
  await view.shown('No number matches. Try fewer digits or letters.');
  await search.fill('');
  await view.button('Show more (902 left)').click();
  await view.button('Show more (802 left)').waitFor();
});

test('in Hindi', async () => {
  await speak(page, 'हिन्दी');
  await page.getByRole('searchbox').fill('Night');
  await view.shown('1,002 में से 1 नंबर');
  await view.button(`${EXOPHONE} हटाएँ`).click();
  await view.button('वापस लें').click();
  await view.shown(`${EXOPHONE} फिर से जोड़ दिया गया।`);
  await view.assertSound('numbers-search-hindi');
  await speak(page, 'English');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
