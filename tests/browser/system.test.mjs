// System: how the gateway is, which settings count and what is wrong with them.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openOperator, speak } from '../support/admin_page.mjs';
import { stopAll } from '../support/process.mjs';
import { startSite } from '../support/site.mjs';

const ME = { email: 'ops@example.com', password: 'correct horse battery' };
const ADDRESS = '**/api/v1/system';
const FACTS = {
  version: '0.1.0',
  started_at: new Date(Date.now() - 263_000_000).toISOString(),
  uptime_seconds: 263_000,
  live_calls: 12,
  max_calls: 2000,
  accepting: true,
  speech_trouble: '',
  database: { bytes: 81_234_567, free_bytes_inside: 4096, calls: 100_234, journal_bytes: 4_200_000 },
  disk: { free_bytes: 212_000_000_000, total_bytes: 250_000_000_000 },
  memory_bytes: 151_000_000,
};

let site;
let browser;
let page;
let view;

before(async () => {
  site = await startSite({ config: { calls: { webhook_key: 'a-key-that-nobody-may-read' } }, webhookKey: 'a-key-that-nobody-may-read' });
  ({ browser, page, view } = await openOperator(site, ME, {
    prepare: (fresh) => fresh.route(ADDRESS, (route) => route.fulfill({ json: FACTS })),
  }));
});

after(() => stopAll(browser, site));

const panel = (title) =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name: title, exact: true, level: 2 }) });
const row = (text) => page.getByRole('row').filter({ hasText: text });

/** Answers this address so while `action` runs; then as before. */
async function answering(address, handler, action) {
  await page.route(address, handler);
  await action();
  await page.unroute(address, handler);
}

/** The real settings, changed by `change(body)`. */
const changedSettings = (change) => async (route) => {
  const response = await route.fetch();
  await route.fulfill({ response, json: change(await response.json()) });
};

test('the state is told in words, and the tabs have addresses', async () => {
  await view.open('System');
  await panel('Calls').getByText('Calls are taken', { exact: true }).waitFor();
  await panel('Calls').getByText('Live calls: 12 of at most 2,000').waitFor();
  await panel('Calls').getByText('Works', { exact: true }).waitFor();
  await panel('Database and disk').getByText('38 GB of 250 GB used, 212 GB free').waitFor();
  await panel('Database and disk').getByText('1,00,234').waitFor();
  await panel('This gateway').getByText('3 days 1 hour').waitFor();
  assert.equal(await panel('This gateway').getByRole('link', { name: 'API reference' }).getAttribute('href'), '/reference/');
  assert.equal(await panel('Certificates').getByText(/^None here/).count(), 2);
  await view.assertSound('system-state');
  for (const [name, address] of Object.entries({ Settings: 'settings', Users: 'users', 'API tokens': 'tokens', Audit: 'audit' })) {
    const tab = page.getByRole('navigation', { name: 'Parts of the system' }).getByRole('link', { name, exact: true });
    await tab.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name, exact: true, level: 2 }).or(page.getByRole('heading', { name: 'All settings' })).waitFor();
    assert.equal(new URL(page.url()).hash, `#/system/${address}`);
    assert.equal(await tab.getAttribute('aria-current'), 'page');
  }
});

test('trouble stands out: no calls taken, another voice, certificates that end', async () => {
  const certificate = (plane, left) => ({
    plane,
    fingerprint_sha256: Array(32).fill('AB').join(':'),
    expires_at: new Date(Date.now() + left * 86_400_000).toISOString(),
    days_left: left,
  });
  const troubled = { ...FACTS, accepting: false, speech_trouble: 'ElevenLabs answered 401' };
  const settings = (certificates) => changedSettings((body) => ({ ...body, certificates }));
  await page.route(ADDRESS, (route) => route.fulfill({ json: troubled }));
  await answering('**/api/v1/settings', settings([certificate('calls', 20), certificate('admin', -3)]), async () => {
    await view.goTo('#/system');
    await panel('Calls').getByText('No calls are taken', { exact: true }).waitFor();
    await panel('Calls').getByText('ElevenLabs answered 401').waitFor();
    assert.match(await panel('Certificates').locator('.badge.warn').innerText(), /^20 days left$/);
    assert.match(await panel('Certificates').locator('.badge.bad').innerText(), /^Expired$/);
    await view.assertSound('system-trouble');
  });
  await answering('**/api/v1/settings', settings([certificate('calls', 21)]), async () => {
    await page.reload();
    assert.match(await panel('Certificates').locator('.badge.good').innerText(), /^21 days left$/);
  });
  await page.unroute(ADDRESS);
});

test('a gateway that does not tell its facts still shows the rest', async () => {
  const faults = page.faults.length;
  await answering(ADDRESS, (route) => route.fulfill({ status: 404, json: { detail: 'Not Found' } }), async () => {
    await page.reload();
    await panel('This gateway').getByText('0.1.0').waitFor();
    assert.equal(await panel('Database and disk').count(), 0);
  });
  await page.route(ADDRESS, (route) => route.fulfill({ status: 503, json: { detail: 'The database does not answer.' } }));
  await page.reload();
  await page.getByText('This could not be loaded. The database does not answer.').waitFor();
  await page.unroute(ADDRESS);
  await page.route(ADDRESS, (route) => route.fulfill({ json: FACTS }));
  await panel('Calls').waitFor(); // by itself
  assert.ok(page.faults.splice(faults).every((fault) => /status of (404|503)/.test(fault)));
});

