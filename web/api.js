// The one place that talks to the gateway. Every failure becomes an ApiError whose message may be shown.
import { t } from './i18n.js';

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let onSignedOut = () => {};
let askPassword = async () => false;

/** `ask` lets the reader enter their password again; it answers whether they did. */
export function whenPasswordNeeded(ask) {
  askPassword = ask;
}

/** `listener` runs whenever an answer says that nobody is signed in any more. */
export function whenSignedOut(listener) {
  onSignedOut = listener;
}

async function send(method, path, body) {
  const options = { method, headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  try {
    return await fetch(path, options);
  } catch {
    throw new ApiError(0, t('error.network'));
  }
}

async function request(method, path, body) {
  const response = await send(method, path, body);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  if (answer?.code === 'password_needed' && (await askPassword())) return request(method, path, body);
  const detail = typeof answer?.detail === 'string' && answer.detail !== '' ? answer.detail : '';
  const error = new ApiError(response.status, detail || t('error.status', { status: response.status }));
  if (response.status === 401 && !path.startsWith('/api/v1/auth/')) onSignedOut();
  throw error;
}

const segment = encodeURIComponent;
const EXOTEL = '/api/v1/integrations/exotel';

export const api = {
  setupNeeded: async () => (await request('GET', '/api/v1/auth/setup')).setup_needed,
  setUp: (token, email, password) => request('POST', '/api/v1/auth/setup', { token, email, password }),
  signIn: (email, password) => request('POST', '/api/v1/auth/session', { email, password }),
  signOut: () => request('DELETE', '/api/v1/auth/session'),
  confirmPassword: (password) => request('POST', '/api/v1/auth/confirm', { password }),
  me: async () => (await request('GET', '/api/v1/auth/me')).user,

  site: () => request('GET', '/api/v1/site'),

  integration: () => request('GET', EXOTEL),
  saveIntegration: (changes) => request('PUT', EXOTEL, changes),
  addNumber: (fields) => request('POST', `${EXOTEL}/dids`, fields),
  saveNumber: (id, changes) => request('PUT', `${EXOTEL}/dids/${segment(id)}`, changes),
  removeNumber: (id) => request('DELETE', `${EXOTEL}/dids/${segment(id)}`),

  testCallOptions: async () => (await request('GET', `${EXOTEL}/test-call-options`)).dids,
  placeTestCall: (id, toNumber) => request('POST', `${EXOTEL}/dids/${segment(id)}/test-call`, { to_number: toNumber }),

  bots: async () => (await request('GET', '/api/v1/bots')).bots,
  saveBot: (id, fields) => request('PUT', `/api/v1/bots/${segment(id)}`, fields),
  removeBot: (id) => request('DELETE', `/api/v1/bots/${segment(id)}`),

  calls: async (limit = 50) => (await request('GET', `/api/v1/calls?limit=${limit}`)).calls,
};
