// Server-sent events, metrics and probes of the control plane, on the real binary.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { openEvents } from '../support/event_stream.mjs';
import { apiClient, waitFor } from '../support/gateway.mjs';
import { CUSTOMER, startSite } from '../support/site.mjs';

const of = (kind, change) => (event) => event.event === kind && (!change || event.data.change === change);

describe('events', () => {
  let site;
  before(async () => {
    site = await startSite({ bot: { greeting_text: 'Hello.', after: 'hang_up' } });
  });
  after(() => site?.stop());
  beforeEach(() => waitFor(async () => (await metric(site, 'exogate_event_streams')) === 0, 15_000, 'earlier readers to go'));
  const open = (options = {}) => openEvents(site.gateway.admin, { token: site.api.token, ...options });

  test('a call begins and ends, and a test call goes through its stages', async () => {
    const stream = await open();
    assert.equal(stream.status, 200);
    assert.match(stream.headers['content-type'], /^text\/event-stream/);
    assert.equal(stream.headers['cache-control'], 'no-store');
    await site.placeTestCall();
    const ended = await stream.next(of('call', 'ended'));
    const { body: shown } = await site.api.get(`/api/v1/calls/${ended.data.call.id}`);
    assert.equal(shown.end_reason, ended.data.call.end_reason, 'what is told can be read');
    const begun = stream.events.find(of('call', 'begun'));
    assert.equal(begun?.data.call.id, ended.data.call.id);
    const last = await stream.next((event) => event.event === 'test-call' && event.data.stage === 'ended');
    const { body: list } = await site.api.get('/api/v1/test-calls');
    const listed = list.test_calls.find((call) => call.call_sid === last.data.call_sid);
    assert.equal(listed.stage, 'ended', 'the list has the live status too');
    assert.ok(stream.events.some((event) => event.event === 'test-call' && event.data.stage === 'accepted'));
    stream.close();
  });

  test('a reader that comes back misses nothing; with a foreign id it is told to read again', async () => {
    const first = await open();
    await waitFor(() => first.lastId(), 10_000, 'an id to come back with');
    const id = first.lastId();
    first.close();
    await site.receiveCall();
    for (const options of [{ headers: { 'last-event-id': id } }, { query: `?last_event_id=${id}` }]) {
      const again = await open(options);
      await again.next(of('call', 'ended'));
      assert.ok(!again.events.some(of('reset')));
      again.close();
    }
    for (const foreign of ['nonsense', '00000000-1', '%0Aevent:%20call', `${id.split('-')[0]}-99999999`]) {
      const lost = await open({ query: `?last_event_id=${foreign}` });
      await lost.next(of('reset'));
      assert.equal(lost.events.filter(of('call')).length, 0);
      lost.close();
    }
  });

  test('nobody reads without signing in, and signing out ends the stream', async () => {
    assert.equal((await openEvents(site.gateway.admin)).status, 401);
    const other = apiClient(site.gateway.admin);
    await other.login('ops@example.com', 'correct horse battery');
    const stream = await openEvents(site.gateway.admin, { token: other.token });
    assert.equal(stream.status, 200);
    await other.post('/api/v1/auth/logout');
    await waitFor(() => stream.ended, 15_000, 'the stream to end');
    assert.ok(stream.events.some(of('signed-out')));
  });

  test('a program reads with its API token until that is revoked', async () => {
    const made = await site.api.post('/api/v1/tokens', { name: 'wallboard', role: 'admin' });
    const stream = await open({ token: made.body.token });
    assert.equal(stream.status, 200);
    const opened = Date.now();
    await waitFor(() => Date.now() - opened > 4_000, 15_000, 'the reader to be looked up again');
    await site.receiveCall();
    await stream.next(of('call', 'ended'));
    assert.ok(!stream.ended);
    await site.api.delete(`/api/v1/tokens/${made.body.id}`);
    await waitFor(() => stream.ended, 15_000, 'the stream to end');
    assert.ok(stream.events.some(of('signed-out')));
  });

  test('sixteen read, six of each user, the next is told so, and others are served meanwhile', async () => {
    const others = [await colleague(site, 'second@example.com'), await colleague(site, 'third@example.com')];
    const openSome = (count, token) => Promise.all(Array.from({ length: count }, () => open(token && { token })));
    const own = await openSome(6);
    const seventh = await site.api.get('/api/v1/events');
    assert.equal(seventh.status, 503);
    assert.match(seventh.body.detail, /you have 6 event streams/);
    assert.ok(Number(seventh.headers['retry-after']) > 0);
    const streams = [...own, ...(await openSome(6, others[0].token)), ...(await openSome(4, others[1].token))];
    assert.deepEqual(streams.map(({ status }) => status), Array(16).fill(200));
    const refused = await others[1].get('/api/v1/events');
    assert.equal(refused.status, 503);
    assert.match(refused.body.detail, /^16 event streams/);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    const answers = await Promise.all(Array.from({ length: 40 }, () => site.api.get('/api/v1/calls')));
    assert.ok(answers.every((answer) => answer.status === 200));
    own[0].close();
    await waitFor(async () => (await metric(site, 'exogate_event_streams')) === 15, 15_000, 'the closed one to be noticed');
    const inTime = await open();
    assert.equal(inTime.status, 200);
    for (const stream of [...streams, inTime]) stream.close();
  });
});

