// The charts above the list of calls, drawn from a summary as the API gives it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';

const USER = { email: 'ops@example.com', password: 'correct horse battery' };
const HOUR_MS = 3_600_000;

let site;
let browser;
let view;
let page;
const asked = [];

/** So many calls at nine o'clock of the day, none at night. */
function bucketsOf(since, until, count) {
  const length = (until - since) / count;
  return Array.from({ length: count }, (_, index) => {
    const calls = index % 24 < 6 ? 0 : 3 + ((index * 7) % 20);
    const heard = calls > 0;
    return {
      at: new Date(since + index * length).toISOString(),
      calls,
      most_at_once: Math.ceil(calls / 4),
      first_audio_p50_ms: heard ? 40 + index : null,
      first_audio_p95_ms: heard ? 180 + index * 3 : null,
    };
  });
}

function summaryFor(url) {
  const query = new URL(url).searchParams;
  asked.push(query);
  const [since, until] = [Date.parse(query.get('since')), Date.parse(query.get('until'))];
  const buckets = bucketsOf(since, until, Number(query.get('buckets')));
  return {
    since: query.get('since'),
    until: query.get('until'),
    bucket_seconds: Math.round((until - since) / buckets.length / 1000),
    buckets,
    ends: [
      { end_reason: 'caller_hangup', calls: 180 },
      { end_reason: 'applet_ended', calls: 34 },
      { end_reason: 'no_stream', calls: 3 },
    ],
    verdicts: [
      { turn: 'nobody', code: 'heard', calls: 190 },
      { turn: 'voice', code: 'voice_fallback', calls: 24 },
      { turn: 'you', code: 'no_stream', calls: 3 },
    ],
    totals: { calls: 217, heard: 190, test_calls: 2, most_at_once: 6, first_audio_p50_ms: 52, first_audio_p95_ms: 240 },
  };
}

before(async () => {
  site = await startSite();
  ({ browser, page, view } = await openOperator(site, USER, {
    prepare: (fresh) => fresh.route('**/api/v1/call-summary*', (route) => route.fulfill({ json: summaryFor(route.request().url()) })),
  }));
});

after(() => stopAll(browser, site));

const canvases = () => page.locator('.chart-box canvas');
const drawn = () => waitFor(async () => (await canvases().count()) === 3, 10_000, 'three charts');

/** The colours that a chart uses, darkest to lightest does not matter: only that they change with the theme. */
const colours = () => canvases().first().evaluate((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) seen.add(data.slice(at, at + 3).join());
  return [...seen].sort();
});

test('nobody asks for a summary or for the drawing of charts before somebody wants them', async () => {
  asked.length = 0; // the overview asks for today's
  await view.open('Calls');
  assert.equal(asked.length, 0);
  assert.equal(await page.evaluate(() => typeof globalThis.uPlot), 'undefined');
});

test('the keyboard opens them, and the address keeps that', async () => {
  await view.button('Charts').focus();
  await page.keyboard.press('Enter');
  await drawn();
  assert.match(page.url(), /charts=yes/);
  assert.equal(await view.button('Charts').getAttribute('aria-expanded'), 'true');
  await view.assertSound('call-charts');
  await page.reload();
  await drawn();
});

test('without a time span they show the last day by the hour', () => {
  const query = asked.at(-1);
  assert.equal(query.get('buckets'), '24');
  assert.equal(Date.parse(query.get('until')) - Date.parse(query.get('since')), 24 * HOUR_MS);
  assert.ok(Date.parse(query.get('until')) >= Date.now());
});

test('what they show is said in a sentence, and in a table on demand', async () => {
  const chart = page.getByRole('figure').filter({ hasText: 'Calls per hour' });
  await chart.getByRole('img', { name: /^Calls per hour\. 217 calls; the busiest part, with \d+, began at / }).waitFor();
  await chart.getByText('As a table').focus();
  await page.keyboard.press('Enter');
  assert.equal(await chart.locator('.chart-rows tbody tr').count(), 24);
  assert.match(await chart.locator('.chart-rows tbody tr').nth(12).innerText(), /\d+$/);
  await page.getByText('Half of the callers heard something within 52 ms, 95% within 240 ms.').first().waitFor();
  const ends = page.getByRole('figure').filter({ hasText: 'How calls ended' });
  await ends.getByText('The caller hung up').waitFor();
  assert.equal(await ends.getByRole('progressbar').first().getAttribute('value'), '180');
  await page.getByRole('figure').filter({ hasText: 'What became of calls' }).getByText('Voice vendor’s turn').waitFor();
});

test('filters count for them, and long spans have longer parts', async () => {
  await page.getByRole('search').getByLabel('Time', { exact: true }).selectOption('30d');
  await page.getByRole('figure', { name: 'Calls per 6 hours' }).waitFor();
  await drawn();
  const query = asked.at(-1);
  assert.ok(Number(query.get('buckets')) <= 180);
  await page.getByRole('search').getByLabel('Outcome', { exact: true }).selectOption('failed');
  await waitFor(() => asked.at(-1).get('outcome') === 'failed', 5000, 'the filtered summary');
});

test('they take the colours of the page and the width of the window', async () => {
  await drawn();
  const bright = await colours();
  await page.getByLabel('Colours').selectOption('dark');
  await waitFor(async () => (await colours()).join() !== bright.join(), 5000, 'dark colours');
  await page.getByLabel('Colours').selectOption('system');
  const width = async () => (await canvases().first().boundingBox()).width;
  const wide = await width();
  await page.setViewportSize({ width: 360, height: 700 });
  await waitFor(async () => (await width()) < wide && (await width()) <= 360, 5000, 'a narrow chart');
  await page.setViewportSize({ width: 1280, height: 800 });
});

test('they speak Hindi', async () => {
  await speak(page, 'हिन्दी');
  await page.getByText('पहली आवाज़ तक का समय').first().waitFor();
  await drawn();
  await view.assertSound('call-charts-hindi');
  await speak(page, 'English');
});

test("the gateway's own summary is drawn as well", async (t) => {
  const description = await site.api.get('/api/v1/openapi.json');
  if (!description.body.paths['/api/v1/call-summary']) return t.skip('this gateway has no summary');
  for (let call = 0; call < 3; call += 1) await site.receiveCall();
  await page.unroute('**/api/v1/call-summary*');
  await view.goTo('#/calls?when=today&charts=yes');
  await page.reload();
  await drawn();
  await page.getByRole('img', { name: /3 calls; the busiest part, with 3, began at / }).waitFor();
  await page.getByRole('figure').filter({ hasText: 'What became of calls' }).getByText('All went well').waitFor();
  await view.assertSound('call-charts-own');
  return page.route('**/api/v1/call-summary*', (route) => route.fulfill({ json: summaryFor(route.request().url()) }));
});

test('without the library their words and tables remain; without a summary it is said', async () => {
  const faults = page.faults.length;
  await page.route('**/vendor/uplot*', (route) => route.fulfill({ status: 404, body: '' }));
  await page.reload();
  await page.getByText('The chart could not be drawn; its numbers are below.').first().waitFor();
  await page.getByText('At most 6 at the same time.').first().waitFor();
  await page.unroute('**/vendor/uplot*');
  await page.route('**/api/v1/call-summary*', (route) => route.fulfill({ status: 404, json: { detail: 'no such address' } }));
  await page.reload();
  await page.locator('.call-charts').getByText('no such address').waitFor();
  assert.ok(page.faults.splice(faults).every((fault) => /status of 404|MIME type/.test(fault)), page.faults.join('\n'));
  assert.deepEqual(page.faults, []);
});
