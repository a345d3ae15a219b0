// One call's page: whose turn it is, the timeline, what Exotel said, and the text for Exotel's support.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';
import { toneWav } from '../support/wav.mjs';

const USER = { email: 'ops@example.com', password: 'correct horse battery' };
const LONG = Array(3).fill('This is a long greeting that goes on for quite a while, so that there is time to cut it short.').join(' ');
const STAY = { hangUpAfterMark: null };
const HOUR_MS = 3_600_000;

let site;
let browser;
let view;
let page;

before(async () => {
  site = await startSite({ bot: { greeting_text: 'Hello there.' }, config: { calls: { status_callbacks: true } } });
  await site.bot('cut', { greeting_text: LONG, interruptible: true });
  for (const id of ['welcome', 'cut']) await site.warm(id);
  ({ browser, page, view } = await openOperator(site, USER));
});

after(() => stopAll(browser, site));

async function openCall(record) {
  await view.goTo(`#/calls/${record.id}`);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
}

const events = () => page.locator('svg .event');
const labels = () => events().evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
const tableRows = async () =>
  (await page.locator('.steps-table tbody tr').allInnerTexts()).map((text) => text.split(/\s*[\t\n]+\s*/).slice(2).join(' ').trim());

/** The call as the API tells of it, changed by `change(call)`. */
async function tell(change) {
  await page.route('**/api/v1/calls/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json()) });
  });
}

/** A caller who says something after three seconds. */
async function speaker() {
  const file = path.join(site.gateway.folder, 'speech.wav');
  const said = toneWav({ seconds: 6, hz: 200, level: 9000 });
  said.fill(0, 44, 44 + 16_000 * 3);
  await writeFile(file, said);
  return ['--caller-wav', file, '--talk-milliseconds', '5000'];
}

