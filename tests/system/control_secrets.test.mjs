// A marker planted as every secret, and every secret that the gateway makes itself, driven through every route, failures
// and a crash: found in no output, no answer but the one that hands it out, and no file of the data folder.
import assert from 'node:assert/strict';
import { readFile, readdir, stat } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { openEvents } from '../support/event_stream.mjs';
import { apiClient, exogateBinary, startAnnounced, startGateway, temporaryFolder, waitFor } from '../support/gateway.mjs';

const MARK = 'pLaNtEd7q';
const WEBHOOK_KEY = `${MARK}-webhook-key-0123`;
const PASSWORD = `${MARK} a long password`;
const NUMBER = '09876543210';

/** A vendor that answers with an error and repeats all that it was sent, as bad vendors do. */
async function startEcho() {
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const said = [request.url, JSON.stringify(request.headers), body];
    const authorization = request.headers.authorization ?? '';
    if (/^basic /i.test(authorization)) said.push(Buffer.from(authorization.slice(6), 'base64').toString());
    const key = request.headers['xi-api-key'];
    const words = `refused: xi-api-key: ${key} api_token=${MARK}token ${said.join(' ')}`;
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ RestException: { Status: 401, Message: words }, detail: { status: 'invalid_api_key', message: words } }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    return closed;
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

async function filesBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: false });
  const lists = await Promise.all(
    entries.map((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(file) : [file];
    }),
  );
  return lists.flat();
}

/** Collects answers. */
function listener(api, answers = []) {
  const ask = async (method, route, body, options) => {
    const answer = await api.request(method, route, body, options);
    answers.push({ what: `${method} ${route}`, text: answer.text + JSON.stringify(answer.headers) });
    return answer;
  };
  /** For what hands a secret out, once. */
  const unheard = async (...request) => {
    const answer = await api.request(...request);
    assert.ok(answer.status < 300, `${request[1]}: ${answer.status}`);
    return answer;
  };
  return { answers, ask, unheard };
}

const BAD = [undefined, '{', { nonsense: MARK }, 'x'.repeat(70_000)];

const NEW_PASSWORD = `${MARK} the password of a new user`;

const control = (method, names) => names.map((name) => [method, `/api/v1/${name}`]);

/** Users, tokens, sessions, the audit, Exotel's account, exports, previews and what watches a gateway. */
const CONTROL_PLANE = [
  ...control('GET', ['users', 'users/none', 'users/none/sessions', 'tokens', 'auth/sessions', 'audit?limit=500', 'audit.csv']),
  ...control('GET', ['calls.csv', 'integrations/exotel/numbers', 'bots/b1/greeting', `audit?actor=${MARK}`, `calls?number=${MARK}`]),
  ['GET', '/metrics'],
  ['GET', '/livez'],
  ['GET', '/readyz'],
  ['POST', '/api/v1/integrations/exotel/verify'],
  ['PUT', '/api/v1/integrations/exotel?verify=true', { api_key: `${MARK}other`, api_token: `${MARK}other` }],
  ['POST', '/api/v1/greeting-preview', { greeting_text: 'Good evening.' }],
  ['POST', '/api/v1/users', { email: 'x@example.com', password: `${MARK} short`, role: 'nobody' }],
  ['PUT', '/api/v1/users/none', { password: NEW_PASSWORD }],
  ['POST', '/api/v1/tokens', { name: '', role: 'admin' }],
  ['POST', '/api/v1/auth/confirm', { password: `${PASSWORD} wrong` }],
  ['POST', '/api/v1/auth/password', { current_password: `${PASSWORD} wrong`, new_password: NEW_PASSWORD }],
  ...control('DELETE', ['users/none', 'users/none/sessions/none', 'tokens/none', 'auth/sessions/none']),
];

