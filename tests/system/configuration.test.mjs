// One file < environment < flags; mistakes are one line that says what to change, with exit code 78.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';

import { apiClient, runExogate, startGateway, temporaryFolder, waitFor } from '../support/gateway.mjs';

async function refusal(toml, { env = {}, args = [] } = {}) {
  const home = await temporaryFolder();
  const file = path.join(home.path, 'wrong.toml');
  await writeFile(file, `${toml}\n`);
  const command = ['serve', '--config', file, '--store-folder', path.join(home.path, 'none'), ...args];
  const result = await runExogate(command, { env }).finally(home.remove);
  assert.equal(result.code, 78, result.stderr);
  const lines = result.stderr.trimEnd().split('\n');
  assert.equal(lines.length, 1, `one line, not: ${result.stderr}`);
  return lines[0];
}

describe('a mistake', () => {
  const rows = [
    ['an unknown key', '[admin]\nlistn = "127.0.0.1:0"', [/line 2/, /admin\.listn/, /did you mean admin\.listen\?/]],
    ['an unknown table', '[call]\nlisten = "127.0.0.1:0"', [/call\.listen/, /did you mean calls\.listen\?/]],
    ['a wrong kind', '[admin]\nlisten = 8080', [/admin\.listen = 8080/, /text/]],
    ['a number out of range', '[calls]\nmax_streams = 0', [/calls\.max_streams = 0/, /1 to 100000/]],
    ['no address', '[calls]\nlisten = "everywhere"', [/calls\.listen = "everywhere"/]],
    ['a wrong word', '[log]\nlevel = "loud"', [/log\.level = "loud"/, /debug, info, warning, error/]],
    ['half a certificate', '[calls]\ntls_certificate = "/a.pem"', [/calls\.tls_key/]],
    ['an unusable public_url', 'public_url = "ftp://example.com"', [/public_url = "ftp:\/\/example\.com"/]],
    ['broken TOML', 'public_url = "', [/wrong\.toml/, /line 1/]],
  ];
  for (const [what, toml, patterns] of rows) {
    test(what, async () => {
      const line = await refusal(toml);
      for (const pattern of patterns) assert.match(line, pattern);
    });
  }

  test('in the environment names the variable', async () => {
    const line = await refusal('', { env: { EXOGATE_CALLS_MAX_STREAMS: 'many' } });
    assert.match(line, /EXOGATE_CALLS_MAX_STREAMS/);
    assert.match(line, /"many"/);
  });

  test('in a flag names the flag', async () => {
    assert.match(await refusal('', { args: ['--calls-listen', 'x'] }), /calls\.listen = "x"/);
    assert.match(await refusal('', { args: ['--calls-max-streams', 'x'] }), /--calls-max-streams/);
  });

  test('a secret that is no text is not repeated', async () => {
    const line = await refusal('[speech]\nelevenlabs_api_key = 123456789');
    assert.doesNotMatch(line, /123456789/);
  });

  test('a file that was named but is not there', async () => {
    const result = await runExogate(['serve', '--config', '/nonexistent/nowhere.toml']);
    assert.equal(result.code, 78);
    assert.match(result.stderr, /nowhere\.toml/);
  });

  test('an unknown flag gets a suggestion and exit code 64', async () => {
    const result = await runExogate(['serve', '--admin-listn', 'x']);
    assert.equal(result.code, 64);
    assert.match(result.stderr, /--admin-listen/);
  });
});

describe('sources', () => {
  const webhookUrl = async (gateway) => {
    const answer = await fetch(`${gateway.calls}/api/v1/exotel/voice/connect?CallSid=test123`);
    return (await answer.json()).url;
  };

  test('the specification\'s environment names work and win over the file', async () => {
    const gateway = await startGateway({
      config: { public_url: 'https://file.example.com' },
      env: { WEBHOOK_BASE_URL: 'https://one-calling-agent.onrender.com', WS_PATH: 'media/', EXOTEL_APP_ID: '1117620' },
    });
    try {
      assert.equal(await webhookUrl(gateway), 'wss://one-calling-agent.onrender.com/media?call_id=test123');
      const api = apiClient(gateway.admin);
      await api.setUp(gateway.setupToken);
      assert.equal((await api.get('/api/v1/site')).body.app_id, '1117620');
    } finally {
      await gateway.stop();
    }
  });

  test('a flag wins over the environment', async () => {
    const gateway = await startGateway({
      env: { EXOGATE_PUBLIC_URL: 'https://environment.example.com' },
      args: ['--public-url', 'https://flag.example.com'],
    });
    try {
      assert.equal(await webhookUrl(gateway), 'wss://flag.example.com/voice-stream?call_id=test123');
    } finally {
      await gateway.stop();
    }
  });

  test('a changed file changes the generated URLs without a restart; a broken one is not used', async () => {
    const gateway = await startGateway({ config: { core_fleet: ['https://core1.example.com/'] } });
    try {
      const api = apiClient(gateway.admin);
      await api.setUp(gateway.setupToken);
      const added = await api.post('/api/v1/integrations/exotel/dids', { number: '08041234567', bot_id: 'b1' });
      assert.equal(added.body.websocket_url, 'wss://core1.example.com/exotel/b1');
      const shown = async () => (await api.get('/api/v1/integrations/exotel')).body.dids[0].websocket_url;
      await gateway.reconfigure({ core_fleet: ['http://core2.example.com:9000'] });
      gateway.program.child.kill('SIGHUP');
      await waitFor(async () => (await shown()) === 'ws://core2.example.com:9000/exotel/b1', 30_000, 'the new fleet');
      await writeFile(gateway.configFile, 'core_fleet = 7\n');
      gateway.program.child.kill('SIGHUP');
      await waitFor(() => /is not used: .*core_fleet = 7/.test(gateway.program.stderr), 30_000, 'the complaint');
      assert.equal(await shown(), 'ws://core2.example.com:9000/exotel/b1');
    } finally {
      await gateway.stop();
    }
  });
});
