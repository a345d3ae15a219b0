// A stand-in for ElevenLabs' streaming text-to-speech (text-to-speech.md §1), faithful in what the gateway relies on:
// path, headers, query, raw s16le chunks that may split a sample, and the vendor's error shapes.
import http from 'node:http';

/** Two seconds of a tone that no built-in voice makes: `samples` to look for in what the caller heard. */
export function toneSamples(rate, seconds = 2, hertz = 440) {
  const samples = new Int16Array(rate * seconds);
  for (let i = 0; i < samples.length; i += 1) {
    samples[i] = Math.round(9000 * Math.sin((2 * Math.PI * hertz * i) / rate));
  }
  return samples;
}

const errors = {
  401: { detail: { type: 'authentication_error', code: 'invalid_api_key', message: 'Invalid API key', status: 'invalid_api_key' } },
  429: { detail: { status: 'too_many_concurrent_requests', message: 'Too many concurrent requests' } },
  500: { detail: 'Internal Server Error' },
};

/** Sends `bytes` in chunks of odd sizes, as a generating server does. */
function streamOddly(response, bytes, until = bytes.length) {
  let at = 0;
  let size = 1;
  const next = () => {
    if (response.destroyed) return;
    if (at >= until) {
      if (until >= bytes.length) response.end();
      return;
    }
    response.write(bytes.subarray(at, Math.min(at + size, until)));
    at += size;
    size = (size * 3 + 2) % 4001 | 1;
    setImmediate(next);
  };
  next();
}

/**
 * `mode`: "ok", an HTTP status of `errors`, "stall" (headers, then nothing), "silent" (accepts, never answers) or
 * "stall-midway" (half of the audio, then nothing). It can be changed while running.
 * → {url, mode, requests: [{path, query, key, body}], samples, stop()}
 */
export async function startElevenLabs({ mode = 'ok', rate = 8000 } = {}) {
  const samples = toneSamples(rate);
  const bytes = Buffer.from(samples.buffer);
  const fake = { mode, requests: [], samples };
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://localhost');
    let body = '';
    for await (const chunk of request) body += chunk;
    fake.requests.push({
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      key: request.headers['xi-api-key'],
      body: JSON.parse(body),
    });
    if (fake.mode === 'silent') return;
    if (errors[fake.mode]) {
      response.writeHead(Number(fake.mode), { 'content-type': 'application/json' });
      response.end(JSON.stringify(errors[fake.mode]));
      return;
    }
    response.writeHead(200, { 'content-type': 'audio/mpeg' });
    response.flushHeaders();
    if (fake.mode === 'stall') return;
    streamOddly(response, bytes, fake.mode === 'stall-midway' ? bytes.length / 2 : bytes.length);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${server.address().port}`;
  fake.stop = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
  return fake;
}
