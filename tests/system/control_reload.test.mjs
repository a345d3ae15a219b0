// A changed configuration or certificate counts without a restart, all of it or nothing; the log and /settings say what
// changed, what waits and why something is not used. Self-signed TLS of the admin plane. A reader of the log that stops.
import assert from 'node:assert/strict';
import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';

import { apiClient, makeCertificate, runExogate, startGateway, temporaryFolder, waitFor } from '../support/gateway.mjs';

const WEBHOOK = '/api/v1/exotel/voice/connect?CallSid=abc&CallFrom=09812345678&CallTo=08041234567';

/** Waits for a line of the log that was not there before. */
function nextLine(gateway, pattern) {
  const from = gateway.program.stderr.length;
  return () =>
    waitFor(
      () =>
        gateway.program.stderr
          .slice(from)
          .split('\n')
          .find((line) => pattern.test(line)),
      15_000,
      `a line like ${pattern}`,
    );
}

async function settingsOf(api) {
  const answer = await api.get('/api/v1/settings');
  assert.equal(answer.status, 200, answer.text);
  return {
    ...answer.body,
    of: (key) => answer.body.settings.find((setting) => setting.key === key),
    finding: (id) => answer.body.findings.find((finding) => finding.id === id),
  };
}

describe('a changed configuration file', () => {
  let gateway;
  let api;
  const first = { public_url: 'https://one.example.com', log: { level: 'info' } };
  before(async () => {
    gateway = await startGateway({ config: first, env: { EXOGATE_EXOTEL_APP_ID: '77' }, args: ['--calls-drain-seconds', '1'] });
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(() => gateway.stop());

  test('counts by itself, and the log names the keys', async () => {
    const told = nextLine(gateway, /the configuration was read again/);
    await gateway.reconfigure({ ...first, public_url: 'https://two.example.com' });
    assert.match(await told(), /changed: public_url$/);
    assert.equal((await api.get('/api/v1/site')).body.webhook_url, 'https://two.example.com/api/v1/exotel/voice/connect');
  });

  test('counts on SIGHUP; who may connect changes with it', async () => {
    const key = 'a-key-of-more-than-16-characters';
    assert.equal((await fetch(gateway.calls + WEBHOOK)).status, 200);
    const told = nextLine(gateway, /the configuration was read again/);
    await gateway.reconfigure({ ...first, calls: { webhook_key: key } });
    gateway.program.child.kill('SIGHUP');
    const line = await told();
    assert.match(line, /calls\.webhook_key/);
    assert.ok(!line.includes(key), line);
    assert.equal((await fetch(gateway.calls + WEBHOOK)).status, 403);
    assert.equal((await fetch(`${gateway.calls}${WEBHOOK}&key=${key}`)).status, 200);
    const setting = (await settingsOf(api)).of('calls.webhook_key');
    assert.deepEqual([setting.set, setting.secret, setting.value], [true, true, undefined]);
    const shut = nextLine(gateway, /calls\.allow_from/);
    await gateway.reconfigure({ ...first, calls: { allow_from: ['203.0.113.0/24'] } });
    await shut();
    assert.equal((await fetch(gateway.calls + WEBHOOK)).status, 403);
    const open = nextLine(gateway, /calls\.allow_from/);
    await gateway.reconfigure(first);
    await open();
    assert.equal((await fetch(gateway.calls + WEBHOOK)).status, 200);
  });

  test('lets Exotel be asked somewhere else', async () => {
    const credentials = { account_sid: 'acmeco1', api_key: 'k', api_token: 't', api_base_url: 'http://127.0.0.1:9' };
    assert.notEqual((await api.put('/api/v1/integrations/exotel', credentials)).status, 200);
    const told = nextLine(gateway, /exotel\.allowed_api_hosts/);
    await gateway.reconfigure({ ...first, exotel: { allowed_api_hosts: ['http://127.0.0.1:9'] } });
    await told();
    assert.equal((await api.put('/api/v1/integrations/exotel', credentials)).status, 200);
  });

  test('that needs a restart waits for it, and says so', async () => {
    const told = nextLine(gateway, /waiting for a restart/);
    await gateway.reconfigure({ ...first, calls: { loops: 7, max_streams: 5 } });
    assert.match(await told(), /calls\.max_streams.*; waiting for a restart: calls\.loops$/);
    const settings = await settingsOf(api);
    assert.equal(settings.of('calls.loops').value, 0);
    assert.equal(settings.of('calls.loops').waiting, 7);
    assert.equal(settings.of('calls.loops').needs_restart, true);
    assert.equal(settings.of('calls.max_streams').value, 5);
    assert.ok(!('waiting' in settings.of('calls.max_streams')));
    assert.match(settings.finding('restart-needed').detail, /calls\.loops/);
  });

  test('with one mistake changes nothing', async () => {
    const told = nextLine(gateway, / error /);
    await gateway.reconfigure({ public_url: 'https://three.example.com', calls: { max_streams: 0 } });
    assert.match(await told(), /not used: .*exogate\.toml: line \d+: calls\.max_streams = 0: wants a whole number/);
    assert.match((await api.get('/api/v1/site')).body.webhook_url, /one\.example\.com/);
    assert.match((await settingsOf(api)).finding('configuration-refused').detail, /max_streams/);
    const missing = nextLine(gateway, / error /);
    await gateway.reconfigure({ public_url: 'https://three.example.com', speech: { allowed_hosts: ['nonsense'] } });
    assert.match(await missing(), /not used: speech\.allowed_hosts/);
    assert.match((await api.get('/api/v1/site')).body.webhook_url, /one\.example\.com/);
    const untrusted = nextLine(gateway, / error /);
    await gateway.reconfigure({ ...first, site: { ca_file: '/nowhere/ca.pem' } });
    assert.match(await untrusted(), /not used: site\.ca_file/);
    const gone = nextLine(gateway, / error /);
    await rename(gateway.configFile, `${gateway.configFile}.away`);
    assert.match(await gone(), /not used: .*exogate\.toml/);
    const good = nextLine(gateway, /the configuration was read again/);
    await gateway.reconfigure(first);
    await good();
    assert.equal((await settingsOf(api)).finding('configuration-refused'), undefined);
  });

  test('is told with the origin of every value', async () => {
    const settings = await settingsOf(api);
    assert.deepEqual(settings.of('public_url').origin, { kind: 'file', name: gateway.configFile, line: 1 });
    assert.deepEqual(settings.of('exotel.app_id').origin, { kind: 'environment', name: 'EXOGATE_EXOTEL_APP_ID' });
    assert.deepEqual(settings.of('calls.drain_seconds').origin, { kind: 'flag', name: '--calls-drain-seconds' });
    assert.equal(settings.of('calls.drain_seconds').value, 1);
    assert.deepEqual(settings.of('log.format').origin, { kind: 'default' });
    assert.equal(settings.of('calls.status_callbacks').value, false);
    assert.deepEqual(settings.of('core_fleet').value, []);
  });

  test('is for who is signed in only', async () => {
    assert.equal((await api.as('').get('/api/v1/settings')).status, 401);
  });
});

/** The fingerprint that a new handshake shows. */
function shownBy(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

function openConnection(url) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false }, () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Asks for /health over a connection that is open already: the status line. */
function askOver(socket) {
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes) => resolve(String(bytes).split('\r\n', 1)[0]));
    socket.once('error', reject);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
  });
}

