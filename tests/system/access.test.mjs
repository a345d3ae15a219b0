// Who may connect: addresses, the webhook's key, Basic credentials of a bot, single-call addresses, Origin. Over plain
// HTTP and over TLS.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { simulateCall, startSite, WEBHOOK } from '../support/site.mjs';

const run = promisify(execFile);
const UPGRADE = ['-H', 'Connection: Upgrade', '-H', 'Upgrade: websocket', '-H', 'Sec-WebSocket-Version: 13', '-H', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];

/** → {status, body} of curl; `--max-time` because an upgrade that is granted never ends by itself. */
async function runCurl(trust, args) {
  const command = ['--silent', '--http1.1', ...trust, '--max-time', '5', '--output', '-', '--write-out', '\n%{http_code}', ...args];
  const { stdout } = await run('curl', command).catch((error) => error);
  const at = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
}

const KEY = 'a-key-only-exotel-knows';

function over(tls) {
  let site;
  before(async () => {
    site = await startSite({
      tls,
      config: { calls: { strict_ws_path: true, trusted_proxies: ['127.0.0.1'], allow_from: ['127.0.0.0/8', '198.51.100.0/24'] } },
      env: { EXOGATE_CALLS_WEBHOOK_KEY: KEY },
    });
  });
  after(() => site?.stop());
  const curl = (...args) => runCurl(site.curlArgs, args);
  /** A call that is over after half a second. */
  const ring = (url, ...args) => simulateCall(url, ['--talk-milliseconds', '500', ...site.exotelArgs, ...args]);
  const webhook = (key = KEY) => `${site.publicUrl}${WEBHOOK}?key=${key}`;

  test('the webhook and the callbacks want the key', async () => {
    for (const path of ['connect', 'status', 'passthru']) {
      const url = `${site.publicUrl}/api/v1/exotel/voice/${path}?CallSid=k1`;
      assert.equal((await curl(url)).status, 403, path);
      assert.equal((await curl(`${url}&key=${KEY}`)).status, 200, path);
    }
  });

  test('guessing is throttled, and no guess is in the log', async () => {
    const codes = [];
    for (let i = 0; i < 15; i += 1) codes.push((await curl('-H', 'X-Forwarded-For: 198.51.100.66', webhook(`guess-number-${i}`))).status);
    assert.deepEqual(codes.slice(0, 10), Array(10).fill(403));
    assert.equal(codes.at(-1), 429);
    assert.equal((await curl('-H', 'X-Forwarded-For: 198.51.100.67', webhook())).status, 200, 'others are not concerned');
    assert.ok(!site.gateway.program.stderr.includes('guess-number'), 'guesses stay out of the log');
    assert.ok(!site.gateway.program.stderr.includes(KEY));
  });

  test('only listed addresses, also behind a listed proxy', async () => {
    assert.equal((await curl('-H', 'X-Forwarded-For: 203.0.113.9', webhook())).status, 403);
    assert.equal((await curl('-H', 'X-Forwarded-For: 203.0.113.9, 198.51.100.7', webhook())).status, 200, 'the right-most one counts');
    assert.equal((await curl('-H', 'X-Forwarded-For: 203.0.113.9', `${site.publicUrl}/health`)).status, 200);
    const socket = await curl('-H', 'X-Forwarded-For: 203.0.113.9', ...UPGRADE, `${site.publicUrl}/exotel/welcome`);
    assert.equal(socket.status, 403);
  });

  test('in strict mode only the address that the webhook answered opens the stream, and for one call', async () => {
    const { url } = JSON.parse((await curl(`${webhook()}&CallSid=strict1`)).body);
    assert.match(url, /\/voice-stream\/[A-Za-z0-9_-]{22}\?call_id=strict1$/);
    const again = JSON.parse((await curl(`${webhook()}&CallSid=strict1`)).body);
    assert.equal(again.url, url, 'asked twice, the same answer');
    const bare = await curl(...UPGRADE, `${site.publicUrl}/voice-stream`);
    assert.equal(bare.status, 403);
    assert.match(bare.body, /voice\/connect/, 'says what to change on the applet');
    assert.equal((await curl(...UPGRADE, `${site.publicUrl}/voice-stream/AAAAAAAAAAAAAAAAAAAAAA`)).status, 403);
    const hint = await curl(`${url.replace(/^ws/, 'http')}`);
    assert.equal(hint.status, 426);
    const { record } = await site.receiveCall([], { url: webhook() });
    assert.equal(record.greeting, 'heard');
    assert.ok(!record.path.includes(url.split('/').at(-1).split('?')[0]), 'the record keeps no token');
  });

  test('a token is good for two upgrades', async () => {
    const { url } = JSON.parse((await curl(`${webhook()}&CallSid=strict2`)).body);
    const outcomes = [];
    for (let i = 0; i < 3; i += 1) outcomes.push(await ring(url, '--call-sid', 'strict2'));
    assert.deepEqual(outcomes.map((outcome) => outcome.connected), [true, true, false]);
  });

  test('a bot with credentials wants them; the old ones work for a day', async () => {
    await site.api.put('/api/v1/bots/locked', { greeting_text: 'Hello.' });
    const open = await ring(`${site.wsUrl}/exotel/locked`);
    assert.equal(open.connected, true);
    const first = (await site.api.post('/api/v1/bots/locked/stream-credentials')).body;
    assert.equal(first.username, 'locked');
    const withLogin = (password) => `${site.wsUrl.replace('://', `://locked:${password}@`)}/exotel/locked`;
    const locked = await ring(`${site.wsUrl}/exotel/locked`);
    assert.equal(locked.connected, false);
    assert.match(locked.failure, /401/);
    assert.equal((await ring(withLogin('wrong'))).connected, false);
    assert.equal((await ring(withLogin(first.password))).connected, true);
    const second = (await site.api.post('/api/v1/bots/locked/stream-credentials')).body;
    assert.ok(second.previous_valid_until);
    for (const { password } of [first, second]) {
      assert.equal((await ring(withLogin(password))).connected, true);
    }
    const view = await site.api.get('/api/v1/bots/locked');
    assert.ok(!view.text.includes(second.password) && !view.text.includes('hash'));
    assert.ok(!site.gateway.program.stderr.includes(second.password));
  });

  test('an Origin that nobody listed is refused', async () => {
    assert.equal((await curl('-H', 'Origin: https://evil.example', ...UPGRADE, `${site.publicUrl}/exotel/welcome`)).status, 403);
  });
}

// One after the other: a throttled address would not know why.
describe('who may connect', { concurrency: 1 }, () => {
  describe('over plain HTTP', { concurrency: 1 }, () => over(false));
  describe('over TLS', { concurrency: 1 }, () => over(true));
});
