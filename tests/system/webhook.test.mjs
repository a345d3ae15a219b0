// The curl lines of the webhook's specification give the answers printed there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { apiClient, startGateway } from '../support/gateway.mjs';

const run = promisify(execFile);
const BASE = 'https://one-calling-agent.onrender.com';

describe('the specification\'s curl lines', () => {
  let gateway;
  before(async () => {
    gateway = await startGateway({ env: { WEBHOOK_BASE_URL: BASE } });
  });
  after(() => gateway?.stop());

  const curl = async (...args) => (await run('curl', ['--silent', '--show-error', '--fail', ...args])).stdout;

  test('webhook, GET', async () => {
    const url = `${gateway.calls}/api/v1/exotel/voice/connect?CallSid=test123&CallFrom=+919324606985&CallTo=07948516111`;
    assert.deepEqual(JSON.parse(await curl(url)), {
      url: 'wss://one-calling-agent.onrender.com/voice-stream?call_id=test123',
    });
  });

  test('webhook, POST with a form and with JSON', async () => {
    const url = `${gateway.calls}/api/v1/exotel/voice/connect`;
    const expected = { url: 'wss://one-calling-agent.onrender.com/voice-stream?call_id=test123' };
    assert.deepEqual(JSON.parse(await curl('-d', 'CallSid=test123', url)), expected);
    assert.deepEqual(JSON.parse(await curl('-F', 'CallSid=test123', url)), expected);
    const json = ['-H', 'Content-Type: application/json', '-d', '{"CallSid":"test123"}'];
    assert.deepEqual(JSON.parse(await curl(...json, url)), expected);
  });

  const health = {
    calls: async () => JSON.parse(await curl(`${gateway.calls}/health`)),
    admin: async () => (await apiClient(gateway.admin).get('/health')).body,
  };
  for (const [plane, ask] of Object.entries(health)) {
    test(`health of the ${plane} plane`, async () => {
      const answer = await ask();
      assert.equal(answer.status, 'ok');
      assert.equal(answer.active_streams, 0);
      assert.ok(Math.abs(Date.parse(answer.timestamp) - Date.now()) < 60_000);
    });
  }

  test('a socket path without an upgrade says what it is', async () => {
    const answer = await fetch(`${gateway.calls}/voice-stream`);
    assert.equal(answer.status, 426);
    assert.match((await answer.json()).detail, /WebSocket/);
  });

  test('garbage is answered with a usable URL, never an error', async () => {
    const url = `${gateway.calls}/api/v1/exotel/voice/connect`;
    const json = ['-H', 'Content-Type: application/json', '-d', '{"CallSid":'];
    assert.match(JSON.parse(await curl(...json, url)).url, /^wss:\/\/one-calling-agent\.onrender\.com\/voice-stream\?call_id=call_[0-9a-f]{32}$/);
  });
});