/** Idle connections are closed after a few seconds. */
async function keepBusy(sockets, promise) {
  let done = false;
  const awaited = promise.finally(() => (done = true));
  while (!done) {
    for (const socket of sockets) assert.equal(await askOver(socket), 'HTTP/1.1 200 OK');
    await Promise.race([awaited, delay(200)]);
  }
  return awaited;
}

describe('a renewed certificate', () => {
  let home;
  let gateway;
  let used;
  before(async () => {
    home = await temporaryFolder();
    used = await makeCertificate(path.join(home.path, 'used'));
    const plane = { tls_certificate: used.certificate, tls_key: used.key };
    gateway = await startGateway({ config: { public_url: 'https://localhost', admin: plane, calls: plane } });
  });
  after(async () => {
    await gateway.stop();
    await home.remove();
  });

  test('counts once it is there, also when the configuration named it before', async () => {
    const later = await makeCertificate(path.join(home.path, 'source'));
    const file = (name) => path.join(home.path, name);
    const config = (plane) => ({ public_url: 'https://localhost', admin: plane, calls: plane });
    const missing = nextLine(gateway, /not used/);
    await gateway.reconfigure(config({ tls_certificate: file('later.pem'), tls_key: file('later.key') }));
    assert.match(await missing(), /later\./);
    const told = nextLine(gateway, /a new certificate of the admin plane/);
    await copyFile(later.key, file('later.key'));
    await copyFile(later.certificate, file('later.pem'));
    await told();
    const back = nextLine(gateway, /a new certificate of the admin plane/);
    await gateway.reconfigure(config({ tls_certificate: used.certificate, tls_key: used.key }));
    await back();
  });

  test('is shown by both planes to new connections, and open ones go on', async () => {
    const renewed = await makeCertificate(path.join(home.path, 'renewed'), { days: 5 });
    const old = await shownBy(gateway.calls);
    assert.equal(await shownBy(gateway.admin), old);
    const open = [await openConnection(gateway.calls), await openConnection(gateway.admin)];
    const told = nextLine(gateway, /a new certificate of the admin plane.*a new certificate of the call plane/);
    await copyFile(renewed.key, used.key);
    await copyFile(renewed.certificate, used.certificate);
    await keepBusy(open, told());
    for (const url of [gateway.calls, gateway.admin]) {
      await waitFor(async () => (await shownBy(url)) !== old, 5000, `a new certificate at ${url}`);
    }
    assert.equal(await shownBy(gateway.admin), await shownBy(gateway.calls));
    for (const socket of open) {
      assert.equal(await askOver(socket), 'HTTP/1.1 200 OK');
      socket.destroy();
    }
    const api = apiClient(gateway.admin, { ca: renewed.ca });
    await api.setUp(gateway.setupToken);
    const settings = await settingsOf(api);
    const shown = await shownBy(gateway.calls);
    assert.deepEqual(settings.certificates.map((each) => [each.plane, each.fingerprint_sha256, each.days_left]), [
      ['admin', shown, 4],
      ['calls', shown, 4],
    ]);
    assert.match(settings.finding('certificate-expiring').next_step, /[Rr]enew/);
  });

  test('that is broken is not used', async () => {
    const shown = await shownBy(gateway.calls);
    const other = await makeCertificate(path.join(home.path, 'other'));
    const told = nextLine(gateway, / error /);
    await copyFile(other.key, used.key);
    assert.match(await told(), /not used: .*server\.key does not belong to the certificate/);
    assert.deepEqual([await shownBy(gateway.calls), await shownBy(gateway.admin)], [shown, shown]);
    const junk = nextLine(gateway, / error /);
    await writeFile(used.certificate, 'no certificate');
    assert.match(await junk(), /server\.pem holds no certificate/);
    assert.deepEqual([await shownBy(gateway.calls), await shownBy(gateway.admin)], [shown, shown]);
  });
});

