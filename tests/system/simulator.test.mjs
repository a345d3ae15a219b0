// The stand-in Exotel's own limits, applets and REST API (exotel.md §9), seen from the gateway: over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { runExogate, startExotel, waitFor } from '../support/gateway.mjs';
import { CUSTOMER, EXOPHONE, FLOW_URL, startSite } from '../support/site.mjs';

const HOUR_MS = 3_600_000;

function over(tls) {
  let site;
  before(async () => {
    // An hour in ten seconds is more than any caller sends.
    site = await startSite({ tls, bot: { greeting_text: 'Hello.' }, config: { calls: { max_messages_per_second: 10_000 } } });
    await site.warm('welcome');
  });
  after(() => site?.stop());

  test('after sixty minutes Exotel ends the stream', async () => {
    const fast = ['--clock-speed', '360', '--frame-milliseconds', '200', '--talk-milliseconds', String(2 * HOUR_MS)];
    const begin = Date.now();
    const { outcome, record } = await site.callBot('welcome', fast, { hangUpAfterMark: null });
    assert.ok(Date.now() - begin < 120_000, 'an hour in seconds');
    assert.equal(outcome.ended_by, 'exotel');
    assert.ok(outcome.stream_ms >= HOUR_MS && outcome.stream_ms < 2 * HOUR_MS, `${outcome.stream_ms} ms`);
    assert.equal(outcome.disconnected_by, 'NA');
    assert.equal(record.end_reason, 'applet_ended');
    assert.equal(record.greeting, 'heard');
  });

  test('a time limit ends the call', async () => {
    const limit = ['--time-limit', '3', '--talk-milliseconds', String(HOUR_MS)];
    const stopped = await site.callBot('welcome', limit, { hangUpAfterMark: null });
    assert.equal(stopped.outcome.ended_by, 'exotel');
    assert.match(stopped.outcome.end_detail, /TimeLimit/);
    assert.equal(stopped.record.end_reason, 'applet_ended');
    const other = await site.callBot('welcome', [...limit, '--limit-reason', 'callended'], { hangUpAfterMark: null });
    assert.equal(other.record.end_reason, 'caller_hangup');
  });

  test('start as the documentation has it', async () => {
    const flags = ['--bit-rate', '16', '--socket-numbers', 'e164', '--documented-sids', '--empty-custom-parameters', '--timestamps-from-zero'];
    const { outcome, record } = await site.receiveCall(flags);
    assert.match(outcome.call_sid, /^CA/);
    assert.deepEqual(outcome.marks, ['greeting_done']);
    assert.deepEqual(outcome.violations, []);
    assert.equal(record.bot_id, 'welcome');
    assert.equal(record.end_reason, 'caller_hangup');
  });

  test('a Stream applet takes nothing: the greeting is sent, nobody knows that it was heard', async () => {
    const flags = ['--applet', 'stream', '--talk-milliseconds', '4000', '--dtmf', '500:5'];
    const { outcome, record } = await site.callBot('welcome', flags, { hangUpAfterMark: null });
    assert.equal(outcome.heard_ms, 0);
    assert.match(outcome.violations.join(), /Stream applet, which takes none/);
    assert.equal(record.greeting, 'sent');
    assert.equal(record.end_reason, 'caller_hangup');
  });

  test('a Stream applet is stopped by another one', async () => {
    const flags = ['--applet', 'stream', '--stream-stop-after', '1000', '--talk-milliseconds', '5000'];
    const { outcome, record } = await site.callBot('welcome', flags, { hangUpAfterMark: null });
    assert.equal(outcome.ended_by, 'exotel');
    assert.equal(outcome.stream_status, 'completed');
    assert.equal(record.end_reason, 'applet_ended');
  });
}

describe('what ends a stream, and what opens it', { concurrency: 2 }, () => {
  describe('over plain HTTP', { concurrency: 1 }, () => over(false));
  describe('over TLS', { concurrency: 1 }, () => over(true));
});

