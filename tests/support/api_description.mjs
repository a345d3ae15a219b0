// What the gateway says of its API (OpenAPI 3.1), and whether an answer keeps to it.
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import { runExogate } from './process.mjs';

const METHODS = ['get', 'put', 'post', 'delete'];
/** What cpp-httplib refuses before any route is looked at: a broken request line, a header or an address too long. */
const BELOW_THE_ROUTES = [400, 413, 414, 431];

const segmentsOf = (path) => path.replace(/(.)\/$/, '$1').split('/').map(decodeURIComponentOrNot);

function decodeURIComponentOrNot(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function matches(pattern, segments) {
  const wanted = pattern.split('/');
  if (wanted.length !== segments.length) return false;
  return wanted.every((part, i) => (part.startsWith('{') ? segments[i] !== '' : part === segments[i]));
}

/** Every operation of a document: [{path, method, operation}]. */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
  );
}

/** The answers of an operation with references followed: {status: response}. */
export function responsesOf(document, operation) {
  const follow = (response) =>
    response.$ref ? document.components.responses[response.$ref.split('/').at(-1)] : response;
  return Object.fromEntries(Object.entries(operation.responses).map(([code, response]) => [code, follow(response)]));
}

/** Has no end: its events are held against its schema one by one. */
const EVENT_STREAM = 'text/event-stream';

/** Headers of answers that mean something to a program, as far as this API sends them. */
const TOLD = ['etag', 'retry-after', 'x-exogate-voice', 'x-next-before', 'x-request-id'];

function headerFault(response, headers) {
  const described = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
  const missing = TOLD.find((name) => name in headers && !described.includes(name));
  return missing ? `the header ${missing} is not described` : '';
}

/** The body of an answer as a value, when it calls itself JSON; else, and when it is none after all, its text. */
export function bodyOf(headers, text) {
  if (!text || !/^application\/json\b/.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * → {document, operationAt(method, path): the operation that such a request reaches, or undefined,
 *    faultOf({method, path, status, headers (names in lower case), body (bodyOf)}): what is wrong with it, or '',
 *    eventFaultOf(path, {event, data}): the same of a server-sent event}.
 */
export function apiDescription(document) {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ $id: 'api:', components: document.components });
  const checks = new Map();
  const check = (schema) => {
    const key = JSON.stringify(schema);
    if (!checks.has(key)) checks.set(key, ajv.compile(JSON.parse(key.replaceAll('"#/', '"api:#/'))));
    return checks.get(key);
  };

  const mediaFault = (response, { headers, body }, hasBody) => {
    const type = (headers['content-type'] ?? '').split(';')[0];
    const known = Object.entries(response.content ?? {});
    if (known.length === 0) return hasBody && body !== '' ? 'a body, but none is described' : '';
    const [, media] = known.find(([name]) => name.split(';')[0] === type) ?? [];
    if (!media) return `Content-Type ${type} is not described`;
    if (!hasBody || !media.schema || type === EVENT_STREAM) return '';
    const valid = check(media.schema);
    return valid(body) ? '' : ajv.errorsText(valid.errors, { dataVar: 'body' });
  };

  const lookUp = (method, path) => {
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const segments = segmentsOf(path.split('?')[0]);
    const items = Object.entries(document.paths).filter(([pattern]) => matches(pattern, segments));
    return { verb, segments, item: items.find(([, methods]) => methods[verb])?.[1] ?? items[0]?.[1] };
  };
  const operationAt = (method, path) => {
    const { verb, item } = lookUp(method, path);
    return item?.[verb];
  };

  const faultOf = ({ method, path, status, headers, body }) => {
    const { verb, segments, item } = lookUp(method, path);
    const refusal = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
    const hasBody = method !== 'HEAD' && status !== 304;
    if (!item && status < 400) return segments[1] === 'api' ? 'no such path is described' : ''; // a file of the page
    const response = item?.[verb] && responsesOf(document, item[verb])[status];
    if (response) return headerFault(response, headers) || mediaFault(response, { headers, body }, hasBody);
    const undescribed = BELOW_THE_ROUTES.includes(status) || (item ? !item[verb] && status === 405 : true);
    return undescribed ? mediaFault(refusal, { headers, body }, hasBody) : `status ${status} is not described`;
  };
  const eventFaultOf = (path, { event, data }) => {
    const { schema } = operationAt('GET', path)?.responses[200].content[EVENT_STREAM] ?? {};
    if (!schema) return 'no events are described';
    const valid = check(schema);
    return valid({ [event]: data }) ? '' : ajv.errorsText(valid.errors, { dataVar: 'event' });
  };
  return { document, operationAt, faultOf, eventFaultOf };
}

/** What `exogate openapi` prints, as apiDescription() has it. */
export async function printedDescription() {
  const { code, stdout, stderr } = await runExogate(['openapi']);
  if (code !== 0) throw new Error(`exogate openapi: ${code} ${stderr}`);
  return apiDescription(JSON.parse(stdout));
}
