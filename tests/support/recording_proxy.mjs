// Stands between a program that speaks plain HTTP and the control plane, and holds every answer that passes against the
// description of the API. Answers pass on as they come, so an event stream stays one.
import http from 'node:http';

import { fetchDescription } from './api_client.mjs';
import { bodyOf } from './api_description.mjs';
import { eventParser } from './event_stream.mjs';

const isEventStream = (headers) => /^text\/event-stream\b/.test(headers['content-type'] ?? '');

/** What is wrong with one exchange: a list, empty as a rule. */
function faultsOf(description, { method, path, status, headers, text, complete }) {
  if (isEventStream(headers)) {
    const ofEvents = eventParser()(text)
      .filter(({ data }) => data !== '')
      .map((event) => description.eventFaultOf(path, event));
    return [description.faultOf({ method, path, status, headers }), ...ofEvents].filter(Boolean);
  }
  if (!complete) return ['the answer broke off'];
  return [description.faultOf({ method, path, status, headers, body: bodyOf(headers, text) })].filter(Boolean);
}

/**
 * `target`: base URL of a gateway's control plane. → {url, answers(): [{method, path, status}] so far, faults():
 * sentences about answers that are not as described, stop()}
 */
export async function startRecordingProxy(target) {
  const description = await fetchDescription(target);
  const seen = [];
  const server = http.createServer((request, response) => {
    const { method, url: path } = request;
    const options = { method, headers: request.headers, agent: false };
    const passed = http.request(new URL(path, target), options, (answer) => {
      const chunks = [];
      const exchange = { method, path, status: answer.statusCode, headers: answer.headers };
      response.writeHead(answer.statusCode, answer.rawHeaders);
      response.flushHeaders();
      answer.on('data', (chunk) => {
        chunks.push(chunk);
        response.write(chunk);
      });
      answer.on('error', () => {});
      answer.on('close', () => {
        seen.push({ ...exchange, text: Buffer.concat(chunks).toString('utf8'), complete: answer.complete });
        response.end();
      });
    });
    passed.on('error', () => response.destroy());
    response.on('close', () => passed.destroy());
    request.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    answers: () => seen.map(({ method, path, status }) => ({ method, path, status })),
    faults: () =>
      seen.flatMap((exchange) =>
        faultsOf(description, exchange).map((fault) => `${exchange.method} ${exchange.path} → ${exchange.status}: ${fault}`),
      ),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
