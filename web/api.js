// Every request to the gateway, one function each; and whether Exotel could open an address that the gateway hands out.
import { currentLanguage, known, t } from './reader.js';

// The one place that talks to the gateway. Every failure becomes an ApiError whose message may be shown.

/**
 * `status`: 0 when there was no answer. `answer`: the body, whose fields say more ({detail, code, request_id, …}). `detail`:
 * the gateway's own sentence, in English. The message has it in a second line where the first is in another language.
 */
export class ApiError extends Error {
  constructor(status, message, answer = null) {
    super(message);
    this.status = status;
    this.answer = answer;
    this.detail = detailOf(answer);
  }
}

const detailOf = (answer) => (typeof answer?.detail === 'string' ? answer.detail : '');

const WRONG_PASSWORD = {
  '401 /api/v1/auth/session': 'sign_in',
  '403 /api/v1/auth/confirm': 'password',
  '403 /api/v1/auth/password': 'password',
};

/** Why it was refused: the gateway's sentence to who reads English, else the page's words for the case above it. */
function refusalOf(status, path, answer) {
  const detail = detailOf(answer);
  if (detail !== '' && currentLanguage() === 'en') return detail;
  const words = known(`refused.${answer?.code ?? WRONG_PASSWORD[`${status} ${path}`]}`) ?? known(`refused.${status}`) ?? t('error.status', { status });
  return detail === '' ? words : `${words}\n${detail}`;
}

let onSignedOut = () => {};
let askPassword = async () => false;

/** `dialog` lets the reader enter their password again; it answers whether they did. */
export function whenPasswordNeeded(dialog) {
  askPassword = dialog;
}

/** `listener` runs whenever an answer says that nobody is signed in any more. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

/** The gateway said so by other means than an answer. */
export const signedOut = () => onSignedOut();

async function send(method, path, body) {
  const options = { method, headers: { Accept: 'application/json, */*' }, credentials: 'same-origin', cache: 'no-store' };
  if (body instanceof Blob) {
    options.headers['Content-Type'] = body.type;
    options.body = body;
  } else if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, options);
  } catch {
    throw new ApiError(0, t('error.network'));
  }
}

/** `read`: how a good answer is read, (response) => value. Asks for the password where the gateway wants it again. */
async function ask(method, path, body, read) {
  const response = await send(method, path, body);
  if (response.ok) {
    const value = await read(response).catch(() => null);
    if (value !== null) return value;
  }
  const answer = await response.json().catch(() => null);
  if (answer?.code === 'password_needed' && (await askPassword())) return ask(method, path, body, read);
  if (answer?.code === 'password_needed') throw new ApiError(response.status, t('password_again.declined'), answer);
  if (response.status === 401 && !path.startsWith('/api/v1/auth/')) onSignedOut();
  throw new ApiError(response.status, refusalOf(response.status, path, answer), answer);
}

const request = (method, path, body) => ask(method, path, body, (response) => response.json());

/** A greeting to listen to: {wav: Blob, voice, because}; `because`: why it is not in the voice that was asked for. */
const requestWav = (method, path, body) =>
  ask(method, path, body, async (response) => {
    const [, voice, because] = /^([^;]*)(?:; because="(.*)")?$/.exec(response.headers.get('X-Exogate-Voice') ?? '') ?? [];
    return { wav: await response.blob(), voice: voice ?? '', because: because ?? '' };
  });

const segment = encodeURIComponent;
const EXOTEL = '/api/v1/integrations/exotel';
const bot = (id) => `/api/v1/bots/${segment(id)}`;

/** ?name=value…, without what is empty. */
function queryOf(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
}

