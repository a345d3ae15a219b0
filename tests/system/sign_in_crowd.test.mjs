// What a crowd at the sign-in costs: two password hashes of 64 MiB at once, however many wait.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { apiClient, startGateway } from '../support/gateway.mjs';

const CROWD = 30;
const MIB = 1024;

describe('thirty strangers sign in at once', () => {
  let gateway;
  let api;
  before(async () => {
    gateway = await startGateway();
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(() => gateway?.stop());

  const peakKiB = async () => {
    const status = await readFile(`/proc/${gateway.program.pid}/status`, 'utf8');
    return Number(status.match(/^VmHWM:\s+(\d+) kB$/m)[1]);
  };

  test('all are answered, the owner among them, and memory stays bounded', { timeout: 120_000 }, async () => {
    const withOneHash = await peakKiB();
    assert.ok(withOneHash > 64 * MIB, 'the set-up has hashed a password');
    const stranger = (i) =>
      apiClient(gateway.admin).post('/api/v1/auth/login', { username: `stranger-${i}@example.com`, password: 'guess guess guess' });
    const strangers = Promise.all(Array.from({ length: CROWD }, (_, i) => stranger(i)));
    const owner = await apiClient(gateway.admin).login('ops@example.com', 'correct horse battery');
    assert.ok(owner.access_token);
    assert.deepEqual((await strangers).map(({ status }) => status), Array(CROWD).fill(401));
    // Four at once would be 192 MiB more than one; two are 64.
    const grown = (await peakKiB()) - withOneHash;
    assert.ok(grown < 160 * MIB, `${grown} KiB more`);
  });
});
