// The systemd unit: accepted by systemd-analyze, and the notify protocol it relies on.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import {
  exogateBinary,
  startAnnounced,
  startGateway,
  startProgram,
  stopProgram,
  temporaryFolder,
  waitFor,
} from '../support/gateway.mjs';

const run = promisify(execFile);
const UNIT = new URL('../../systemd/exogate.service', import.meta.url).pathname;

test('systemd-analyze verify accepts the unit', async () => {
  const root = await temporaryFolder();
  try {
    await mkdir(path.join(root.path, 'etc/systemd/system'), { recursive: true });
    await mkdir(path.join(root.path, 'usr/local/bin'), { recursive: true });
    await mkdir(path.join(root.path, 'bin'), { recursive: true });
    await copyFile(UNIT, path.join(root.path, 'etc/systemd/system/exogate.service'));
    await copyFile(exogateBinary(), path.join(root.path, 'usr/local/bin/exogate'));
    await copyFile('/bin/kill', path.join(root.path, 'bin/kill'));
    await run('cp', ['-a', '/lib/systemd', path.join(root.path, 'lib-systemd')]);
    await mkdir(path.join(root.path, 'lib'));
    await run('mv', [path.join(root.path, 'lib-systemd'), path.join(root.path, 'lib/systemd')]);
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--root', root.path, '--man=no', 'exogate.service']);
    assert.doesNotMatch(stdout + stderr, /exogate/, 'no complaint about the unit');
  } finally {
    await root.remove();
  }
});

test('it tells the service manager when it is ready and when it stops', async () => {
  const home = await temporaryFolder();
  const socket = path.join(home.path, 'notify');
  const listener = [
    'import socket,sys',
    's=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)',
    's.bind(sys.argv[1])',
    'print("bound",flush=True)',
    'while True: print(s.recv(4096).decode(),flush=True)',
  ].join('\n');
  const manager = startProgram('/usr/bin/python3', ['-c', listener, socket]);
  try {
    await waitFor(() => manager.stdout.includes('bound'), 30_000, 'the notify socket');
    const gateway = await startGateway({ env: { NOTIFY_SOCKET: socket } });
    await waitFor(() => manager.stdout.includes('READY=1'), 30_000, 'READY=1');
    const ended = await gateway.stop();
    assert.deepEqual(ended, { code: 0, signal: null });
    await waitFor(() => manager.stdout.includes('STOPPING=1'), 30_000, 'STOPPING=1');
  } finally {
    await stopProgram(manager, 'SIGKILL');
    await home.remove();
  }
});

test('an unprivileged user reads the configuration with the modes of the README', { skip: process.getuid() !== 0 && 'needs root' }, async () => {
  const home = await temporaryFolder();
  try {
    await run('chmod', ['0755', home.path]);
    const data = path.join(home.path, 'data');
    await mkdir(data);
    await run('chown', ['65534:65534', data]);
    const config = path.join(home.path, 'exogate.toml');
    const shipped = new URL('../../systemd/exogate.toml', import.meta.url).pathname;
    await run('install', ['-m', '0644', shipped, config]);
    const binary = path.join(home.path, 'exogate');
    await run('install', ['-m', '0755', exogateBinary(), binary]);
    const settings = ['--config', config, '--store-folder', data, '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0'];
    const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', binary, 'serve', '--announce', ...settings];
    const program = await startAnnounced('/usr/bin/setpriv', asNobody);
    assert.match(program.announced.get('admin'), /^http:/);
    assert.deepEqual(await stopProgram(program), { code: 0, signal: null });
  } finally {
    await home.remove();
  }
});
