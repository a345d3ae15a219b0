// What a document of the page may do, as a real browser reads its Content-Security-Policy.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';

import { startBrowser } from '../support/browser.mjs';
import { apiClient, startGateway } from '../support/gateway.mjs';

let gateway;
let api;
let browser;
let stranger;

before(async () => {
  gateway = await startGateway();
  api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken);
  assert.equal((await api.put('/api/v1/bots/sales', { greeting_text: 'Hello.' })).status, 201);
  browser = await startBrowser();
  stranger = http.createServer((request, response) => response.end('here')).listen(0, '127.0.0.1');
  await new Promise((resolve) => stranger.on('listening', resolve));
});

after(async () => {
  stranger?.close();
  await browser?.stop();
  await gateway?.stop();
});

const openPage = async () => {
  const page = await browser.newPage(gateway.admin);
  await page.goto(gateway.admin);
  return page;
};

/** Opens a WebSocket in the page. → 'open' or 'failed'. */
const openSocket = (page, url) =>
  page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('failed');
      }),
    url,
  );

/** → the directive that forbids the page to open this one. */
const whatForbids = (page, url) =>
  page.evaluate(
    (address) =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
        new WebSocket(address).onopen = () => resolve('nothing');
      }),
    url,
  );

test('it opens the media WebSocket that it was given, and no other', async () => {
  const page = await openPage();
  const { body: call } = await api.post('/api/v1/bots/sales/browser-call');
  const [url] = call.websocket_urls;
  assert.equal(await openSocket(page, url), 'open');
  assert.equal(await openSocket(page, url), 'failed', 'used up');
  const elsewhere = new URL(url);
  elsewhere.port = stranger.address().port;
  assert.equal(await whatForbids(page, elsewhere.href), 'connect-src');
  await page.context().close();
});

test('it plays no blobs, and runs no script but its own', async () => {
  const page = await openPage();
  const played = await page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true });
        const audio = new Audio(URL.createObjectURL(new Blob(['no sound'], { type: 'audio/wav' })));
        audio.load();
      }),
  );
  assert.equal(played, 'media-src');
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ranInline = true';
    document.head.append(script);
    return window.ranInline ?? false;
  });
  assert.equal(inline, false);
  await page.context().close();
});