/** Every route with every kind of caller and body. Order matters: what ends sessions or deletes comes last. */
async function driveEverything(ask, api, did) {
  const routes = [
    ...CONTROL_PLANE,
    ['GET', '/health'],
    ...['auth/setup', 'auth/me', 'integrations/exotel', 'integrations/exotel/test-call-options', 'bots', 'bots/b1'].map((r) => ['GET', `/api/v1/${r}`]),
    ...['bots/b1/recording', 'test-calls', 'test-calls/none', 'calls', 'calls/none', 'site', 'settings'].map((r) => ['GET', `/api/v1/${r}`]),
    ['POST', '/api/v1/auth/setup', { token: `${MARK}-setup-token`, email: 'x@example.com', password: PASSWORD }],
    ['POST', '/api/v1/auth/login', { username: 'ops@example.com', password: `${PASSWORD} wrong` }],
    ['POST', '/api/v1/auth/session', { username: 'nobody@example.com', password: PASSWORD }],
    ['PUT', '/api/v1/integrations/exotel', { api_base_url: `https://user:${MARK}@evil.example.com` }],
    ['PUT', '/api/v1/integrations/exotel', { api_key: `${MARK}\u0000key` }],
    ['POST', `/api/v1/integrations/exotel/dids/${did}/test-call`, { to_number: NUMBER }],
    ['PUT', `/api/v1/integrations/exotel/dids/${did}`, { label: 'other' }],
    ['PUT', '/api/v1/bots/b1', { name: 'Other', greeting_text: 'Hello again.' }],
    ['PUT', '/api/v1/bots/b1/recording', Buffer.from('RIFF no wave')],
    ['DELETE', '/api/v1/bots/none'],
    ['DELETE', '/api/v1/bots/none/stream-credentials'],
    ['DELETE', '/api/v1/integrations/exotel/dids/none'],
    ['POST', '/api/v1/auth/logout'],
  ];
  const strangers = [{}, { authorization: `Bearer exo_${MARK}_bearer` }, { authorization: `Basic ${Buffer.from(`a:${MARK}`).toString('base64')}` }, { cookie: `exogate_session=${MARK}` }];
  for (const [method, route, body] of routes) {
    const address = `${route}${route.includes('?') ? '&' : '?'}key=${MARK}&token=${MARK}`;
    for (const headers of strangers) await ask(method, address, body, { headers: { authorization: 'none', ...headers } });
    if (method === 'GET' || route.endsWith('logout')) continue;
    for (const bad of BAD) await ask(method, route, bad);
  }
  for (const [method, route, body] of routes) await ask(method, route, body);
}

/** A user is added, gets an API token, reads with it and with their own password; all that succeeds. */
async function driveAccounts(heard, gateway, made) {
  const must = async (status, method, route, body, options) => {
    const answer = await heard.ask(method, route, body, options);
    assert.equal(answer.status, status, `${method} ${route}`);
    return answer;
  };
  const account = { email: 'new@example.com', password: NEW_PASSWORD };
  const { body: user } = await must(201, 'POST', '/api/v1/users', { ...account, role: 'admin' });
  const { body: token } = await heard.unheard('POST', '/api/v1/tokens', { name: 'report', role: 'admin' });
  made.push({ name: 'API token', text: token.token });
  const withToken = { headers: { authorization: `Bearer ${token.token}` } };
  for (const route of ['auth/me', 'tokens', 'calls.csv', 'settings']) await must(200, 'GET', `/api/v1/${route}`, undefined, withToken);

  const session = await heard.unheard('POST', '/api/v1/auth/session', account);
  const cookie = session.headers['set-cookie'][0].split(';')[0];
  made.push({ name: 'session token of a new user', text: cookie.split('=')[1] });
  const page = listener(apiClient(gateway.admin), heard.answers);
  const options = { headers: { cookie, origin: gateway.admin } };
  const change = { current_password: NEW_PASSWORD, new_password: `${NEW_PASSWORD} again` };
  for (const request of [
    ['POST', '/api/v1/auth/confirm', { password: NEW_PASSWORD }],
    ['GET', '/api/v1/auth/sessions', undefined],
    ['POST', '/api/v1/auth/password', change],
  ]) {
    assert.equal((await page.ask(...request, options)).status, 200, request[1]);
  }
  for (const route of ['users', `users/${user.id}`, `users/${user.id}/sessions`, 'tokens', 'audit', 'audit.csv']) {
    await must(200, 'GET', `/api/v1/${route}`);
  }
  await must(200, 'DELETE', `/api/v1/tokens/${token.id}`);
  await must(401, 'GET', '/api/v1/auth/me', undefined, withToken);
}

