// The stand-in Exotel's own limits (exotel.md §9), seen from the gateway: over plain HTTP and over TLS.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { runExogate, startExotel } from '../support/gateway.mjs';
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
}

describe('the longest stream', { concurrency: 2 }, () => {
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

test('a load has no fast clock, and no clock is too fast', async () => {
  const url = 'ws://127.0.0.1:1/';
  for (const args of [['load', url, '--clock-speed', '2'], ['call', url, '--clock-speed', '0'], ['call', url, '--clock-speed', '1001']]) {
    const result = await runExogate(['simulate', ...args]);
    assert.notEqual(result.code, 0, args.join(' '));
    assert.match(result.stderr, /clock-speed/);
  }
});
