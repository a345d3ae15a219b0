// The reference of the API: read without signing in, complete, and nothing wrong with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { operationsOf } from '../support/api_description.mjs';
import { inspect, startBrowser } from '../support/browser.mjs';
import { apiClient, startGateway, stopAll } from '../support/gateway.mjs';

let gateway;
let browser;
let page;
let document;

before(async () => {
  gateway = await startGateway();
  document = (await apiClient(gateway.admin).get('/api/v1/openapi.json')).body;
  browser = await startBrowser();
  page = await browser.newPage(gateway.admin);
});

after(() => stopAll(browser, gateway));

test('it tells of every operation and of every schema', async () => {
  await page.goto(`${gateway.admin}/reference/`);
  await page.getByRole('heading', { level: 1, name: document.info.title }).waitFor();
  for (const { path, method, operation } of operationsOf(document)) {
    const article = page.locator(`article#${operation.operationId}`);
    assert.equal(await article.getByRole('heading').first().innerText(), `${method.toUpperCase()} ${path}`);
    const text = await article.innerText();
    for (const status of Object.keys(operation.responses)) assert.match(text, new RegExp(`\\b${status}\\b`));
  }
  for (const name of Object.keys(document.components.schemas)) {
    assert.equal(await page.locator(`article#schema-${name}`).count(), 1, name);
  }
});

test('the contents lead there, and so does an address with a fragment', async () => {
  await page.getByRole('navigation').getByRole('link', { name: 'PUT /bots/{id}', exact: true }).click();
  assert.ok(page.url().endsWith('#put_bots_id'));
  assert.equal(await page.locator('article#put_bots_id').evaluate((node) => node.getBoundingClientRect().top < 200), true);
  await page.goto('about:blank');
  await page.goto(`${gateway.admin}/reference#schema-Call`);
  const shown = page.locator('article#schema-Call');
  await shown.getByText('end_reason').waitFor();
  assert.equal(await shown.evaluate((node) => Math.abs(node.getBoundingClientRect().top) < 400), true);
});

test('it is sound in every look', async () => {
  await page.goto(`${gateway.admin}/reference/`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.deepEqual(await inspect(page, 'reference'), []);
});

test('nothing went wrong on the way, and no request left the host', () => {
  assert.deepEqual(page.faults, []);
});