test('what is wrong with the settings comes first, with what to do', async () => {
  await view.goTo('#/system/settings');
  const finding = page.locator('.setting-finding').filter({ hasText: 'Exotel cannot reach this address' });
  await finding.getByText('Warning', { exact: true }).waitFor();
  await finding.getByText(/^public_url names localhost/).waitFor();
  await finding.getByText(/Set it to the address under which Exotel reaches this site/).waitFor();
  await view.assertSound('system-settings');
  await finding.getByRole('link', { name: 'public_url' }).click();
  await page.getByText(/^\d of \d\d shown$/).waitFor();
  await page.getByRole('row').nth(1).getByText('public_url', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Search settings').inputValue(), 'public_url');
});

test('every setting tells its value and where it comes from; secrets tell neither', async () => {
  await page.getByLabel('Search settings').fill('listen admin');
  await row('admin.listen').getByText(/exogate\.toml, line \d+$/).waitFor();
  await row('admin.listen').getByText('after a restart').waitFor();
  await page.getByLabel('Search settings').fill('webhook_key');
  await row('calls.webhook_key').getByText('Set', { exact: true }).waitFor();
  assert.ok(!(await page.content()).includes('a-key-that-nobody-may-read'));
  await page.reload(); // the search is in the address
  await row('calls.webhook_key').waitFor();
  assert.equal(await row('admin.listen').count(), 0);
  await page.getByLabel('Search settings').fill('no such thing');
  await view.shown('Nothing fits. Change or clear the search.');
  await page.getByLabel('Search settings').fill('');
  await page.getByLabel('Only those that differ from the default').check();
  await row('calls.webhook_key').waitFor();
  assert.equal(await row('log.level').count(), 0);
});

test('a value that waits for a restart is marked, and a finding that the page has no words for is told by the gateway', async () => {
  const finding = { id: 'new-trouble', severity: 'error', key: null, detail: 'Something new is wrong.', next_step: 'Mend it.' };
  const change = (body) => ({
    ...body,
    findings: [finding],
    settings: body.settings.map((each) => (each.key === 'calls.loops' ? { ...each, waiting: 4 } : each)),
  });
  await answering('**/api/v1/settings', changedSettings(change), async () => {
    await view.goTo('#/system/settings?search=loops');
    await page.reload();
    await row('calls.loops').getByText('Waits for a restart').waitFor();
    await row('calls.loops').getByText(/^Then:\s+4$/).waitFor();
    const shown = page.locator('.setting-finding');
    assert.match(await shown.innerText(), /Something new is wrong\.[\s\S]*Error[\s\S]*Mend it\./);
  });
});

test('system speaks Hindi', async () => {
  await view.goTo('#/system');
  await speak(page, 'हिन्दी');
  await view.heading('सिस्टम').waitFor();
  await panel('कॉल').getByText('कॉल ली जा रही हैं').waitFor();
  await view.assertSound('system-state-hindi');
  await view.goTo('#/system/settings?changed=yes');
  const finding = page.locator('.setting-finding').filter({ hasText: 'Exotel इस पते तक नहीं पहुँच सकता' });
  await finding.getByText(/यहाँ वह पता दें जिससे Exotel/).waitFor();
  await view.assertSound('system-settings-hindi');
  await view.goTo('#/system/settings?search=exotel.app_id');
  await row('exotel.app_id').getByText('फ़्लो (app) ID, जो यह पेज नए नंबरों के लिए सुझाता है', { exact: true }).waitFor();
  await page.getByRole('searchbox').fill('सुझाता'); // the page's words are found too
  await row('exotel.app_id').waitFor();
  await page.getByRole('searchbox').fill('');
  const { settings } = (await site.api.get('/api/v1/settings')).body;
  await row('log.numbers').waitFor();
  const helps = page.getByRole('table').locator('.setting-key + .small-print');
  assert.equal(await helps.count(), settings.length);
  assert.deepEqual((await helps.allInnerTexts()).filter((words) => settings.some(({ help }) => words === help)), []);
  await view.assertSound('system-settings-all-hindi');
  await speak(page, 'English');
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});

test('every finding and every action of the gateway has words', async () => {
  const sources = fileURLToPath(new URL('../../src/', import.meta.url));
  const hindi = JSON.parse(await readFile(path.join(sources, '../web/i18n/hi.json'), 'utf8'));
  const codes = new Set();
  for (const folder of ['app', 'admin']) {
    for (const name of (await readdir(path.join(sources, folder))).filter((each) => each.endsWith('.cpp'))) {
      const text = await readFile(path.join(sources, folder, name), 'utf8');
      for (const [, id] of text.matchAll(/\{"([a-z-]+)",\s*Severity::/g)) codes.add(`finding.${id}`).add(`finding_next.${id}`);
      for (const [, word] of text.matchAll(/\{Method::\w+, "[^"]*", "([a-z_.]+)"\}/g)) codes.add(`action.${word}`);
      for (const [, word] of text.matchAll(/\.action = "([a-z_.]+)"/g)) codes.add(`action.${word}`);
    }
  }
  assert.ok(codes.size > 50, `${codes.size} found`);
  assert.deepEqual([...codes].filter((code) => !(code in hindi)), []);
});
