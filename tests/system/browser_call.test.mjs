// The admin page plays Exotel's part: a token that opens one call's media WebSocket, whatever guards it otherwise.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import WebSocket from 'ws';

import { apiClient } from '../support/gateway.mjs';
import { recordOf, startSite } from '../support/site.mjs';

/** → {opened} or {status} of the refusal. */
function connect(url, { ca, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { origin: 'http://127.0.0.1:8080', ca, ...options });
    socket.on('open', () => resolve({ opened: socket }));
    socket.on('unexpected-response', (request, response) => {
      resolve({ status: response.statusCode });
      request.destroy();
    });
    socket.on('error', reject);
  });
}

/** Plays Exotel's part until the greeting has been heard. → messages */
async function hearGreeting(socket, callId, botNumber = '08041234567') {
  const messages = [];
  const heard = new Promise((resolve, reject) => {
    socket.on('close', () => reject(new Error('closed before the greeting was over')));
    socket.on('message', (data) => {
      const message = JSON.parse(data);
      messages.push(message);
      if (message.event === 'mark') resolve();
    });
  });
  const say = (message) => socket.send(JSON.stringify({ stream_sid: `stream-${callId}`, ...message }));
  const format = { encoding: 'base64', sample_rate: '8000', bit_rate: '128kbps' };
  say({ event: 'connected' });
  say({
    event: 'start',
    sequence_number: '1',
    start: { stream_sid: `stream-${callId}`, call_sid: callId, from: 'browser', to: botNumber, media_format: format },
  });
  await heard;
  say({ event: 'stop', stop: { call_sid: callId, reason: 'callended' } });
  return messages;
}

async function invite(site, botId = 'welcome') {
  const answer = await site.api.post(`/api/v1/bots/${botId}/browser-call`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

function over(tls) {
  let site;
  let ca;
  before(async () => {
    // No address of this machine may connect, nor any Origin; one bot wants a login besides.
    site = await startSite({ tls, config: { calls: { allow_from: ['203.0.113.0/24'] } } });
    ca = site.ca;
    for (const id of ['locked', 'other']) await site.bot(id, {});
    await site.api.post('/api/v1/bots/locked/stream-credentials');
  });
  after(() => site?.stop());

  test('opens a call that hears the greeting and has the minted id', async () => {
    const call = await invite(site);
    assert.match(call.call_id, /^browser-[0-9a-f]{16}$/);
    const left = Date.parse(call.expires_at) - Date.now();
    assert.ok(left > 0 && left <= 61_000, call.expires_at);
    const { opened } = await connect(call.websocket_urls[0], { ca });
    const messages = await hearGreeting(opened, call.call_id);
    assert.ok(messages.some((message) => message.event === 'media' && message.media.payload.length > 100));
    const record = await recordOf(site.api, call.call_id);
    assert.equal(record.call_id, call.call_id);
    assert.equal(record.bot_id, 'welcome');
    assert.ok(!JSON.stringify(record).includes(call.websocket_urls[0].split('/').at(-1)), 'the record keeps no token');
  });

  test('names the host of the page first, then the public address', async () => {
    const { websocket_urls: urls } = await invite(site, 'other');
    const scheme = tls ? 'wss' : 'ws';
    const port = new URL(site.gateway.calls).port;
    assert.match(urls[0], new RegExp(`^${scheme}://127\\.0\\.0\\.1:${port}/exotel/other/[A-Za-z0-9_-]{22}$`));
    assert.equal(urls[1], urls[0].replace('127.0.0.1', 'localhost'));
  });

  test('opens once, and only its own bot', async () => {
    const call = await invite(site, 'other');
    const url = call.websocket_urls[0];
    assert.equal((await connect(url.replace('/other/', '/welcome/'), { ca })).status, 403);
    const { opened } = await connect(url, { ca });
    assert.equal((await connect(url, { ca })).status, 403, 'used up');
    assert.equal((await connect(call.websocket_urls[1], { ca })).status, 403, 'by its other address too');
    opened.terminate();
  });

  test('stands for the login of a bot that has one', async () => {
    const call = await invite(site, 'locked');
    const { opened } = await connect(call.websocket_urls[0], { ca });
    await hearGreeting(opened, call.call_id);
  });

  test('nothing else gets in', async () => {
    const [url] = (await invite(site, 'locked')).websocket_urls;
    const path = url.slice(0, url.lastIndexOf('/'));
    assert.equal((await connect(path, { ca })).status, 403, 'without a token the address counts');
    assert.equal((await connect(`${path}/${'A'.repeat(22)}`, { ca })).status, 403);
    assert.equal((await connect(`${path}/${'A'.repeat(22)}`, { ca, auth: 'locked:guess' })).status, 403);
  });

  test('the page may connect there and nowhere else', async () => {
    const page = await site.api.get('/');
    const policy = page.headers['content-security-policy'];
    const calls = site.gateway.calls.replace(/^http/, 'ws');
    const sources = /connect-src ([^;]*)/.exec(policy)[1];
    assert.equal(sources, `'self' ${calls} ${calls.replace('127.0.0.1', 'localhost')}`);
    assert.ok(!policy.includes('blob:'), policy);
    assert.ok(!policy.includes('unsafe'), policy);
  });

  test('the log tells of no token', async () => {
    const [url] = (await invite(site)).websocket_urls;
    const token = url.split('/').at(-1);
    await connect(url.replace('/welcome/', '/other/'), { ca });
    assert.ok(!site.gateway.program.stderr.includes(token));
  });

  test('nobody who is not signed in gets one', async () => {
    const stranger = apiClient(site.gateway.admin, { ca });
    assert.equal((await stranger.post('/api/v1/bots/welcome/browser-call')).status, 401);
    assert.equal((await site.api.post('/api/v1/bots/nobody/browser-call')).status, 404);
  });
}

describe('a call from the browser', () => {
  describe('over plain HTTP', () => over(false));
  describe('over TLS', () => over(true));
});
