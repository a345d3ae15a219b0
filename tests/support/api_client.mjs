// A small client for the gateway's HTTP API. It never throws for a status: tests look at the answer. But it throws for
// an answer that the gateway's own description of its API does not allow.
import assert from 'node:assert/strict';
import http from 'node:http';
import https from 'node:https';

import { apiDescription, bodyOf } from './api_description.mjs';

const PATIENCE_MS = 60_000;

function exchange(url, { method, headers, body, ca }) {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const options = { method, headers, agent: false, ...(secure ? { ca } : {}) };
    const request = (secure ? https : http).request(url, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        const { statusCode: status, headers: answered } = response;
        resolve({ status, headers: answered, bytes, text, body: bodyOf(answered, text) });
      });
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`no answer: ${method} ${url}`)));
    request.on('error', reject);
    request.end(body);
  });
}

/** By the text of the document: gateways of one binary say the same. */
const descriptions = new Map();

/** The description that the gateway at `baseUrl` serves, which ought to be there before anybody signs in. */
export async function fetchDescription(baseUrl, { ca } = {}) {
  const url = new URL('/api/v1/openapi.json', baseUrl);
  const answer = await exchange(url, { method: 'GET', headers: {}, ca });
  assert.equal(answer.status, 200, answer.text);
  if (!descriptions.has(answer.text)) descriptions.set(answer.text, apiDescription(JSON.parse(answer.text)));
  return descriptions.get(answer.text);
}

/**
 * `request(method, path, body?, {headers}?)` → {status, headers, bytes, text, body}. A body that is an object goes out as
 * JSON, a URLSearchParams as a form, a string or Buffer as it is. `ca`: the PEM text of an authority to trust.
 */
export function apiClient(baseUrl, { ca, token = '', description } = {}) {
  const client = { baseUrl, token };

  const checked = async (method, path, answer) => {
    description ??= fetchDescription(baseUrl, { ca });
    const fault = (await description).faultOf({ method, path, ...answer });
    assert.equal(fault, '', `${method} ${path} → ${answer.status} ${answer.text.slice(0, 500)}`);
    return answer;
  };

  client.request = async (method, path, body, { headers = {} } = {}) => {
    const all = { ...headers };
    if (client.token && !all.authorization) all.authorization = `Bearer ${client.token}`;
    let bytes = body;
    if (body instanceof URLSearchParams) {
      bytes = body.toString();
      all['content-type'] ??= 'application/x-www-form-urlencoded';
    } else if (body !== undefined && typeof body === 'object' && !Buffer.isBuffer(body)) {
      bytes = JSON.stringify(body);
      all['content-type'] ??= 'application/json';
    }
    if (bytes !== undefined) all['content-length'] = Buffer.byteLength(bytes);
    const answer = await exchange(new URL(path, baseUrl), { method, headers: all, body: bytes, ca });
    return checked(method, path, answer);
  };
  client.get = (path, options) => client.request('GET', path, undefined, options);
  client.delete = (path, options) => client.request('DELETE', path, undefined, options);
  client.post = (path, body, options) => client.request('POST', path, body, options);
  client.put = (path, body, options) => client.request('PUT', path, body, options);

  /** Signs in and sends the bearer token from now on. */
  client.login = async (email, password) => {
    const answer = await client.post('/api/v1/auth/login', { username: email, password });
    if (answer.status !== 200) throw new Error(`login: ${answer.status} ${answer.text}`);
    client.token = answer.body.access_token;
    return answer.body;
  };

  /** Creates the first super_admin with the token of the set-up link, then signs in. */
  client.setUp = async (setupToken, email = 'ops@example.com', password = 'correct horse battery') => {
    const answer = await client.post('/api/v1/auth/setup', { token: setupToken, email, password });
    if (answer.status !== 201) throw new Error(`set-up: ${answer.status} ${answer.text}`);
    return client.login(email, password);
  };

  /** The same server, seen by somebody else: another token, or none. */
  client.as = (otherToken) => apiClient(baseUrl, { ca, token: otherToken, description });
  return client;
}
