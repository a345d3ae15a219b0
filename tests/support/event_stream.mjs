// Reads a text/event-stream of the gateway as a browser would.
import http from 'node:http';

import { waitFor } from './gateway.mjs';

function parsed(block) {
  const event = { event: '', id: undefined, data: '' };
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) event[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return { ...event, data: event.data && JSON.parse(event.data) };
}

/**
 * Opens /api/v1/events. → {status, headers, events (as they come; those without data too), text(), ended,
 * next(predicate, patience?), lastId(), close()}
 */
export function openEvents(baseUrl, { token, query = '', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const all = { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const request = http.get(new URL(`/api/v1/events${query}`, baseUrl), { headers: all, agent: false }, (response) => {
      let rest = '';
      let text = '';
      const stream = { status: response.statusCode, headers: response.headers, events: [], ended: false };
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
        const blocks = (rest + chunk).split('\n\n');
        rest = blocks.pop();
        stream.events.push(...blocks.map(parsed));
      });
      response.on('close', () => (stream.ended = true));
      response.on('error', () => {});
      stream.text = () => text;
      stream.next = (predicate, patience = 30_000) =>
        waitFor(() => stream.events.find(predicate), patience, 'an event');
      stream.lastId = () => stream.events.findLast((event) => event.id)?.id;
      stream.close = () => request.destroy();
      resolve(stream);
    });
    request.on('error', reject);
  });
}
