// What Exotel says of a call outside its stream: StatusCallback, Passthru, and the polling when neither comes.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { waitFor } from '../support/gateway.mjs';
import { CUSTOMER, startSite } from '../support/site.mjs';

const KEY = 'a-key-for-the-callbacks';

/** A test call placed over the API, followed until `done` holds. */
async function follow(site, done, patience = 40_000) {
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

describe('test calls', { concurrency: 3 }, () => {
  for (const [name, args] of [
    ['multipart, minimal', []],
    ['JSON, all fields', ['--callback-body', 'json', '--callback-extended']],
    ['urlencoded, all fields, an answered event too', ['--callback-body', 'urlencoded', '--callback-extended', '--callback-answered']],
    ['duplicated', ['--callback-copies', '3']],
    ['before the stop of the socket', ['--callback-before-stop']],
    ['late', ['--callback-delay', '1500']],
  ]) {
    test(`a StatusCallback: ${name}`, async () => {
      const site = await startSite({
        exotelArgs: args,
        config: { calls: { status_callbacks: true } },
        env: { EXOGATE_CALLS_WEBHOOK_KEY: KEY },
        webhookKey: KEY,
      });
      try {
        const call = await follow(site, (each) => calledBack(each) && each.stage === 'ended' && each.record?.end_reason !== 'live');
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
    const site = await startSite();
    try {
      const call = await follow(site, (each) => terminal(each));
      assert.deepEqual([...new Set(call.reports.map((report) => report.source))], ['poll']);
      assert.equal(call.stage, 'ended');
    } finally {
      await site.stop();
    }
  });
});

describe('Passthru behind the bot', () => {
  let site;
  before(async () => {
    site = await startSite();
    await site.api.put('/api/v1/bots/welcome', { greeting_text: 'Hello.', after: 'hang_up' });
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
        5000,
        'the report',
      );
      assert.equal(told.exotel.stream.status, 'completed');
      assert.equal(told.exotel.stream.disconnected_by, 'bot');
    });
  }
});
