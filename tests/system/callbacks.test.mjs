// What Exotel says of a call outside its stream: StatusCallback, Passthru, and the polling when neither comes. Over plain
// HTTP and over TLS.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { waitFor } from '../support/gateway.mjs';
import { CUSTOMER, startSite } from '../support/site.mjs';

const KEY = 'a-key-for-the-callbacks';

/** A test call placed over the API, followed until `done` holds. */
async function follow(site, done, patience = 60_000) {
  const answer = await site.api.post(`/api/v1/integrations/exotel/dids/${site.did.id}/test-call`, { to_number: CUSTOMER });
  assert.equal(answer.status, 200, answer.text);
  const path = `/api/v1/test-calls/${answer.body.call_sid}`;
  return waitFor(
    async () => {
      const { body } = await site.api.get(path);
      return done(body) && body;
    },
    patience,
    'the test call to get there',
  );
}

const terminal = (call) => call.reports.some((report) => report.status === 'completed');
// A test call that is looked at is also polled, which may be quicker than a callback.
const calledBack = (call) => call.reports.some((report) => report.source === 'status' && report.status === 'completed');

/** name, flags, how many requests there are: the gateway asks for `answered`, too, which Exotel sends with all fields. */
const CALLBACKS = [
  ['multipart, minimal', [], 1],
  ['JSON, all fields', ['--callback-body', 'json', '--callback-extended'], 2],
  ['urlencoded, all fields', ['--callback-body', 'urlencoded', '--callback-extended'], 2],
  ['duplicated', ['--callback-copies', '3'], 3],
  ['before the stop of the socket', ['--callback-before-stop'], 1],
  ['late', ['--callback-delay', '1500'], 1],
];

/** What Exotel heard in answer to its requests behind the call, once the last one is answered. */
async function answersTo(site, callSid) {
  const outcome = await waitFor(
    async () => (await site.exotel.calls()).find((call) => call.call_sid === callSid),
    30_000,
    'the simulated call to be over',
  );
  return outcome.deliveries.map((delivery) => delivery.status);
}

function callsOver(tls) {
  for (const [name, args, requests] of CALLBACKS) {
    test(`a StatusCallback: ${name}`, async () => {
      const site = await startSite({
        tls,
        exotelArgs: args,
        config: { calls: { status_callbacks: true } },
        env: { EXOGATE_CALLS_WEBHOOK_KEY: KEY },
        webhookKey: KEY,
      });
      try {
        const over = (each) => calledBack(each) && each.stage === 'ended' && each.record?.end_reason !== 'live';
        const { call_sid } = await follow(site, over);
        assert.deepEqual(await answersTo(site, call_sid), Array(requests).fill(200));
        const call = (await site.api.get(`/api/v1/test-calls/${call_sid}`)).body;
        const callbacks = call.reports.filter((report) => report.source === 'status' && report.status === 'completed');
        assert.equal(callbacks.length, 1, 'said several times, kept once');
        assert.equal(call.record.greeting, 'heard');
        assert.equal(call.record.test_call_did_id, site.did.id);
        assert.ok(!JSON.stringify(call).includes(KEY));
      } finally {
        await site.stop();
      }
    });
  }

  test('without callbacks a watched test call is polled until it has ended', async () => {
    const site = await startSite({ tls });
    try {
      const call = await follow(site, (each) => terminal(each) && each.stage === 'ended');
      assert.deepEqual([...new Set(call.reports.map((report) => report.source))], ['poll']);
    } finally {
      await site.stop();
    }
  });
}

function passthruOver(tls) {
  let site;
  before(async () => {
    site = await startSite({ tls, bot: { greeting_text: 'Hello.', after: 'hang_up' } });
  });
  after(() => site?.stop());

  for (const encoding of ['bracketed', 'json']) {
    test(`Stream is read in its ${encoding} form`, async () => {
      const passthru = `${site.publicUrl}/api/v1/exotel/voice/passthru`;
      const { outcome, record } = await site.receiveCall(['--passthru-url', passthru, '--passthru-encoding', encoding], {
        hangUpAfterMark: null,
      });
      assert.equal(outcome.passthru_branch, 'A');
      const told = await waitFor(
        async () => {
          const { body } = await site.api.get(`/api/v1/calls/${record.id}`);
          return body.exotel?.stream?.status && body;
        },
        30_000,
        'the report',
      );
      assert.equal(told.exotel.stream.status, 'completed');
      assert.equal(told.exotel.stream.disconnected_by, 'bot');
    });
  }
}

for (const tls of [false, true]) {
  const how = tls ? 'TLS' : 'plain HTTP';
  // Each of these has a site of its own.
  describe(`test calls over ${how}`, { concurrency: 3 }, () => callsOver(tls));
  describe(`Passthru behind the bot over ${how}`, { concurrency: 2 }, () => passthruOver(tls));
}
