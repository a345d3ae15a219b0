// Measures one release binary on this machine: idle memory, start-up on an existing database, `start` → first greeting
// frame, and what a live call costs. Prints figures; judges nothing. Usage: node bench.mjs EXOGATE [CALLS]
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import WebSocket from 'ws';

import { cleanEnvironment, makeCertificate, startGateway, stopProgram, temporaryFolder } from '../support/gateway.mjs';

process.env.EXOGATE = path.resolve(process.argv[2]);
const CALLS = Number(process.argv[3] ?? 500);
// All calls come from this one address.
const UNLIMITED = { max_unfinished_per_address: 10_000 };
const SILENCE = Buffer.alloc(320).toString('base64');

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const percentile = (numbers, p) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor((numbers.length * p) / 100))];

/** Resident memory of a process in KiB, as the kernel counts it. */
async function residentKib(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmRSS:\s+(\d+)/m)[1]);
}

/** Milliseconds from spawning `exogate serve` to its line "ready". */
function startUp(configFile) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const args = ['serve', '--config', configFile, '--announce'];
    const child = spawn(process.env.EXOGATE, args, { env: cleanEnvironment() });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (!text.includes('ready\n')) return;
      const took = performance.now() - begin;
      child.once('close', () => resolve(took));
      child.kill('SIGTERM');
    });
    child.once('error', reject);
  });
}

/** One call of the live profile: 320 bytes in every 20 ms; remembers when the first greeting frame came. */
function openCall(url, index) {
  const socket = new WebSocket(url, { perMessageDeflate: false, rejectUnauthorized: false });
  const call = { socket, firstFrameMs: null, frames: 0 };
  const streamSid = `bench${String(index).padStart(27, '0')}`;
  socket.on('message', () => {
    call.frames += 1;
    call.firstFrameMs ??= performance.now() - call.startedAt;
  });
  socket.on('error', () => {});
  call.ready = new Promise((resolve) => socket.once('open', resolve));
  call.start = () => {
    socket.send('{"event":"connected"}');
    const start = {
      stream_sid: streamSid,
      call_sid: `call${String(index).padStart(28, '0')}`,
      account_sid: 'acmeco1',
      from: '09812345678',
      to: '08041234567',
      media_format: { encoding: 'base64', sample_rate: '8000', bit_rate: '128kbps' },
    };
    call.startedAt = performance.now();
    socket.send(JSON.stringify({ event: 'start', stream_sid: streamSid, sequence_number: '1', start }));
  };
  call.media = (chunk) =>
    socket.send(
      `{"event":"media","stream_sid":"${streamSid}","sequence_number":"${chunk + 1}",` +
        `"media":{"chunk":"${chunk}","timestamp":"${chunk * 20}","payload":"${SILENCE}"}}`,
    );
  return call;
}

async function measureCalls(gateway) {
  const url = `${gateway.calls.replace('http', 'ws')}/voice-stream`;
  const warm = openCall(url, 999_999);
  await warm.ready;
  warm.start();
  await pause(1500);
  warm.socket.close();
  await pause(500);
  const before = await residentKib(gateway.program.pid);
  const calls = Array.from({ length: CALLS }, (_, index) => openCall(url, index));
  await Promise.all(calls.map((call) => call.ready));
  for (const call of calls) {
    call.start();
    await pause(1);
  }
  for (let chunk = 1; chunk <= 150; chunk += 1) {
    const begin = performance.now();
    for (const call of calls) call.media(chunk);
    await pause(Math.max(0, 20 - (performance.now() - begin)));
  }
  const live = await residentKib(gateway.program.pid);
  const first = calls.map((call) => call.firstFrameMs).filter((value) => value !== null);
  for (const call of calls) call.socket.terminate();
  return { first, perCallKib: (live - before) / CALLS, greeted: first.length };
}

/** Memory of a live call when its gateway speaks TLS. */
async function measureTls() {
  const home = await temporaryFolder('exogate-bench-tls-');
  const certificate = await makeCertificate(`${home.path}/tls`);
  const tls = { tls_certificate: certificate.certificate, tls_key: certificate.key };
  const gateway = await startGateway({ folder: home.path, config: { calls: { ...UNLIMITED, ...tls } } });
  try {
    await pause(1000);
    const calls = await measureCalls(gateway);
    console.log(`memory per live call, TLS      ${calls.perCallKib.toFixed(1)} KiB (${calls.greeted} of ${CALLS} greeted)`);
  } finally {
    await stopProgram(gateway.program);
    await home.remove();
  }
}

const home = await temporaryFolder('exogate-bench-');
const gateway = await startGateway({ folder: home.path, config: { calls: UNLIMITED } });
try {
  await pause(1000);
  const idle = await residentKib(gateway.program.pid);
  console.log(`idle memory                    ${(idle / 1024).toFixed(1)} MiB`);
  const calls = await measureCalls(gateway);
  console.log(`live calls                     ${calls.greeted} of ${CALLS} greeted`);
  console.log(`start → first frame, cached    p50 ${percentile(calls.first, 50).toFixed(2)} ms, p99 ${percentile(calls.first, 99).toFixed(2)} ms`);
  console.log(`memory per live call           ${calls.perCallKib.toFixed(1)} KiB`);
} finally {
  await stopProgram(gateway.program);
}
await measureTls();
const starts = [];
for (let i = 0; i < 10; i += 1) starts.push(await startUp(gateway.configFile));
console.log(`ready on an existing database  median ${percentile(starts, 50).toFixed(0)} ms, worst ${Math.max(...starts).toFixed(0)} ms`);
await home.remove();
