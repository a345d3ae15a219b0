// A hundred thousand calls: the list stays short, and does not move under its reader.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { openOperator } from '../support/admin_page.mjs';
import { stopAll, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';

const USER = { email: 'ops@example.com', password: 'correct horse battery' };
const STAY = { hangUpAfterMark: null };
const MANY = 100_000;

let site;
let browser;
let view;
let page;

before(async () => {
  site = await startSite({ bot: { greeting_text: 'Hello there.' } });
  await site.bot('evening', { name: 'Evening' });
  const { record } = await site.receiveCall();
  await ageCalls(MANY, record.id);
  ({ browser, page, view } = await openOperator(site, USER));
});

after(() => stopAll(browser, site));

const past = () => page.getByRole('table', { name: 'Earlier calls' }).locator('tbody tr');
const live = () => page.getByRole('table', { name: 'Live calls' }).locator('tbody tr');
const scrolled = () => page.evaluate(() => Math.round(scrollY));

/** Copies of a call a minute apart, each older than the one before: what years of telephoning leave behind. */
function ageCalls(count, copyOf) {
  const script = `import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=20)
names = [row[1] for row in db.execute("PRAGMA table_info(calls)")]
row = dict(zip(names, db.execute("SELECT * FROM calls WHERE id = ?", (sys.argv[3],)).fetchone()))
def copies():
    for at in range(int(sys.argv[2])):
        minutes = 60_000 * (at + 1)
        yield [dict(row, id=f"{at:08x}-0000-4000-8000-000000000000", call_sid=f"old-{at}", from_number=f"0980{at:07d}",
                    opened_at=row["opened_at"] - minutes, started_at=row["started_at"] - minutes,
                    ended_at=row["ended_at"] - minutes)[name] for name in names]
db.executemany(f"INSERT INTO calls ({','.join(names)}) VALUES ({','.join('?' * len(names))})", copies())
db.commit()`;
  return promisify(execFile)('/usr/bin/python3', ['-c', script, path.join(site.gateway.dataFolder, 'exogate.db'), String(count), copyOf]);
}

const isLive = (sid) =>
  waitFor(
    async () => (await site.api.get('/api/v1/calls')).body.calls.find((call) => call.call_sid === sid && call.end_reason === 'live'),
    15_000,
    `call ${sid} to be live`,
  );

test('they are paged through with some hundred rows at most, and the newest are found again', async () => {
  await site.receiveCall();
  await view.goTo('#/calls?outcome=answered');
  await waitFor(async () => (await past().count()) >= 50, 10_000, 'the first page');
  const more = view.button('Show older calls');
  for (let turn = 0; turn < 8; turn += 1) {
    const last = await past().last().innerText();
    await more.click();
    await waitFor(async () => (await past().last().innerText()) !== last, 10_000, 'the next page');
    assert.ok((await past().count()) <= 300);
  }
  assert.match(await past().last().innerText(), /0980/);
  const shown = await past().getByRole('link').evaluateAll((links) => links.map((link) => link.href));
  assert.equal(new Set(shown).size, shown.length, 'each call once');
  await view.button('Back to the newest calls').click();
  await waitFor(async () => (await past().count()) === 50, 10_000, 'the newest page');
});

test('a call that comes in while the reader is further down waits behind a button', async () => {
  await view.goTo('#/calls');
  await waitFor(async () => (await past().count()) >= 25, 10_000, 'the first page');
  await past().nth(20).scrollIntoViewIfNeeded();
  await page.evaluate(() => scrollTo(0, 900));
  const place = await scrolled();
  const call = site.callBot('evening', ['--call-sid', 'while-away', '--talk-milliseconds', '5000'], STAY);
  await isLive('while-away');
  await view.button('1 new call').waitFor();
  assert.equal(await live().count(), 0);
  assert.equal(await scrolled(), place);
  await view.button('1 new call').click();
  await waitFor(async () => (await scrolled()) === 0, 5000, 'the top of the list');
  await page.locator(`.call-lists`).getByText('evening').first().waitFor();
  await call;
  await view.button('1 new call').waitFor({ state: 'detached' });
});

test('nothing went wrong on the way', () => assert.deepEqual(page.faults, []));
