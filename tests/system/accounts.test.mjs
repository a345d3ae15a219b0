// Accounts on the box: the one-time link, `exogate user …`, no default account.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { apiClient, exogateBinary, runExogate, startGateway, startProgram, stopProgram, waitFor } from '../support/gateway.mjs';

const PASSWORD = 'a long enough password';

/** An empty gateway, for one test. */
async function withNewGateway(work) {
  const gateway = await startGateway();
  try {
    await work(gateway, apiClient(gateway.admin));
  } finally {
    await gateway.stop();
  }
}

test('nobody can sign in before there is an account', () =>
  withNewGateway(async (gateway, api) => {
    for (const name of ['admin', 'admin@example.com', 'root']) {
      const answer = await api.post('/api/v1/auth/login', { username: name, password: 'admin' });
      assert.equal(answer.status, 401);
    }
  }));

/** Somebody who found the link. */
const steal = (gateway) =>
  apiClient(gateway.admin).post('/api/v1/auth/setup', { token: gateway.setupToken, email: 'thief@example.com', password: PASSWORD });

test('the set-up link works once', () =>
  withNewGateway(async (gateway, api) => {
    assert.match(gateway.setupLink, /^http:\/\/127\.0\.0\.1:\d+\/#setup=[\w-]{20,}$/);
    await api.setUp(gateway.setupToken);
    assert.equal((await steal(gateway)).status, 401);
  }));

test('a link made before there was an account dies with the first account', () =>
  withNewGateway(async (gateway) => {
    const command = ['user', 'add', 'only@example.com', '--role', 'admin', '--config', gateway.configFile];
    const made = await runExogate(command, { input: `${PASSWORD}\n` });
    assert.equal(made.code, 0, made.stderr);
    assert.equal((await steal(gateway)).status, 401);
  }));

// Every test has people of its own.
describe('accounts of a gateway that is set up', () => {
  let gateway;
  let api;
  before(async () => {
    gateway = await startGateway();
    api = apiClient(gateway.admin);
    await api.setUp(gateway.setupToken);
  });
  after(() => gateway?.stop());
  const user = (args, input) => runExogate(['user', ...args, '--config', gateway.configFile], { input });
  const add = async (email) => {
    const added = await user(['add', email, '--role', 'admin'], `${PASSWORD}\n`);
    assert.equal(added.code, 0, added.stderr);
  };

  test('user add reads the password from standard input while the gateway runs', async () => {
    await add('second@example.com');
    const second = api.as('');
    await second.login('second@example.com', PASSWORD);
    assert.equal((await second.get('/api/v1/integrations/exotel/test-call-options')).status, 200);
    assert.equal((await second.get('/api/v1/integrations/exotel')).status, 403);
  });

  test('a weak password and a taken address are refused in words', async () => {
    const weak = await user(['add', 'weak@example.com'], 'short\n');
    assert.equal(weak.code, 1);
    assert.match(weak.stderr, /12 characters/);
    await add('taken@example.com');
    const taken = await user(['add', 'taken@example.com'], `${PASSWORD}\n`);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /taken/);
  });

  test('user passwd changes the password and ends the sessions', async () => {
    await add('changed@example.com');
    const changing = api.as('');
    await changing.login('changed@example.com', PASSWORD);
    const changed = await user(['passwd', 'changed@example.com'], 'quite another password\n');
    assert.equal(changed.code, 0, changed.stderr);
    assert.equal((await changing.get('/api/v1/auth/me')).status, 401);
    await changing.login('changed@example.com', 'quite another password');
    assert.equal((await user(['passwd', 'nobody@example.com'], `${PASSWORD}\n`)).code, 1);
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
      const shown = await waitFor(() => program.stdout.match(/ssh -L (\d+):127\.0\.0\.1:\1 /) && program.stdout, 30_000, 'ssh -L');
      assert.match(shown, /http:\/\/127\.0\.0\.1:\d+\/#setup=/);
      assert.doesNotMatch(program.stderr, /setup=/, 'the log does not keep the link');
    } finally {
      await stopProgram(program);
    }
  });

  test('user list names everybody and no secret', async () => {
    await add('listed@example.com');
    const list = await user(['list']);
    assert.match(list.stdout, /ops@example\.com\tsuper_admin/);
    assert.match(list.stdout, /listed@example\.com\tadmin/);
    assert.doesNotMatch(list.stdout, /argon2/);
  });
});