/** What a reader of events is told while calls come in; the stream is closed when that was something. */
async function driveEvents(heard, gateway, token, meanwhile) {
  const refused = await openEvents(gateway.admin, { token: `exo_${MARK}` });
  assert.equal(refused.status, 401);
  const stream = await openEvents(gateway.admin, { token, query: `?last_event_id=${MARK}` });
  try {
    await meanwhile();
    await stream.next((event) => event.event === 'call');
  } finally {
    stream.close();
  }
  heard.answers.push({ what: 'GET /api/v1/events', text: stream.text() + JSON.stringify(stream.headers) });
}

async function driveCallPlane(calls, streamPassword) {
  const query = `CallSid=c1&CallFrom=${NUMBER}&CallTo=08041234567`;
  const paths = [
    `/api/v1/exotel/voice/connect?key=${WEBHOOK_KEY}&${query}`,
    `/api/v1/exotel/voice/connect?key=${MARK}-wrong&${query}`,
    `/api/v1/exotel/voice/status?key=${MARK}-wrong`,
    `/voice-stream/${MARK}`,
    '/exotel/b1',
    '/health',
    `/nowhere/${MARK}?key=${MARK}`,
  ];
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' };
  const basic = (password) => ({ authorization: `Basic ${Buffer.from(`b1:${password}`).toString('base64')}` });
  for (const headers of [{}, upgrade, { ...upgrade, ...basic(`${MARK}wrong`) }, { ...upgrade, ...basic(streamPassword) }]) {
    for (const target of paths) {
      await new Promise((resolve) => {
        const request = http.request(new URL(target, calls), { headers, agent: false });
        request.on('response', (response) => response.resume().on('end', resolve));
        request.on('upgrade', (_, socket) => {
          socket.destroy();
          resolve();
        });
        request.on('error', resolve);
        request.end();
      });
    }
  }
}

