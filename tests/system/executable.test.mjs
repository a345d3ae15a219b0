// One static executable: nothing but itself in an empty chroot.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { apiClient, exogateBinary, runExogate, startAnnounced, stopProgram, temporaryFolder } from '../support/gateway.mjs';

const run = promisify(execFile);

test('file says that it is statically linked', async () => {
  const { stdout } = await run('file', ['--brief', exogateBinary()]);
  assert.match(stdout, /statically linked/);
});

test('it serves, seals and speaks in an empty chroot', { skip: process.getuid() !== 0 && 'needs root' }, async () => {
  const home = await temporaryFolder();
  try {
    await mkdir(path.join(home.path, 'etc/ssl/certs'), { recursive: true });
    await mkdir(path.join(home.path, 'data'));
    await writeFile(path.join(home.path, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n');
    await copyFile('/etc/ssl/certs/ca-certificates.crt', path.join(home.path, 'etc/ssl/certs/ca-certificates.crt'));
    await copyFile(exogateBinary(), path.join(home.path, 'exogate'));
    const settings = ['--store-folder', '/data', '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0'];
    const program = await startAnnounced('/usr/sbin/chroot', [home.path, '/exogate', 'serve', '--announce', ...settings]);
    try {
      const api = apiClient(program.announced.get('admin'));
      await api.setUp(program.announced.get('setup').split('#setup=')[1]);
      const saved = await api.put('/api/v1/integrations/exotel', { account_sid: 'a', api_key: 'marker-key', api_token: 'marker-token' });
      assert.equal(saved.body.status, 'configured');
      const url = `${program.announced.get('calls')}/voice-stream`.replace('http', 'ws');
      const call = await runExogate(['simulate', 'call', url, '--hang-up-after-mark', '100', '--json']);
      assert.equal(call.code, 0, call.stderr + call.stdout);
      assert.deepEqual(JSON.parse(call.stdout).marks, ['greeting_done']);
      for (const name of ['exogate.db', 'exogate.db-wal']) {
        const bytes = await readFile(path.join(home.path, 'data', name)).catch(() => Buffer.alloc(0));
        assert.ok(!bytes.includes('marker-key') && !bytes.includes('marker-token'), `${name} keeps secrets sealed`);
      }
    } finally {
      await stopProgram(program);
    }
  } finally {
    await home.remove();
  }
});

test('a wrong master key stops the start with one sentence', async () => {
  const home = await temporaryFolder();
  const args = ['serve', '--announce', '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0'];
  try {
    const store = ['--store-folder', home.path];
    await stopProgram(await startAnnounced(exogateBinary(), [...args, ...store]));
    const key = path.join(home.path, 'master.key');
    await writeFile(key, `${'00'.repeat(32)}\n`);
    const wrong = await runExogate([...args, ...store]);
    assert.equal(wrong.code, 78);
    assert.equal(wrong.stderr.trimEnd().split('\n').length, 1, wrong.stderr);
    assert.match(wrong.stderr, /master key|key/i);
    await run('rm', [key]);
    const missing = await runExogate([...args, ...store]);
    assert.equal(missing.code, 78);
    assert.match(missing.stderr, /master\.key/);
  } finally {
    await home.remove();
  }
});

test('a second gateway on the same folder is refused in one sentence', async () => {
  const home = await temporaryFolder();
  const args = ['serve', '--announce', '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0', '--store-folder', home.path];
  const first = await startAnnounced(exogateBinary(), args);
  try {
    const second = await runExogate(args);
    assert.equal(second.code, 78);
    assert.match(second.stderr, /^exogate: another exogate is running on /);
  } finally {
    await stopProgram(first);
    await home.remove();
  }
});

test('help names every key, variable and alias, and refuses a wrong folder for accounts', async () => {
  const { stdout } = await runExogate(['serve', '--help']);
  for (const name of ['calls.ws_path', 'EXOGATE_CALLS_WS_PATH', 'WS_PATH', 'WEBHOOK_BASE_URL', 'EXOTEL_APP_ID', 'GREETING_TEXT',
    'ELEVENLABS_API_KEY', 'ELEVENLABS_VOICE_ID', 'calls.webhook_key', '--core-fleet']) {
    assert.ok(stdout.includes(name), name);
  }
  const wrong = await runExogate(['user', 'list', '--store-folder', '/nonexistent/folder']);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /no database at \/nonexistent\/folder/);
});

test('the demo makes one call by itself and says what happened', async () => {
  const home = await temporaryFolder();
  try {
    const result = await runExogate(['demo', '--once', '--folder', home.path]);
    assert.equal(result.code, 0, result.stderr);
    const wav = result.stdout.match(/heard: (.*\.wav)/)[1];
    assert.equal((await readFile(wav)).toString('latin1', 0, 4), 'RIFF');
    const again = await runExogate(['demo', '--once', '--folder', home.path]);
    assert.equal(again.code, 0, again.stderr);
  } finally {
    await home.remove();
  }
});