test('the list of calls is filtered and paged', async () => {
  const exotel = await startExotel({ args: ['--callee', 'busy', '--ring-milliseconds', '10', '--seed', '7'] });
  try {
    const authorization = `Basic ${Buffer.from(`${exotel.apiKey}:${exotel.apiToken}`).toString('base64')}`;
    const ask = async (path, options = {}) => (await fetch(exotel.url + path, { headers: { authorization }, ...options })).json();
    const sids = [];
    for (let i = 0; i < 5; i += 1) {
      const body = new URLSearchParams({ From: `+91${CUSTOMER}`, CallerId: EXOPHONE, Url: FLOW_URL });
      const { Call } = await ask(`/v1/Accounts/${exotel.accountSid}/Calls/connect.json`, { method: 'POST', body });
      sids.push(Call.Sid);
    }
    const list = `/v1/Accounts/${exotel.accountSid}/Calls.json`;
    const seen = [];
    for (let at = `${list}?PageSize=2&From=0${CUSTOMER}&SortBy=DateCreated:asc`; at; ) {
      const { Calls, Metadata } = await ask(at);
      assert.equal(Metadata.Total, 5);
      seen.push(...Calls.map((call) => call.Sid));
      at = Metadata.NextPageUri;
    }
    assert.deepEqual(seen, sids);
    assert.equal((await ask(`${list}?From=09812345670`)).Metadata.Total, 0);
    assert.equal((await ask(`${list}?DateCreated=yesterday`)).RestException.Code, 34001);
  } finally {
    await exotel.stop();
  }
});

test('a dial of Connect Voice AI tells of ringing; a call has its legs', async () => {
  const told = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text) => told.push(text));
    request.on('end', () => response.end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const exotel = await startExotel({ args: ['--callee', 'busy', '--ring-milliseconds', '10'] });
  try {
    const authorization = `Basic ${Buffer.from(`${exotel.apiKey}:${exotel.apiToken}`).toString('base64')}`;
    const ask = (path, options = {}) => fetch(exotel.url + path, { headers: { authorization }, ...options });
    const body = new URLSearchParams({
      From: `+91${CUSTOMER}`,
      CallerId: EXOPHONE,
      StreamUrl: 'ws://127.0.0.1:9/bot',
      StreamType: 'bidirectional',
      TimeLimit: '60',
      StatusCallback: `http://127.0.0.1:${server.address().port}/status`,
      StatusCallbackContentType: 'application/json',
      'StatusCallbackEvents[0]': 'ringing',
    });
    const { Call } = await (await ask(`/v1/Accounts/${exotel.accountSid}/Calls/connect.json`, { method: 'POST', body })).json();
    await waitFor(() => told.length === 2, 30_000, 'both callbacks');
    const events = told.map((text) => JSON.parse(text)).map((one) => [one.EventType, one.Status, one.CallSid === Call.Sid]);
    assert.deepEqual(events.sort(), [['ringing', 'ringing', true], ['terminal', 'busy', true]]);
    assert.deepEqual(await (await ask(Call.SubResourceUris.Legs)).json(), { Legs: [{ Leg: { Id: 1, OnCallDuration: 0 } }] });
    body.set('TimeLimit', '14401');
    assert.equal((await ask(`/v1/Accounts/${exotel.accountSid}/Calls/connect`, { method: 'POST', body })).status, 400);
  } finally {
    await exotel.stop();
    server.close();
  }
});

test('a load has no fast clock, and no clock is too fast', async () => {
  const url = 'ws://127.0.0.1:1/';
  for (const args of [['load', url, '--clock-speed', '2'], ['call', url, '--clock-speed', '0'], ['call', url, '--clock-speed', '1001']]) {
    const result = await runExogate(['simulate', ...args]);
    assert.notEqual(result.code, 0, args.join(' '));
    assert.match(result.stderr, /clock-speed/);
  }
});