describe('every secret', () => {
  let echo;
  let gateway;
  let heard;
  const made = []; // what the gateway makes: {name, text}
  before(async () => {
    echo = await startEcho();
    gateway = await startGateway({
      config: {
        public_url: 'https://voice.example.com',
        exotel: { allowed_api_hosts: [echo.url] },
        calls: { status_callbacks: true },
        speech: { allowed_hosts: [echo.url], elevenlabs_base_url: echo.url, elevenlabs_voice_id: 'voice' },
        log: { level: 'debug' },
      },
      env: { ELEVENLABS_API_KEY: `${MARK}elevenlabs`, EXOGATE_CALLS_WEBHOOK_KEY: WEBHOOK_KEY },
    });
    const api = apiClient(gateway.admin);
    made.push({ name: 'set-up token', text: gateway.setupToken, toldAtStart: true });
    const login = await api.setUp(gateway.setupToken, 'ops@example.com', PASSWORD);
    made.push({ name: 'bearer token', text: login.access_token });
    const session = await api.post('/api/v1/auth/session', { username: 'ops@example.com', password: PASSWORD });
    made.push({ name: 'session token', text: /=([^;]+)/.exec(session.headers['set-cookie'][0])[1] });
    heard = listener(api);
    const credentials = { account_sid: 'acmeco1', api_key: `${MARK}key`, api_token: `${MARK}token`, api_base_url: echo.url };
    assert.equal((await heard.ask('PUT', '/api/v1/integrations/exotel', credentials)).status, 200);
    assert.equal((await heard.ask('PUT', '/api/v1/bots/b1', { name: 'Bot', greeting_text: 'Good morning to you.' })).status, 201);
    const number = { number: '08041234567', bot_id: 'b1', flow_url: 'http://my.exotel.com/acmeco1/exoml/start_voice/1' };
    const did = await heard.ask('POST', '/api/v1/integrations/exotel/dids', number);
    assert.equal(did.status, 201, did.text);
    const stream = await api.post('/api/v1/bots/b1/stream-credentials');
    made.push({ name: 'stream password', text: stream.body.password });
    await driveEvents(heard, gateway, api.token, () => driveCallPlane(gateway.calls, stream.body.password));
    await driveAccounts(heard, gateway, made);
    await driveEverything(heard.ask, api, did.body.id);
  });
  after(async () => {
    await gateway?.stop();
    await echo?.stop();
  });

  test('is in no answer', () => {
    for (const { what, text } of heard.answers) {
      assert.ok(!text.includes(MARK), `${what}: ${text}`);
      for (const secret of made) assert.ok(!text.includes(secret.text), `${secret.name} in ${what}`);
    }
    assert.ok(heard.answers.length > 150, String(heard.answers.length));
  });

  test('is in no line of the log, and no number is whole', () => {
    const log = gateway.program.stderr;
    assert.match(log, / debug /, 'the log has everything that it may have');
    assert.match(log, /voice\.example\.com|test call|refused/);
    for (const line of log.split('\n')) {
      assert.ok(!line.includes(MARK), line);
      assert.ok(!line.includes(NUMBER.slice(-10)), line);
      for (const secret of made) assert.ok(!line.includes(secret.text), `${secret.name}: ${line}`);
    }
    const announced = gateway.program.stdout;
    assert.ok(!announced.includes(MARK));
    for (const secret of made.filter((each) => !each.toldAtStart)) assert.ok(!announced.includes(secret.text), secret.name);
  });

  test('is in no file of the data folder', async () => {
    const files = await filesBelow(gateway.dataFolder);
    assert.ok(files.some((file) => file.endsWith('-wal')), files.join());
    for (const file of files) {
      const bytes = await readFile(file);
      for (const secret of [{ name: 'the marker', text: MARK }, ...made]) {
        assert.equal(bytes.indexOf(secret.text), -1, `${secret.name} in ${file}`);
      }
    }
  });

  test('leaves no core dump behind, and the last lines are written', async () => {
    const home = await temporaryFolder();
    try {
      for (const signal of ['SIGABRT', 'SIGSEGV']) {
        const data = path.join(home.path, signal);
        const command = ['ulimit -c unlimited; exec "$0" "$@"', exogateBinary(), 'serve', '--announce', '--store-folder', data];
        const args = [...command, '--admin-listen', '127.0.0.1:0', '--calls-listen', '127.0.0.1:0'];
        const env = { ELEVENLABS_API_KEY: `${MARK}elevenlabs`, EXOGATE_CALLS_WEBHOOK_KEY: WEBHOOK_KEY };
        const program = await startAnnounced('/bin/sh', ['-c', ...args], { cwd: home.path, env });
        assert.match(await readFile(`/proc/${program.pid}/limits`, 'utf8'), /Max core file size +0 +0/);
        const memory = await stat(`/proc/${program.pid}/mem`);
        assert.equal(memory.uid, 0, 'nobody but root may look into it');
        program.child.kill(signal);
        assert.equal((await program.exited).signal, signal);
        await waitFor(() => program.stderr.includes(`ended by ${signal}`), 5000, 'the last words');
        assert.match(program.stderr, /admin plane on/);
        assert.ok(!program.stderr.includes(MARK));
        for (const file of await filesBelow(home.path)) {
          assert.doesNotMatch(path.basename(file), /^core/);
          assert.equal((await readFile(file)).indexOf(MARK), -1, file);
        }
      }
    } finally {
      await home.remove();
    }
  });
});
