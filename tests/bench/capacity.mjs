// How many calls of the live profile (320 bytes in every 20 ms, 3,200 bytes out every 200 ms) one core holds at a pacing
// error p99 of at most 20 ms: exogate beside two plain bot servers, in one run. The server has core 0, our generator
// core 1. Prints figures and ratios; judges nothing. Usage: node capacity.mjs EXOGATE LOAD_GENERATOR WIRE_GENERATOR
//
// Callers are at the far end of a TUN device (`wire.mjs`): through sockets of this machine a generator spends two thirds
// of its core on the callers' own half of TCP, and is full before exogate is.
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import { apiClient, freePort, startGateway, stopProgram } from '../support/gateway.mjs';
import { toneWav } from '../support/wav.mjs';
import { layWire } from './wire.mjs';

const run = promisify(execFile);
process.env.EXOGATE = path.resolve(process.argv[2]);
const SOCKETS = path.resolve(process.argv[3]);
const WIRE = path.resolve(process.argv[4]);
const PEERS = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), 'peers');
const SECONDS = 6;
const MOST_LATE_MS = 20;
const STEP = 1.07;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const pin = (pid) => run('taskset', ['-acp', '0', String(pid)]);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const wire = layWire();
if (wire.device === null) console.log(`no TUN device (${wire.why}): callers are sockets of this machine, which fill the generator's core first`);

async function generate(program, port, socketPath, calls, ...more) {
  const args = ['-c', '1', program, `${wire.address}:${port}`, socketPath, calls, SECONDS, 200, ...more];
  return JSON.parse((await run('taskset', args.map(String))).stdout);
}

const load = (port, socketPath, calls) =>
  wire.device === null ? generate(SOCKETS, port, socketPath, calls) : generate(WIRE, port, socketPath, calls, wire.device);

async function startPeer(command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error(`${command} ended`)));
  });
  await pin(child.pid);
  return { stop: () => new Promise((resolve) => child.once('exit', resolve) && child.kill('SIGTERM')) };
}

/** exogate on one core with one bot that speaks for as long as a trial lasts. */
async function startExogate() {
  const gateway = await startGateway({
    config: {
      calls: { listen: `${wire.address}:0`, loops: 1, max_streams: 20_000, max_unfinished_per_address: 20_000, max_unfinished: 20_000 },
      log: { level: 'warning' },
    },
  });
  const api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken);
  await api.put('/api/v1/bots/bench', { name: 'Bench' });
  const wav = toneWav({ seconds: 110, hz: 440 });
  const kept = await api.put('/api/v1/bots/bench/recording', wav, { headers: { 'content-type': 'audio/wav' } });
  if (kept.status !== 200) throw new Error(`the recording was refused: ${kept.text}`);
  await pause(1000);
  await pin(gateway.program.pid);
  return { port: Number(new URL(gateway.calls).port), pid: gateway.program.pid, stop: () => stopProgram(gateway.program) };
}

const held = (result) =>
  result.opened === result.calls &&
  result.lost === 0 &&
  result.sent >= 0.99 * result.sent_expected &&
  result.frames >= 0.99 * result.frames_expected &&
  result.late_p99 <= MOST_LATE_MS;

async function isHeld(name, port, socketPath, calls) {
  const result = await load(port, socketPath, calls);
  const line = `${name.padEnd(20)} ${String(calls).padStart(6)} calls  late p50 ${result.late_p50} p99 ${result.late_p99} max ${result.late_max} ms, generator ${Math.round(result.busy * 100)} % busy`;
  console.log(`${line}${held(result) ? '' : `  not held (${result.lost} lost, sent ${result.sent} of ${result.sent_expected}, heard ${result.frames} of ${result.frames_expected})`}`);
  await pause(1500);
  return held(result);
}

/**
 * The largest number that is held: a row that grows by `STEP` until one is not, then twice the middle between both.
 * What else this machine does may spoil a trial, but makes none succeed: each number has a second one.
 */
async function capacity(name, port, socketPath, first) {
  const trial = async (calls) => (await isHeld(name, port, socketPath, calls)) || isHeld(name, port, socketPath, calls);
  let best = first;
  while (best > 50 && !(await trial(best))) best = Math.round(best / STEP / 2);
  if (best <= 50) return 0;
  let over = Math.round(best * STEP);
  while (over < 20_000 && (await trial(over))) {
    best = over;
    over = Math.round(best * STEP);
  }
  for (let halving = 0; halving < 2; halving += 1) {
    const middle = Math.round((best + over) / 2);
    if (await trial(middle)) best = middle;
    else over = middle;
  }
  return best;
}

const play = { HOST: wire.address, MODE: 'play', FRAME: '3200', PERIOD: '200' };
const nodePort = await freePort();
const pythonPort = await freePort();

const python = await startPeer('/usr/bin/python3', [path.join(PEERS, 'py_websockets.py'), String(pythonPort)], play);
const pythonCalls = await capacity('python websockets', pythonPort, '/media', 450);
await python.stop();

const node = await startPeer('node', [path.join(PEERS, 'node_ws.js')], { ...play, PORT: String(nodePort) });
const nodeCalls = await capacity('node ws', nodePort, '/media', 1250);
await node.stop();

const exogate = await startExogate();
try {
  const ours = await capacity('exogate', exogate.port, '/exotel/bench', 2800);
  console.log(`calls held                     exogate ${ours}, node ws ${nodeCalls}, python websockets ${pythonCalls}`);
  console.log(`ratio                          ${(ours / nodeCalls).toFixed(1)} × node ws, ${(ours / pythonCalls).toFixed(1)} × python websockets`);
  await pause(2000);
  const busy = await generate(SOCKETS, exogate.port, '/exotel/bench', 1000, 20, 500);
  console.log(
    `with 1,000 live calls          start → first frame p50 ${busy.first_frame_p50} p99 ${busy.first_frame_p99} ms (${busy.probes} calls); ` +
      `webhook at 500/s p50 ${busy.webhook_p50} p99 ${busy.webhook_p99} ms (${busy.webhooks}, ${busy.webhook_failures} failed)`,
  );
} finally {
  await exogate.stop();
}
