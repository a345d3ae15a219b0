// A whole site: the gateway, a simulated Exotel whose Voicebot applet points at it, an account, credentials, a bot and
// a number. Most system tests begin here.
import assert from 'node:assert/strict';

import {
  apiClient,
  freePort,
  makeCertificate,
  runExogate,
  startExotel,
  startGateway,
  temporaryFolder,
  waitFor,
} from './gateway.mjs';

export const WEBHOOK = '/api/v1/exotel/voice/connect';
export const EXOPHONE = '08041234567';
export const FLOW_URL = 'http://my.exotel.com/acmeco1/exoml/start_voice/1117620';
export const CUSTOMER = '9812345678';

async function tlsFor(folder) {
  const files = await makeCertificate(folder);
  const plane = { tls_certificate: files.certificate, tls_key: files.key };
  return { plane, ca: files.ca, exotelArgs: ['--ca-file', files.caFile] };
}

/**
 * `tls`: certificates on both planes. `bot`: its fields. `config`: more configuration tables. `webhookKey`: what the
 * applet's URL carries as ?key=.
 * → {gateway, exotel, api (signed in as super_admin), did, placeTestCall(): {answer, outcome, record},
 *    receiveCall(args): {outcome, record}, stop()}
 */
export async function startSite({ tls = false, bot = {}, config = {}, env = {}, exotelArgs = [], webhookKey = '' } = {}) {
  const home = await temporaryFolder('exogate-site-');
  const secure = tls ? await tlsFor(`${home.path}/tls`) : { plane: {}, exotelArgs: [] };
  const callsPort = await freePort();
  const publicUrl = `${tls ? 'https' : 'http'}://localhost:${callsPort}`;
  const exotel = await startExotel({
    appletUrl: publicUrl + WEBHOOK + (webhookKey && `?key=${webhookKey}`),
    args: [...secure.exotelArgs, '--talk-milliseconds', '20000', ...exotelArgs],
  });
  const { calls, admin, ...rest } = config;
  const gateway = await startGateway({
    env,
    config: {
      public_url: publicUrl,
      exotel: { allowed_api_hosts: [exotel.url] },
      ...rest,
      calls: { listen: `127.0.0.1:${callsPort}`, ...secure.plane, ...calls },
      admin: { ...secure.plane, ...admin },
    },
  }).catch(async (error) => {
    await exotel.stop();
    throw error;
  });
  const api = apiClient(gateway.admin, { ca: secure.ca });
  const stop = async () => {
    await gateway.stop();
    await exotel.stop();
    await home.remove();
  };
  try {
    await api.setUp(gateway.setupToken);
    const did = await furnish(api, exotel, bot);
    return {
      gateway,
      exotel,
      api,
      did,
      publicUrl,
      stop,
      placeTestCall: () => placeTestCall(api, exotel, did),
      receiveCall: (args = [], options = {}) =>
        receiveCall(api, options.url ?? publicUrl + WEBHOOK, [...secure.exotelArgs, ...args], options),
      wsUrl: publicUrl.replace(/^http/, 'ws'),
      exotelArgs: secure.exotelArgs,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function furnish(api, exotel, bot) {
  const credentials = await api.put('/api/v1/integrations/exotel', {
    account_sid: exotel.accountSid,
    api_key: exotel.apiKey,
    api_token: exotel.apiToken,
    api_base_url: exotel.url,
  });
  assert.equal(credentials.status, 200, credentials.text);
  assert.equal(credentials.body.status, 'configured');
  const made = await api.put('/api/v1/bots/welcome', { name: 'Welcome', ...bot });
  assert.equal(made.status, 201, made.text);
  const did = await api.post('/api/v1/integrations/exotel/dids', {
    number: EXOPHONE,
    label: 'Front desk',
    bot_id: 'welcome',
    flow_url: FLOW_URL,
  });
  assert.equal(did.status, 201, did.text);
  return did.body;
}

/** Places a test call over the API and waits until it has ended on both sides. */
async function placeTestCall(api, exotel, did) {
  const answer = await api.post(`/api/v1/integrations/exotel/dids/${did.id}/test-call`, { to_number: CUSTOMER });
  assert.equal(answer.status, 200, answer.text);
  const sid = answer.body.call_sid;
  const outcome = await waitFor(
    async () => (await exotel.calls()).find((call) => call.call_sid === sid),
    40_000,
    'the simulated call to end',
  );
  return { answer: answer.body, outcome, record: await recordOf(api, sid) };
}

/**
 * A customer dials in: `exogate simulate call` against the webhook, or against `url`. `hangUpAfterMark`: milliseconds
 * after the first mark; null: after the talk time only. → {outcome, record (with its timeline)}
 */
async function receiveCall(api, url, args, { hangUpAfterMark = 200 } = {}) {
  const leave = hangUpAfterMark === null ? [] : ['--hang-up-after-mark', String(hangUpAfterMark)];
  const outcome = await simulateCall(url, ['--to', EXOPHONE, ...leave, ...args]);
  const { id } = await recordOf(api, outcome.call_sid);
  return { outcome, record: (await api.get(`/api/v1/calls/${id}`)).body };
}

/** One simulated call to its end; a call that does not come about has a `failure`. */
export async function simulateCall(url, args = []) {
  const result = await runExogate(['simulate', 'call', url, '--json', ...args]);
  assert.ok(result.stdout.startsWith('{'), result.stderr + result.stdout);
  return JSON.parse(result.stdout);
}

/** The call record of an Exotel CallSid, once the call has ended. */
export function recordOf(api, callSid) {
  return waitFor(
    async () => {
      const answer = await api.get('/api/v1/calls');
      return answer.body.calls.find((call) => call.call_sid === callSid && call.end_reason !== 'live');
    },
    10_000,
    `the record of call ${callSid}`,
  );
}
