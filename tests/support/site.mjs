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
  return { plane, ca: files.ca, exotelArgs: ['--ca-file', files.caFile], curlArgs: ['--cacert', files.caFile] };
}

/**
 * `tls`: certificates on both planes. `bot`: its fields. `config`: more configuration tables. `webhookKey`: what the
 * applet's URL carries as ?key=. `hangUpAfterMarkMs`: as startExotel's.
 * → {gateway, exotel, api (signed in as super_admin), did, publicUrl, ca (of its certificates), wsUrl,
 *    placeTestCall(): {answer, outcome, record},
 *    receiveCall(args): {outcome, record}, bot(id, fields): makes or changes one, callBot(id, args): {outcome, record},
 *    warm(id): waits until the bot's greeting is made, exotelArgs and curlArgs: trust for the site's certificates, stop()}
 */
export async function startSite({ tls = false, bot = {}, config = {}, env = {}, exotelArgs = [], webhookKey = '', hangUpAfterMarkMs } = {}) {
  const home = await temporaryFolder('exogate-site-');
  const secure = tls ? await tlsFor(`${home.path}/tls`) : { plane: {}, exotelArgs: [], curlArgs: [] };
  const callsPort = await freePort();
  const publicUrl = `${tls ? 'https' : 'http'}://localhost:${callsPort}`;
  const exotel = await startExotel({
    appletUrl: publicUrl + WEBHOOK + (webhookKey && `?key=${webhookKey}`),
    hangUpAfterMarkMs,
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
    const site = { gateway, exotel, api, did, publicUrl, ca: secure.ca, stop };
    return Object.assign(site, callsOf(site, secure));
  } catch (error) {
    await stop();
    throw error;
  }
}

function callsOf({ api, exotel, did, publicUrl }, { exotelArgs, curlArgs }) {
  const wsUrl = publicUrl.replace(/^http/, 'ws');
  const receive = (args = [], options = {}) =>
    receiveCall(api, options.url ?? publicUrl + WEBHOOK, [...exotelArgs, ...args], options);
  const calls = {
    wsUrl,
    exotelArgs,
    curlArgs,
    placeTestCall: () => placeTestCall(api, exotel, did),
    receiveCall: receive,
    bot: (id, fields) => putBot(api, id, fields),
    callBot: (id, args = [], options = {}) => receive(args, { url: `${wsUrl}/exotel/${id}`, ...options }),
  };
  calls.warm = (id) => warm(`${wsUrl}/exotel/${id}`, exotelArgs);
  return calls;
}

/** Makes a bot, or changes it. */
async function putBot(api, id, fields) {
  const answer = await api.put(`/api/v1/bots/${id}`, { greeting_text: 'Hello there.', ...fields });
  assert.ok([200, 201].includes(answer.status), answer.text);
  return answer.body;
}

/** Short calls until one is greeted: from then on the bot's greeting is there from the first moment of a call. */
function warm(url, args) {
  const greeted = async () => (await simulateCall(url, ['--talk-milliseconds', '500', ...args])).media_received > 0;
  return waitFor(greeted, 60_000, `a greeting of ${url}`);
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
    60_000,
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
  assert.ok(outcome.connected, outcome.failure);
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
      const answer = await api.get('/api/v1/calls?limit=500');
      return answer.body.calls.find((call) => call.call_sid === callSid && call.end_reason !== 'live');
    },
    30_000,
    `the record of call ${callSid}`,
  );
}
