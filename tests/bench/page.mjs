// How soon the admin page shows something, and what it costs to show much: a cold browser on loopback, 1,000 numbers,
// 100,000 calls. Prints figures; judges nothing.  Usage: node page.mjs EXOGATE
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { startBrowser } from '../support/browser.mjs';
import { signIn } from '../support/admin_page.mjs';
import { apiClient, startGateway, temporaryFolder } from '../support/gateway.mjs';

const run = promisify(execFile);
process.env.EXOGATE = path.resolve(process.argv[2]);
const OPERATOR = { email: 'ops@example.com', password: 'correct horse battery' };
const VISITS = 15;
const DIDS = 1000;
const CALLS = 100_000;

function tell(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(0);
  console.log(`${name.padEnd(46)} p50 ${at(0.5).padStart(5)}  worst ${at(1).padStart(5)} ms`);
}

const firstPaint = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => {
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          if (paint) resolve(paint.startTime);
          else globalThis.requestAnimationFrame(look);
        };
        look();
      }),
  );

/** Every visit in a browser profile of its own: nothing is cached. `ready`: when the view's own content is there. */
async function visit(browser, gateway, { address, selector, signedIn }) {
  const page = await browser.newPage(gateway.admin);
  if (signedIn) {
    await signIn(page, gateway.admin, OPERATOR);
    await page.goto('about:blank');
    const cache = await page.context().newCDPSession(page);
    await cache.send('Network.clearBrowserCache');
  }
  await page.goto(`${gateway.admin}/${address}`);
  await page.locator(selector).first().waitFor();
  const ready = await page.evaluate(() => performance.now());
  const paint = await firstPaint(page);
  await page.context().close();
  return { paint, ready };
}

async function measure(name, browser, gateway, what) {
  const visits = [];
  for (let i = 0; i < VISITS; ++i) visits.push(await visit(browser, gateway, what));
  tell(`${name}: first contentful paint`, visits.map(({ paint }) => paint));
  tell(`${name}: its own content`, visits.map(({ ready }) => ready));
}

/** Typing in a search box: from the key to the next painted frame. */
async function typing(browser, gateway, { address, selector, box }) {
  const page = await browser.newPage(gateway.admin);
  await signIn(page, gateway.admin, OPERATOR);
  await page.goto(`${gateway.admin}/${address}`);
  await page.locator(selector).first().waitFor();
  const frames = [];
  for (const key of '0804') {
    const begun = await page.evaluate(() => performance.now());
    await page.locator(box).first().press(key);
    frames.push(await page.evaluate((since) => new Promise((resolve) => globalThis.requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - since)))), begun));
  }
  await page.context().close();
  return frames;
}

async function addNumbers(api) {
  for (let at = 0; at < DIDS; at += 50) {
    const some = Array.from({ length: 50 }, (_, i) => `080${String(41_000_000 + at + i)}`);
    await Promise.all(some.map((number) => api.post('/api/v1/integrations/exotel/dids', { number, label: `Line ${number}`, bot_id: 'bench' })));
  }
}

/** Copies of one record, a minute apart, written while the gateway is down. */
const COPY = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
others = ', '.join(row[1] for row in database.execute('PRAGMA table_info(calls)') if row[1] not in ('id', 'opened_at'))
database.execute(f"""
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {sys.argv[2]})
  INSERT INTO calls (id, opened_at, {others})
  SELECT printf('%08x-0000-4000-8000-%012x', i, i), opened_at - i * 60000, {others} FROM n, (SELECT * FROM calls LIMIT 1)""")
database.commit()`;

async function furnish(folder) {
  const gateway = await startGateway({ folder });
  const api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken);
  await api.put('/api/v1/bots/bench', { name: 'Bench' });
  await addNumbers(api);
  const url = `${gateway.calls.replace('http', 'ws')}/exotel/bench`;
  await run(process.env.EXOGATE, ['simulate', 'call', url, '--talk-milliseconds', '1000', '--json']);
  await gateway.stop();
  await run('python3', ['-c', COPY, path.join(gateway.dataFolder, 'exogate.db'), String(CALLS)]);
}

const home = await temporaryFolder('exogate-bench-');
const browser = await startBrowser();
try {
  await furnish(home.path);
  const gateway = await startGateway({ folder: home.path });
  await measure('sign-in', browser, gateway, { address: '', selector: 'form' });
  await measure('overview', browser, gateway, { address: '#/', selector: '.card', signedIn: true });
  await measure(`numbers (${DIDS})`, browser, gateway, { address: '#/numbers', selector: 'tbody tr', signedIn: true });
  await measure(`calls (${CALLS})`, browser, gateway, { address: '#/calls', selector: 'tbody tr', signedIn: true });
  tell('numbers: a key in the search box, to the next frame', await typing(browser, gateway, { address: '#/numbers', selector: 'tbody tr', box: 'main input' }));
  await gateway.stop();
} finally {
  await browser.stop();
  await home.remove();
}
