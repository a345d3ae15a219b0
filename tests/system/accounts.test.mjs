// Accounts on the box: the one-time link, `exogate user …`, no default account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { apiClient, exogateBinary, runExogate, startGateway, startProgram, stopProgram, waitFor } from '../support/gateway.mjs';

const PASSWORD = 'a long enough password';

describe('accounts', () => {
  let gateway;
  let api;
  before(async () => {
    gateway = await startGateway();
    api = apiClient(gateway.admin);
  });
  after(() => gateway?.stop());
  const user = (args, input) => runExogate(['user', ...args, '--config', gateway.configFile], { input });

  test('nobody can sign in before there is an account', async () => {
    for (const name of ['admin', 'admin@example.com', 'root']) {
      const answer = await api.post('/api/v1/auth/login', { username: name, password: 'admin' });
      assert.equal(answer.status, 401);
    }
  });

  test('the set-up link works once', async () => {
    assert.match(gateway.setupLink, /^http:\/\/127\.0\.0\.1:\d+\/#setup=[\w-]{20,}$/);
    await api.setUp(gateway.setupToken);
    const again = await api.as('').post('/api/v1/auth/setup', {
      token: gateway.setupToken,
      email: 'thief@example.com',
      password: PASSWORD,
    });
    assert.equal(again.status, 401);
  });

  test('user add reads the password from standard input while the gateway runs', async () => {
    const added = await user(['add', 'second@example.com', '--role', 'admin'], `${PASSWORD}\n`);
    assert.equal(added.code, 0, added.stderr);
    const second = api.as('');
    await second.login('second@example.com', PASSWORD);
    assert.equal((await second.get('/api/v1/integrations/exotel/test-call-options')).status, 200);
    assert.equal((await second.get('/api/v1/integrations/exotel')).status, 403);
  });

  test('a weak password and a taken address are refused in words', async () => {
    const weak = await user(['add', 'third@example.com'], 'short\n');
    assert.equal(weak.code, 1);
    assert.match(weak.stderr, /12 characters/);
    const taken = await user(['add', 'second@example.com'], `${PASSWORD}\n`);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /taken/);
  });

  test('user passwd changes the password and ends the sessions', async () => {
    const second = api.as('');
    await second.login('second@example.com', PASSWORD);
    const changed = await user(['passwd', 'second@example.com'], 'quite another password\n');
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal((await second.get('/api/v1/auth/me')).status, 401);
    await second.login('second@example.com', 'quite another password');
    assert.equal((await user(['passwd', 'nobody@example.com'], `${PASSWORD}\n`)).code, 1);
  });

  test('a link made before there was an account dies with the first account', async () => {
    const other = await startGateway();
    try {
      const made = await runExogate(['user', 'add', 'only@example.com', '--role', 'admin', '--config', other.configFile], { input: `${PASSWORD}\n` });
      assert.equal(made.code, 0, made.stderr);
      const answer = await apiClient(other.admin).post('/api/v1/auth/setup', {
        token: other.setupToken,
        email: 'thief@example.com',
        password: PASSWORD,
      });
      assert.equal(answer.status, 401);
    } finally {
      await other.stop();
    }
  });

  test('user setup-link prints a link that works', async () => {
    const printed = await user(['setup-link']);
    assert.equal(printed.code, 0, printed.stderr);
    const token = printed.stdout.split('#setup=')[1].trim();
    const made = await api.as('').post('/api/v1/auth/setup', { token, email: 'fourth@example.com', password: PASSWORD });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body.user.role, 'super_admin');
  });

  test('without a display, start-up prints how to reach the page from elsewhere', async () => {
    const args = ['serve', '--store-folder', `${gateway.folder}/other`];
    const program = startProgram(exogateBinary(), [...args, '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0']);
    try {
      const shown = await waitFor(() => program.stdout.match(/ssh -L (\d+):127\.0\.0\.1:\1 /) && program.stdout, 10_000, 'ssh -L');
      assert.match(shown, /http:\/\/127\.0\.0\.1:\d+\/#setup=/);
      assert.doesNotMatch(program.stderr, /setup=/, 'the log does not keep the link');
    } finally {
      await stopProgram(program);
    }
  });

  test('user list names everybody and no secret', async () => {
    const list = await user(['list']);
    assert.match(list.stdout, /ops@example\.com\tsuper_admin/);
    assert.match(list.stdout, /second@example\.com\tadmin/);
    assert.doesNotMatch(list.stdout, /argon2/);
  });
});
