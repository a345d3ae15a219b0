// The list of calls: live ones appear by themselves, filters live in the address, and the file for a spreadsheet has
// the same.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';

const USER = { email: 'ops@example.com', password: 'correct horse battery' };
const STAY = { hangUpAfterMark: null };

let site;
let browser;
let view;
let page;

before(async () => {
  site = await startSite({ bot: { greeting_text: 'Hello there.' } });
  await site.bot('evening', { name: 'Evening' });
  ({ browser, page, view } = await openOperator(site, USER));
});

after(() => stopAll(browser, site));

const past = () => page.getByRole('table', { name: 'Earlier calls' }).locator('tbody tr');
const live = () => page.getByRole('table', { name: 'Live calls' }).locator('tbody tr');
const filter = (name) => page.getByRole('search').getByLabel(name, { exact: true });
const query = () => new URLSearchParams(new URL(page.url()).hash.split('?')[1] ?? '');
const hasRows = (rows, count) => waitFor(async () => (await rows().count()) === count, 20_000, `${count} calls in the list`);

/** Runs Python with `db` beside the gateway. */
function withDatabase(script, ...args) {
  const whole = `import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], timeout=20)\n${script}\ndb.commit()`;
  return promisify(execFile)('/usr/bin/python3', ['-c', whole, path.join(site.gateway.dataFolder, 'exogate.db'), ...args]);
}

/** As if its ten minutes to connect had passed: the one thing that a test cannot wait for. */
const giveUp = (sid) =>
  withDatabase("db.execute(\"UPDATE calls SET end_reason = 'no_stream', ended_at = opened_at + 600000 WHERE call_sid = ?\", (sys.argv[2],))", sid);

describe('the list', () => {
  test('without calls says how the first one comes about', async () => {
    await view.open('Calls');
    await view.shown('No calls yet.');
    await page.getByRole('link', { name: /place a test call/ }).waitFor();
    await view.assertSound('calls-empty');
  });

  test('shows a call while it is live, with its duration running, and then among the earlier ones', async () => {
    const call = site.callBot('evening', ['--talk-milliseconds', '6000', '--call-sid', 'seen-live'], STAY);
    await page.getByRole('heading', { name: 'Live now: 1' }).waitFor();
    const length = () => live().locator('.running').innerText();
    const first = await length();
    await waitFor(async () => (await length()) !== first, 5000, 'the duration to run');
    await view.assertSound('calls-live');
    await hasRows(past, 1);
    assert.equal(await live().count(), 0);
    await past().getByText('The caller hung up').waitFor();
    await call;
  });

  test('tells apart who was greeted, who left early, and who is not connected yet', async () => {
    await site.receiveCall();
    await site.callBot('nobody', ['--talk-milliseconds', '400'], STAY);
    const url = `${site.publicUrl}/api/v1/exotel/voice/connect?CallSid=never-came&CallFrom=09800000001&CallTo=08041234567`;
    assert.equal((await fetch(url)).status, 200);
    await page.getByText('not known here: default greeting').waitFor();
    await live().filter({ hasText: '09800000001' }).getByText('Exotel has not connected yet').waitFor();
    await past().getByText('Cut short').first().waitFor();
    await view.assertSound('calls');
  });

  test('leads to a call and back to where the reader was', async () => {
    await past().first().getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.getByRole('link', { name: '← All calls' }).focus();
    await page.keyboard.press('Enter');
    await view.heading('Calls').waitFor();
    assert.ok(await past().first().getByRole('link').evaluate((link) => link === document.activeElement));
  });

  test('says in words what the gateway refuses', async () => {
    const faults = page.faults.length;
    await page.route('**/api/v1/calls?*', (route) => route.fulfill({ status: 500, json: { detail: 'the disk is full' } }));
    await view.goTo('#/calls?test=no');
    await page.getByText('the disk is full').waitFor();
    await page.unroute('**/api/v1/calls?*');
    assert.ok(page.faults.splice(faults).every((fault) => /status of 500/.test(fault)));
  });
});

describe('filters', () => {
  test('are set with the keyboard and live in the address', async () => {
    await view.goTo('#/calls');
    await filter('Bot').focus();
    await page.keyboard.type('Evening');
    await hasRows(past, 1);
    assert.equal(query().get('bot_id'), 'evening');
    await filter('Phone number').focus();
    await page.keyboard.type('99999');
    await page.keyboard.press('Enter');
    await view.shown('No call fits these filters.');
    assert.equal(query().get('number'), '99999');
    await view.button('Clear filters').focus();
    await page.keyboard.press('Enter');
    await waitFor(async () => (await past().count()) > 1, 5000, 'all calls again');
    assert.equal(query().toString(), '');
  });

  test('a link shows the same, and new calls that do not fit stay away', async () => {
    await view.goTo('#/calls?when=today&number=%2B919812345678&bot_id=evening&outcome=answered');
    await hasRows(past, 1);
    assert.equal(await filter('Time').inputValue(), 'today');
    assert.equal(await filter('Bot').inputValue(), 'evening');
    assert.equal(await filter('Outcome').inputValue(), 'answered');
    await giveUp('never-came');
    await site.receiveCall();
    await site.callBot('evening', ['--talk-milliseconds', '300'], STAY);
    await hasRows(past, 2);
    await view.goTo('#/calls?outcome=no_stream');
    await past().getByText('Exotel asked for the bot, but never connected to it').waitFor();
    await view.goTo('#/calls?until=2020-01-01T00:00:00Z');
    await view.shown('No call fits these filters.');
    assert.equal(await filter('Until').inputValue(), '2020-01-01T00:00');
    await view.assertSound('calls-filtered');
  });

  test('go into the file for a spreadsheet', async () => {
    await view.goTo('#/calls?bot_id=evening');
    await hasRows(past, 2);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export (CSV)' }).click()]);
    assert.match(download.suggestedFilename(), /^exogate-calls-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    assert.equal(lines.length, 3);
    assert.ok(lines.slice(1).every((line) => line.includes('evening')));
  });

  test('speak Hindi', async () => {
    await speak(page, 'हिन्दी');
    await page.getByRole('heading', { name: 'पहले की कॉल' }).waitFor();
    await page.getByRole('search', { name: 'फ़िल्टर' }).waitFor();
    await view.assertSound('calls-in-hindi');
    await speak(page, 'English');
  });
});

test('nothing went wrong on the way', () => assert.deepEqual(page.faults, []));