export const api = {
  setupNeeded: async () => (await request('GET', '/api/v1/auth/setup')).setup_needed,
  setUp: (token, email, password) => request('POST', '/api/v1/auth/setup', { token, email, password }),
  signIn: (email, password) => request('POST', '/api/v1/auth/session', { email, password }),
  signOut: () => request('DELETE', '/api/v1/auth/session'),
  confirmPassword: (password) => request('POST', '/api/v1/auth/confirm', { password }),
  me: async () => (await request('GET', '/api/v1/auth/me')).user,
  changePassword: (current, next) =>
    request('POST', '/api/v1/auth/password', { current_password: current, new_password: next }),
  ownSessions: async () => (await request('GET', '/api/v1/auth/sessions')).sessions,
  endOwnSession: (id) => request('DELETE', `/api/v1/auth/sessions/${segment(id)}`),

  users: async () => (await request('GET', '/api/v1/users')).users,
  addUser: (fields) => request('POST', '/api/v1/users', fields),
  saveUser: (id, changes) => request('PUT', `/api/v1/users/${segment(id)}`, changes),
  removeUser: (id) => request('DELETE', `/api/v1/users/${segment(id)}`),
  sessionsOf: async (id) => (await request('GET', `/api/v1/users/${segment(id)}/sessions`)).sessions,
  endSessionOf: (id, session) => request('DELETE', `/api/v1/users/${segment(id)}/sessions/${segment(session)}`),

  tokens: async () => (await request('GET', '/api/v1/tokens')).tokens,
  addToken: (fields) => request('POST', '/api/v1/tokens', fields),
  revokeToken: (id) => request('DELETE', `/api/v1/tokens/${segment(id)}`),

  /** {entries, next_before}; filters: actor, action, subject, since, until, before (a seq), limit. */
  audit: (filters = {}) => request('GET', `/api/v1/audit${queryOf(filters)}`),
  auditFile: (filters = {}) => `/api/v1/audit.csv${queryOf(filters)}`,

  site: () => request('GET', '/api/v1/site'),
  system: () => request('GET', '/api/v1/system'),
  settings: () => request('GET', '/api/v1/settings'),

  integration: () => request('GET', EXOTEL),
  saveIntegration: (changes) => request('PUT', EXOTEL, changes),
  /** Stores them only if Exotel takes them; the answer's `verification` says which part is wrong. */
  verifyAndSave: (changes) => request('PUT', `${EXOTEL}?verify=true`, changes),
  verify: () => request('POST', `${EXOTEL}/verify`),
  exophones: async () => (await request('GET', `${EXOTEL}/numbers`)).numbers,
  addNumber: (fields) => request('POST', `${EXOTEL}/dids`, fields),
  saveNumber: (id, changes) => request('PUT', `${EXOTEL}/dids/${segment(id)}`, changes),
  removeNumber: (id) => request('DELETE', `${EXOTEL}/dids/${segment(id)}`),

  testCallOptions: async () => (await request('GET', `${EXOTEL}/test-call-options`)).dids,
  placeTestCall: (id, toNumber) => request('POST', `${EXOTEL}/dids/${segment(id)}/test-call`, { to_number: toNumber }),
  testCalls: async () => (await request('GET', '/api/v1/test-calls')).test_calls,
  testCall: (sid) => request('GET', `/api/v1/test-calls/${segment(sid)}`),

  bots: async () => (await request('GET', '/api/v1/bots')).bots,
  bot: (id) => request('GET', bot(id)),
  saveBot: (id, fields) => request('PUT', bot(id), fields),
  removeBot: (id) => request('DELETE', bot(id)),
  greeting: (id) => requestWav('GET', `${bot(id)}/greeting`),
  previewGreeting: (fields) => requestWav('POST', '/api/v1/greeting-preview', fields),
  recording: (id) => requestWav('GET', `${bot(id)}/recording`),
  saveRecording: (id, wav) => request('PUT', `${bot(id)}/recording`, wav),
  removeRecording: (id) => request('DELETE', `${bot(id)}/recording`),
  newStreamLogin: (id) => request('POST', `${bot(id)}/stream-credentials`),
  removeStreamLogin: (id) => request('DELETE', `${bot(id)}/stream-credentials`),
  /** Once, within a minute: {call_id, websocket_urls, expires_at}. */
  browserCall: (id) => request('POST', `${bot(id)}/browser-call`),

  /** {calls, next}; filters: since, until, number, bot_id, did_id, outcome, test, cursor, limit. */
  findCalls: (filters = {}) => request('GET', `/api/v1/calls${queryOf(filters)}`),
  calls: async (limit = 50) => (await request('GET', `/api/v1/calls?limit=${limit}`)).calls,
  call: (id) => request('GET', `/api/v1/calls/${segment(id)}`),
  callsFile: (filters = {}) => `/api/v1/calls.csv${queryOf(filters)}`,
  /** Counts over time; the filters of calls, and buckets. */
  callSummary: (filters = {}) => request('GET', `/api/v1/call-summary${queryOf(filters)}`),
};

// Whether Exotel, out on the internet, could open an address that this gateway hands out.

const PRIVATE_V4 = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_V6 = /^\[(::1?\]|f[cd]|fe[89ab])/;
const LOCAL_NAME = /^[^.]+$|\.(localhost|local|lan|internal|home\.arpa|test|invalid)$/;

export const PUBLIC_URL = 'public_url';
const TABLE = 'calls';
const WEBHOOK_BASE = `${TABLE}.webhook_base_url`;

/** Which setting the webhook's address is made of; `settings` as GET /settings answers, null when it could not be read. */
export function webhookSetting(settings) {
  const own = settings?.settings.find(({ key }) => key === WEBHOOK_BASE);
  return own?.value ? WEBHOOK_BASE : PUBLIC_URL;
}

export function reachableFromInternet(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'wss:') return false;
  const host = url.hostname;
  if (host.startsWith('[')) return !PRIVATE_V6.test(host);
  return !PRIVATE_V4.test(host) && !LOCAL_NAME.test(host);
}