describe('a call', () => {
  test('that was heard shows its events and its facts', async () => {
    const { record } = await site.receiveCall(['--dtmf', '300:5']);
    await openCall(record);
    await view.heading('Call from 09812345678').waitFor();
    const told = await tableRows();
    assert.ok(told.includes('Exotel asked for the bot’s address'), told.join('\n'));
    assert.ok(told.includes('The bot began to speak greeting'), told.join('\n'));
    assert.ok(told.includes('Key pressed 5'), told.join('\n'));
    assert.ok(told.includes('The connection ended The caller hung up'), told.join('\n'));
    assert.equal(told.length, record.timeline.length);
    await view.shown('08041234567 · Front desk');
    await view.shown('acmeco1');
    await view.shown('Heard');
    await view.assertSound('call-heard');
  });

  test('is read along its timeline with the keyboard', async () => {
    const all = await events().count();
    await events().first().focus();
    assert.match(await page.locator('.reading').innerText(), /Exotel asked for the bot’s address/);
    assert.equal(await page.locator('svg .event[tabindex="0"]').count(), 1, 'one stop for Tab');
    await page.keyboard.press('End');
    const last = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    assert.equal(last, (await labels()).at(-1));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Home');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^\d events/);
    await page.keyboard.press('Enter');
    assert.notEqual(await events().count(), all, 'a closer look tells events apart');
    await view.button('Whole call').focus();
    await page.keyboard.press('Enter');
    assert.equal(await events().count(), all);
  });

  test('is copied for Exotel in English with times of India, also when the page speaks Hindi', async () => {
    const id = page.url().split('/').at(-1);
    const { body: record } = await site.api.get(`/api/v1/calls/${id}`);
    await speak(page, 'हिन्दी');
    await page.getByRole('heading', { name: 'टाइमलाइन' }).waitFor();
    await view.assertSound('call-hindi');
    await page.getByRole('button', { name: /^कॉपी/ }).focus();
    await page.keyboard.press('Enter');
    const copied = await waitFor(async () => page.evaluate(() => navigator.clipboard.readText()), 5000, 'the text');
    for (const line of [`Call SID: ${record.call_sid}`, `Stream SID: ${record.stream_sid}`, 'Account SID: acmeco1', 'ExoPhone: 08041234567']) {
      assert.ok(copied.includes(line), copied);
    }
    const started = /"start" received: (\S+)/.exec(copied)[1];
    assert.match(started, /\+05:30$/);
    assert.equal(Date.parse(started), Date.parse(record.started_at));
    assert.match(copied, /How it ended: caller_hangup: /);
    assert.match(copied, /T\d\d:\d\d:\d\d\.\d{3}\+05:30 {2}dtmf: 5/);
    assert.ok(!/[\u0900-\u097f]/.test(copied));
    await speak(page, 'English');
  });

  test('that was interrupted says by what, and after how much', async () => {
    const { record } = await site.callBot('cut', await speaker(), STAY);
    assert.equal(record.interruptions, 1, JSON.stringify(record.timeline));
    await openCall(record);
    assert.ok((await tableRows()).includes('The caller interrupted by speaking'));
    await page.getByText(/^1; the last after hearing \d/).waitFor();
    const said = await page.locator('.span.said').boundingBox();
    const whole = await page.locator('.span.streaming').boundingBox();
    const share = (record.timeline.find((step) => step.kind === 'interrupted').at_ms - record.timeline.find((step) => step.kind === 'audio').at_ms) / (Date.parse(record.ended_at) - Date.parse(record.started_at));
    assert.ok(Math.abs(said.width / whole.width - share) < 0.05, `${said.width} of ${whole.width}, not ${share}`);
    await view.assertSound('call-interrupted');
  });

  test('that never had a stream, and one of an unknown bot, are told in words', async () => {
    const { record } = await site.callBot('nobody', ['--talk-milliseconds', '800'], STAY);
    assert.equal(record.unknown_bot, true);
    await openCall(record);
    await view.shown('not known here: default greeting');
    const url = `${site.publicUrl}/api/v1/exotel/voice/connect?CallSid=never-connected&CallFrom=09812345678&CallTo=08041234567`;
    assert.equal((await fetch(url)).status, 200);
    const found = await waitFor(
      async () => (await site.api.get('/api/v1/calls')).body.calls.find((call) => call.call_sid === 'never-connected'),
      30_000,
      'the call without a stream',
    );
    await openCall(found);
    assert.deepEqual((await tableRows())[0], 'Exotel asked for the bot’s address');
  });

  test('that is live grows by itself, and ends on the page', async () => {
    const call = site.callBot('cut', ['--call-sid', 'the-live-one', '--dtmf', '5000:7', '--talk-milliseconds', '7000'], STAY);
    const found = await waitFor(
      async () => (await site.api.get('/api/v1/calls')).body.calls.find((each) => each.call_sid === 'the-live-one' && each.started_at),
      15_000,
      'the live call',
    );
    await openCall(found);
    await page.locator('.badge.live').first().waitFor();
    await page.locator('.steps-table').getByText('Key pressed').waitFor();
    await page.locator('.steps-table').getByText('The connection ended').waitFor();
    await page.locator('.call-when .badge.live').waitFor({ state: 'detached' });
    await call;
  });
});

describe('a verdict', () => {
  test('of the gateway is told in words', async (t) => {
    const { record } = await site.callBot('nobody', [], {});
    if (!record.verdict) return t.skip('this gateway gives none');
    await openCall(record);
    await page.locator('.verdict').getByText('The bot is not known here').waitFor();
    const { record: left } = await site.callBot('cut', ['--talk-milliseconds', '800'], STAY);
    await openCall(left);
    await page.locator('.verdict').getByText('Up to the caller').waitFor();
    return page.locator('.verdict').getByText('The caller left early').waitFor();
  });

  test('of any kind has words', async () => {
    const english = JSON.parse(await readFile(new URL('../../web/i18n/en.json', import.meta.url), 'utf8'));
    const { body } = await site.api.get('/api/v1/openapi.json');
    const codes = body.components.schemas.VerdictCode?.enum ?? [];
    assert.deepEqual(codes.filter((code) => !english[`verdict.${code}`] || !english[`verdict_short.${code}`]), []);
    const turns = body.components.schemas.Turn?.enum ?? [];
    assert.deepEqual(turns.filter((turn) => !english[`turn.${turn}`]), []);
  });

  test('names whose turn it is, and leads to what can be done', async () => {
    const { record } = await site.callBot('nobody', ['--talk-milliseconds', '800'], STAY);
    await tell((call) => ({ ...call, verdict: { turn: 'you', code: 'unknown_bot' } }));
    await openCall(record);
    await page.locator('.verdict').getByText('Your turn', { exact: true }).waitFor();
    await page.locator('.verdict').getByText(/names a bot that this gateway does not have/).waitFor();
    await view.assertSound('call-verdict');
    await page.getByRole('link', { name: 'Look at the numbers' }).click();
    await view.heading('Numbers').waitFor();
    await page.unroute('**/api/v1/calls/*');
  });

  test('that this page has no words for is shown as it is', async () => {
    const { record } = await site.callBot('welcome');
    await tell((call) => ({ ...call, verdict: { turn: 'exotel', code: 'of_another_release' } }));
    await openCall(record);
    await page.locator('.verdict').getByText('of_another_release').first().waitFor();
    await page.unroute('**/api/v1/calls/*');
  });
});