/** Another user, signed in. */
async function colleague(site, email) {
  const password = 'a password of somebody else';
  const added = await site.api.post('/api/v1/users', { email, password, role: 'admin' });
  assert.equal(added.status, 201, added.text);
  const client = apiClient(site.gateway.admin);
  await client.login(email, password);
  return client;
}

async function metric(site, name) {
  const { text } = await site.api.get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${name} `) || each.startsWith(`${name}{`));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const SAMPLE = /^[a-z_]+(\{[a-z_]+="[^"\n]*"(,[a-z_]+="[^"\n]*")*\})? ([0-9.e+-]+|NaN|[+-]Inf)$/;

test('metrics count the calls, in the form that Prometheus reads', async () => {
  const site = await startSite({ bot: { greeting_text: 'Hello.', after: 'hang_up' } });
  try {
    const anonymous = apiClient(site.gateway.admin);
    assert.equal((await anonymous.get('/metrics')).status, 401);
    const { record } = await site.receiveCall();
    const page = await waitFor(
      async () => {
        const answer = await site.api.get('/metrics');
        return answer.text.includes(`exogate_calls_ended_total{reason="${record.end_reason}"} 1`) && answer;
      },
      15_000,
      'the call to be counted',
    );
    assert.match(page.headers['content-type'], /^text\/plain; version=0\.0\.4/);
    for (const line of page.text.trimEnd().split('\n')) assert.ok(line.startsWith('# ') || SAMPLE.test(line), line);
    assert.match(page.text, /^exogate_call_plane_events_total\{event="streams"\} 1$/m);
    assert.match(page.text, /^exogate_greetings_total\{voice="builtin"\} 1$/m);
    assert.match(page.text, /^exogate_first_audio_seconds_count 1$/m);
    assert.match(page.text, /^exogate_first_audio_seconds_bucket\{le="\+Inf"\} 1$/m);
    assert.ok((await metric(site, 'exogate_resident_memory_bytes')) > 1e6);
    assert.match(page.text, /^exogate_database_bytes\{file="database"\} \d{4,}$/m);
    assert.match(page.text, /^exogate_database_bytes\{file="wal"\} \d{5,}$/m);
    assert.ok(!page.text.includes(CUSTOMER) && !page.text.includes(site.api.token));
  } finally {
    await site.stop();
  }
});

test('probes, listed addresses, and a stop that waits for no reader', async () => {
  const site = await startSite({ config: { admin: { metrics_from: ['127.0.0.0/8'] } } });
  try {
    const anonymous = apiClient(site.gateway.admin);
    assert.equal((await anonymous.get('/metrics')).status, 200);
    assert.deepEqual((await anonymous.get('/livez')).body, { status: 'ok' });
    const ready = await anonymous.get('/readyz');
    assert.equal(ready.status, 200);
    assert.deepEqual(ready.body, { status: 'ok', parts: { database: 'ok', calls: 'ok' } });
    const stream = await openEvents(site.gateway.admin, { token: site.api.token });
    assert.equal(stream.status, 200);
    const begun = Date.now();
    await site.gateway.stop();
    assert.ok(Date.now() - begun < 10_000, 'a reader does not hold it up');
    await waitFor(() => stream.ended, 5_000, 'the stream to end');
  } finally {
    await site.stop();
  }
});
