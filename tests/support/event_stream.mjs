// Reads a text/event-stream of the gateway as a browser would, and holds it against the gateway's description.
import http from 'node:http';

import { fetchDescription } from './api_client.mjs';
import { bodyOf } from './api_description.mjs';
import { waitFor } from './process.mjs';

function parsed(block) {
  const event = { event: '', id: undefined, data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return { ...event, data: event.data && JSON.parse(event.data) };
}

/** Gathers the events of a text that comes in parts: (part) → the events that are complete with it. */
export function eventParser() {
  let rest = '';
  return (part) => {
    const blocks = (rest + part).split('\n\n');
    rest = blocks.pop();
    return blocks.map(parsed);
  };
}

/** A refusal, which is no stream, to its end. */
async function refusalOf(response) {
  let text = '';
  for await (const part of response) text += part;
  return text;
}

/**
 * Opens /api/v1/events; rejects when the answer is not as described. → {status, headers, events (as they come; those
 * without data too), text(), ended, next(predicate, patience?), lastId(), close()}. next() and close() throw when an
 * event was not as described.
 */
export async function openEvents(baseUrl, { token, query = '', headers = {} } = {}) {
  const path = `/api/v1/events${query}`;
  const description = await fetchDescription(baseUrl);
  const all = { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const [request, response] = await new Promise((resolve, reject) => {
    const sent = http.get(new URL(path, baseUrl), { headers: all, agent: false }, (answer) => resolve([sent, answer]));
    sent.on('error', reject);
  });
  response.setEncoding('utf8');
  const { statusCode: status, headers: answered } = response;
  let text = status === 200 ? '' : await refusalOf(response);
  const fault = description.faultOf({ method: 'GET', path, status, headers: answered, body: bodyOf(answered, text) });
  if (fault) throw new Error(`GET ${path} → ${status}: ${fault}`);

  const stream = { status, headers: answered, events: [], ended: status !== 200 };
  const faults = [];
  const parse = eventParser();
  response.on('data', (chunk) => {
    text += chunk;
    const events = parse(chunk);
    stream.events.push(...events);
    for (const event of events.filter(({ data }) => data !== '')) {
      const wrong = description.eventFaultOf(path, event);
      if (wrong) faults.push(`${wrong}: ${JSON.stringify(event)}`);
    }
  });
  response.on('close', () => (stream.ended = true));
  response.on('error', () => {});
  const complain = () => {
    if (faults.length > 0) throw new Error(`an event is not as described: ${faults[0]}`);
  };
  stream.text = () => text;
  stream.next = async (predicate, patience = 30_000) => {
    const event = await waitFor(() => stream.events.find(predicate), patience, 'an event');
    complain();
    return event;
  };
  stream.lastId = () => stream.events.findLast((event) => event.id)?.id;
  stream.close = () => {
    request.destroy();
    complain();
  };
  return stream;
}