describe('what is not usual', () => {
  test('a call of an hour with many events is readable', async () => {
    const { record } = await site.callBot('welcome');
    const keys = Array.from({ length: 150 }, (_, index) => ({ at_ms: 20_000 + index * 400, kind: 'dtmf', detail: '1' }));
    const end = { at_ms: HOUR_MS, kind: 'closed', detail: 'applet_ended' };
    const ended_at = new Date(Date.parse(record.opened_at) + HOUR_MS).toISOString();
    await tell((call) => ({ ...call, ended_at, end_reason: 'applet_ended', timeline: [...call.timeline.slice(0, 4), ...keys, end] }));
    await openCall(record);
    assert.ok((await events().count()) < 30, 'crowded events stand together');
    await page.getByText('1:00:00').first().waitFor();
    await view.assertSound('call-hour');
    await page.locator('svg .event.dtmf').first().click();
    await view.button('Closer').click();
    const apart = await events().count();
    assert.ok(apart > 3, `${apart} events after two closer looks`);
    await page.unroute('**/api/v1/calls/*');
  });

  test('a call from the browser is named so, and is no matter for Exotel', async () => {
    const { record } = await site.callBot('welcome');
    await tell((call) => ({ ...call, call_id: 'browser-0b5f', call_sid: '', from: '' }));
    await openCall(record);
    await view.heading('Call from the browser').waitFor();
    assert.equal(await page.getByText('For Exotel support').count(), 0);
    await page.unroute('**/api/v1/calls/*');
  });

  test('a test call says who placed it, and what Exotel reported of it', async () => {
    const { record } = await site.placeTestCall();
    const reported = async () => (await site.api.get(`/api/v1/calls/${record.id}`)).body.reports.length > 0;
    await waitFor(reported, 15_000, 'the status callback');
    await openCall(record);
    await view.shown('This call was placed from this gateway’s test-call page.');
    await view.shown('Placed by');
    await page.locator('.call-side').getByText(USER.email).waitFor();
    await page.getByText('Status callback').first().waitFor();
    await page.locator('.reports').getByText('completed').first().waitFor();
    await view.assertSound('call-test-call');
  });

  test('a number that was removed and entered again is named, and one that is gone has words', async () => {
    const { record } = await site.receiveCall();
    const dids = '/api/v1/integrations/exotel/dids';
    await site.api.delete(`${dids}/${site.did.id}`);
    await openCall(record);
    await view.shown('A number that was removed meanwhile');
    await site.api.post(dids, { number: record.to, label: 'Front desk', bot_id: 'welcome' });
    await view.goTo('#/calls');
    await openCall(record);
    await page.locator('.facts').getByText(`${record.to} · Front desk`, { exact: true }).waitFor();
  });

  test('a call that is not there is told in words', async () => {
    const faults = page.faults.length;
    await view.goTo('#/calls/00000000-0000-4000-8000-000000000000');
    await page.getByText('This could not be loaded.').waitFor();
    assert.ok(page.faults.splice(faults).every((fault) => /status of 404/.test(fault)));
    assert.deepEqual(page.faults, []);
  });
});
