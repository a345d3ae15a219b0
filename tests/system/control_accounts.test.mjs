// The control plane's accounts on the real binary: users, sessions, step-up, API tokens, audit.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { apiClient, runExogate, startGateway } from '../support/gateway.mjs';

const OWNER = 'ops@example.com';
const PASSWORD = 'correct horse battery';
const CLERK = 'clerk@example.com';
const CLERK_PASSWORD = 'a sentence nobody guesses';
const SECRET = 'planted-secret-value';

let gateway;
let api;
before(async () => {
  gateway = await startGateway();
  api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken, OWNER, PASSWORD);
});
after(() => gateway?.stop());

const pageSession = async (email, password) => {
  const answer = await api.as('').post('/api/v1/auth/session', { email, password });
  assert.equal(answer.status, 200, answer.text);
  return answer.headers['set-cookie'][0].split(';')[0];
};
const byCookie = (cookie) => ({ headers: { cookie, 'sec-fetch-site': 'same-origin' } });
/** As if time had passed: the one thing that a test cannot wait for. */
const query = (sql) => {
  const script = 'import sqlite3,sys\ndb=sqlite3.connect(sys.argv[1],timeout=10)\nprint(db.execute(sys.argv[2]).fetchall())\ndb.commit()';
  return promisify(execFile)('/usr/bin/python3', ['-c', script, path.join(gateway.dataFolder, 'exogate.db'), sql]);
};
const audit = async (filter) => (await api.get(`/api/v1/audit?${new URLSearchParams(filter)}`)).body.entries;

test('a user is added, signs in, is disabled and is out at once', async () => {
  const weak = await api.post('/api/v1/users', { email: CLERK, password: 'football2024', role: 'admin' });
  assert.equal(weak.status, 422);
  assert.match(weak.body.detail, /everybody uses/);
  assert.match(weak.body.request_id, /^[0-9a-f]{16}$/);
  assert.equal(weak.headers['x-request-id'], weak.body.request_id);
  const added = await api.post('/api/v1/users', { email: CLERK, password: CLERK_PASSWORD, role: 'admin' });
  assert.equal(added.status, 201, added.text);
  const clerk = api.as('');
  await clerk.login(CLERK, CLERK_PASSWORD);
  assert.equal((await clerk.get('/api/v1/users')).status, 403);
  const user = `/api/v1/users/${added.body.id}`;
  assert.equal((await api.put(user, { disabled: true })).body.disabled, true);
  assert.equal((await clerk.get('/api/v1/auth/me')).status, 401);
  assert.equal((await api.put(user, { disabled: false })).status, 200);
  await clerk.login(CLERK, CLERK_PASSWORD);
});

test('the last super_admin can be neither removed, disabled nor demoted', async () => {
  const { body } = await api.get('/api/v1/auth/me');
  const user = `/api/v1/users/${body.user.id}`;
  for (const refused of [await api.delete(user), await api.put(user, { disabled: true }), await api.put(user, { role: 'admin' })]) {
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /last super_admin/);
  }
});

test('sessions are listed with their origin and ended one by one', async () => {
  const cookie = await pageSession(CLERK, CLERK_PASSWORD);
  const other = await pageSession(CLERK, CLERK_PASSWORD);
  const { sessions } = (await api.as('').get('/api/v1/auth/sessions', byCookie(cookie))).body;
  const mine = sessions.find((session) => session.current);
  assert.equal(mine.address, '127.0.0.1');
  const rest = sessions.filter((session) => !session.current && session.kind === 'session');
  for (const { id } of rest) {
    assert.equal((await api.as('').delete(`/api/v1/auth/sessions/${id}`, byCookie(cookie))).status, 200);
  }
  assert.equal((await api.as('').get('/api/v1/auth/me', byCookie(other))).status, 401);
  assert.equal((await api.as('').get('/api/v1/auth/me', byCookie(cookie))).status, 200);
});

test('a new password ends the other sign-ins', async () => {
  const cookie = await pageSession(CLERK, CLERK_PASSWORD);
  const other = await pageSession(CLERK, CLERK_PASSWORD);
  const change = (current_password) =>
    api.as('').post('/api/v1/auth/password', { current_password, new_password: 'quite another sentence' }, byCookie(cookie));
  assert.equal((await change('wrong')).status, 403);
  assert.equal((await change(CLERK_PASSWORD)).status, 200);
  assert.equal((await api.as('').get('/api/v1/auth/me', byCookie(other))).status, 401);
  assert.equal((await api.as('').get('/api/v1/auth/me', byCookie(cookie))).status, 200);
});

