// What Exotel's REST API may answer to a test call, and what the operator is told.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { CUSTOMER, startSite } from '../support/site.mjs';

async function dial(site, body = { to_number: CUSTOMER }) {
  return site.api.post(`/api/v1/integrations/exotel/dids/${site.did.id}/test-call`, body);
}

async function withSite(options, work) {
  const site = await startSite(options);
  try {
    await work(site);
  } finally {
    await site.stop();
  }
}

describe('a test call', () => {
  test('Exotel may answer JSON instead of XML', () =>
    withSite({ exotelArgs: ['--style', 'json'] }, async (site) => {
      const answer = await dial(site);
      assert.equal(answer.status, 200, answer.text);
      assert.match(answer.body.call_sid, /^[0-9a-z]{32}$/);
      assert.equal(answer.body.provider_status, 'in-progress');
    }));

  for (const style of ['xml', 'json']) {
    test(`a RestException in ${style} surfaces as 502 with Exotel's words`, () =>
      withSite({ exotelArgs: ['--style', style, '--refuse', '403:34009:Your account is not KYC compliant'] }, async (site) => {
        const answer = await dial(site);
        assert.equal(answer.status, 502);
        assert.match(answer.body.detail, /Your account is not KYC compliant/);
        assert.deepEqual(await site.exotel.calls(), [], 'nobody was rung');
      }));
  }

  test('wrong credentials are 502, never 401, and name the cluster as a likely cause', () =>
    withSite({}, async (site) => {
      await site.api.put('/api/v1/integrations/exotel', { api_token: 'not the token' });
      const answer = await dial(site);
      assert.equal(answer.status, 502);
      assert.match(answer.body.detail, /api\.in\.exotel\.com/);
      assert.doesNotMatch(answer.text, /not the token/);
    }));

  test('an Exotel that is not there is 502 in words', () =>
    withSite({}, async (site) => {
      await site.exotel.stop();
      const answer = await dial(site);
      assert.equal(answer.status, 502);
      assert.match(answer.body.detail, /connect/i);
    }));

  test('without a flow URL, or with a number that is none, Exotel is not asked', () =>
    withSite({}, async (site) => {
      assert.equal((await dial(site, { to_number: '12' })).status, 400);
      assert.equal((await dial(site, {})).status, 422);
      await site.api.put(`/api/v1/integrations/exotel/dids/${site.did.id}`, { flow_url: '' });
      const answer = await dial(site);
      assert.equal(answer.status, 400);
      assert.match(answer.body.detail, /flow/i);
      assert.deepEqual(await site.exotel.requests(), []);
    }));
});