describe('admin.tls = "self-signed"', () => {
  test('makes a certificate once, tells its fingerprint, and keeps it', async () => {
    const home = await temporaryFolder();
    try {
      const config = { admin: { tls: 'self-signed' } };
      const gateway = await startGateway({ config, folder: home.path });
      const files = ['admin-tls.crt', 'admin-tls.key'].map((name) => path.join(gateway.dataFolder, name));
      for (const file of files) assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.match(gateway.setupLink, /^https:/);
      const shown = await shownBy(gateway.admin);
      assert.ok(gateway.program.stderr.includes(shown), gateway.program.stderr);
      // Trusted by name and address, once somebody has compared it.
      const ca = await readFile(files[0], 'utf8');
      await apiClient(gateway.admin, { ca }).setUp(gateway.setupToken);
      const { port } = new URL(gateway.admin);
      assert.equal((await apiClient(`https://localhost:${port}`, { ca }).get('/health')).status, 200);
      await gateway.stop();
      const again = await startGateway({ config, folder: home.path });
      assert.equal(await shownBy(again.admin), shown);
      const link = await runExogate(['user', 'setup-link', '--config', again.configFile]);
      assert.match(link.stdout, /^https:/m);
      await again.stop();
      const moved = await startGateway({ config: { admin: { ...config.admin, listen: '127.0.0.7:0' } }, folder: home.path });
      assert.notEqual(await shownBy(moved.admin), shown, 'the old one is not for the new address');
      const fresh = await readFile(files[0], 'utf8');
      assert.equal((await apiClient(moved.admin, { ca: fresh }).get('/health')).status, 200);
      await moved.stop();
    } finally {
      await home.remove();
    }
  });

  test('beside a certificate of one’s own is a mistake', async () => {
    const result = await runExogate(['check-config', '--admin-tls', 'self-signed', '--admin-tls-certificate', '/a.pem']);
    assert.equal(result.code, 78);
    assert.match(result.stderr, /self-signed.*tls_certificate/);
  });
});

test('exogate check-config prints what would count and what is wrong with it', async () => {
  const home = await temporaryFolder();
  try {
    const file = path.join(home.path, 'exogate.toml');
    await writeFile(file, `public_url = "http://10.0.0.5/x"\n[store]\nfolder = "${home.path}"\n`);
    const env = { EXOGATE_CALLS_WEBHOOK_KEY: 'a-secret-that-nobody-may-see' };
    const good = await runExogate(['check-config', '--config', file], { env });
    assert.equal(good.code, 0, good.stderr);
    assert.ok(good.stdout.includes(`public_url = "http://10.0.0.5/x"  # ${file} line 1`), good.stdout);
    assert.match(good.stdout, /calls\.webhook_key = \(set\) {2}# EXOGATE_CALLS_WEBHOOK_KEY/);
    for (const id of ['address-not-public', 'address-plain', 'address-path']) assert.match(good.stdout, new RegExp(`\\(${id}\\)`));
    assert.doesNotMatch(good.stdout, /nobody-may-see/);
    await writeFile(file, '[calls]\nmax_streams = 0\n');
    assert.equal((await runExogate(['check-config', '--config', file])).code, 78);
  } finally {
    await home.remove();
  }
});

test('a log that nobody reads does not stop the gateway, and its lines come later', async () => {
  const gateway = await startGateway();
  try {
    const api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken, `${'o'.repeat(60)}@example.com`);
    gateway.program.child.stderr.pause();
    // More than a pipe and Node's own buffer hold.
    for (let i = 0; i < 1500; i += 1) {
      const answer = await api.put(`/api/v1/bots/${'b'.repeat(60)}`, { name: `Bot ${i}` });
      assert.ok(answer.status === 200 || answer.status === 201, answer.text);
    }
    gateway.program.child.stderr.resume();
    const lines = () => gateway.program.stderr.split('\n').filter((line) => /(created|changed) bot b/.test(line)).length;
    await waitFor(() => lines() === 1500, 20_000, 'all lines');
  } finally {
    await gateway.stop();
  }
});