test('an API token acts by its role until it is revoked', async () => {
  const made = await api.post('/api/v1/tokens', { name: 'nightly', role: 'admin', expires_in_days: 7 });
  assert.equal(made.status, 201, made.text);
  assert.match(made.body.token, /^exo_[0-9a-f]{8}_[\w-]{43}$/);
  const script = api.as(made.body.token);
  assert.equal((await script.get('/api/v1/bots')).status, 200);
  assert.equal((await script.get('/api/v1/integrations/exotel')).status, 403);
  const listed = await api.get('/api/v1/tokens');
  assert.equal(listed.body.tokens[0].prefix, made.body.prefix);
  assert.ok(!listed.text.includes(made.body.token));
  assert.equal((await api.delete(`/api/v1/tokens/${made.body.id}`)).status, 200);
  assert.equal((await script.get('/api/v1/bots')).status, 401);
});

test('a session whose password is ten minutes old is asked again, a token is not', async () => {
  const cookie = await pageSession(OWNER, PASSWORD);
  const page = api.as('');
  const save = () => page.put('/api/v1/integrations/exotel', { account_sid: 'acme1', api_key: SECRET }, byCookie(cookie));
  assert.equal((await save()).status, 200, 'signing in counts');
  await query('UPDATE tokens SET confirmed_at = confirmed_at - 600000');
  const refused = await save();
  assert.equal(refused.status, 403);
  assert.equal(refused.body.code, 'password_needed');
  assert.equal((await page.post('/api/v1/tokens', { name: 'n', role: 'admin' }, byCookie(cookie))).body.code, 'password_needed');
  assert.equal((await page.put('/api/v1/bots/b1', { name: 'One' }, byCookie(cookie))).status, 201, 'no credential');
  assert.equal((await page.post('/api/v1/auth/confirm', { password: 'wrong' }, byCookie(cookie))).status, 403);
  assert.equal((await page.post('/api/v1/auth/confirm', { password: PASSWORD }, byCookie(cookie))).status, 200);
  assert.equal((await save()).status, 200);
  assert.equal((await api.put('/api/v1/integrations/exotel', { account_sid: 'acme1' })).status, 200);
});

test('the audit tells who changed which fields, and no value', async () => {
  const [entry] = await audit({ action: 'integration.changed', actor: OWNER, limit: '1' });
  assert.deepEqual(entry.fields, ['account_sid']);
  assert.equal(entry.via, 'bearer');
  const all = (await api.get('/api/v1/audit?limit=500')).text;
  assert.ok(!all.includes(SECRET));
  for (const action of ['user.set_up', 'user.added', 'user.changed', 'token.made', 'token.revoked', 'password.refused', 'password.confirmed', 'bot.changed']) {
    assert.ok(all.includes(`"${action}"`), action);
  }
});

test('a refused sign-in is told, a burst of them once', async () => {
  for (let i = 0; i < 4; ++i) await api.as('').post('/api/v1/auth/login', { username: 'thief@example.com', password: 'x' });
  const entries = await audit({ actor: 'thief@example.com' });
  assert.equal(entries.length, 1);
  assert.equal(entries[0].action, 'sign_in.refused');
  assert.equal(entries[0].status, 401);
});

test('the console is told of as well, and nobody can take an entry back', async () => {
  const input = 'a third long sentence\n';
  const added = await runExogate(['user', 'add', 'third@example.com', '--config', gateway.configFile], { input });
  assert.equal(added.code, 0, added.stderr);
  const [entry] = await audit({ actor: 'console' });
  assert.equal(entry.action, 'user.added');
  assert.equal(entry.via, 'console');
  await assert.rejects(query('DELETE FROM audit'), /append-only/);
  await assert.rejects(query("UPDATE audit SET actor = 'nobody'"), /append-only/);
});

test('the export is a file for a spreadsheet', async () => {
  const csv = await api.get('/api/v1/audit.csv?action=user.added');
  assert.equal(csv.status, 200);
  assert.match(csv.headers['content-type'], /^text\/csv/);
  const lines = csv.text.trim().split('\r\n');
  assert.equal(lines.length, 3);
  assert.match(lines[1], /user\.added/);
});
