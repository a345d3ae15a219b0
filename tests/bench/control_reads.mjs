// How many reads a second the admin API answers on one core while calls are live on the same core, and whether the calls
// notice. The gateway has core 0; the calls' other side and the readers share core 1. Prints figures; judges nothing.
// Usage: node control_reads.mjs EXOGATE [CALLS]
import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import autocannon from 'autocannon';

import { apiClient, startGateway, stopProgram } from '../support/gateway.mjs';
import { toneWav } from '../support/wav.mjs';

const run = promisify(execFile);
process.env.EXOGATE = path.resolve(process.argv[2]);
const CALLS = Number(process.argv[3] ?? 200);
const SECONDS = 5;
const CONNECTIONS = 16;
const DIDS = 3;
const TICKS_PER_SECOND = 100; // USER_HZ

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const pin = (pid, core) => run('taskset', ['-acp', String(core), String(pid)]);

/** Seconds of processor time that a process has used. */
async function processorSeconds(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function liveCalls(gateway, seconds) {
  const url = `${gateway.calls.replace('http', 'ws')}/exotel/bench`;
  const talk = ['--talk-milliseconds', String(seconds * 1000), '--ramp-milliseconds', '2000'];
  const args = ['-c', '1', process.env.EXOGATE, 'simulate', 'load', url, '--calls', String(CALLS), '--seconds', String(seconds), ...talk, '--json'];
  const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  return new Promise((resolve) => child.once('close', () => resolve(JSON.parse(text))));
}

async function furnish(gateway) {
  const api = apiClient(gateway.admin);
  await api.setUp(gateway.setupToken);
  await api.put('/api/v1/integrations/exotel', { account_sid: 'acmeco1', api_key: 'k', api_token: 't' });
  await api.put('/api/v1/bots/bench', { name: 'Bench' });
  const headers = { 'content-type': 'audio/wav' };
  await api.put('/api/v1/bots/bench/recording', toneWav({ seconds: 60, hz: 440 }), { headers });
  for (let i = 0; i < DIDS; i += 1) {
    await api.post('/api/v1/integrations/exotel/dids', { number: `0804123456${i}`, bot_id: 'bench' });
  }
  return api;
}

/** The share of a core that the calls alone take. */
async function shareOfCalls(gateway, milliseconds) {
  const [before, begin] = [await processorSeconds(gateway.program.pid), performance.now()];
  await pause(milliseconds);
  return ((await processorSeconds(gateway.program.pid)) - before) / ((performance.now() - begin) / 1000);
}

/** → {rate, each: seconds of processor for one read, line}. */
async function measure(gateway, token, address) {
  const before = await processorSeconds(gateway.program.pid);
  const result = await autocannon({
    url: gateway.admin + address,
    connections: CONNECTIONS,
    duration: SECONDS,
    headers: { authorization: `Bearer ${token}` },
  });
  const answered = result['2xx'];
  const each = ((await processorSeconds(gateway.program.pid)) - before) / answered;
  const failed = result.non2xx + result.errors + result.timeouts;
  const rate = `${Math.round(answered / result.duration)}`.padStart(6);
  return { each, line: `${rate}  p50 ${result.latency.p50} p99 ${result.latency.p99} ms, ${failed} failed` };
}

const gateway = await startGateway({
  config: {
    calls: { loops: 1, max_streams: 5000, max_unfinished_per_address: 5000, max_unfinished: 5000 },
    log: { level: 'warning' },
  },
});
try {
  const { token } = await furnish(gateway);
  await pause(1000);
  await pin(gateway.program.pid, 0);
  await pin(process.pid, 1);
  const reads = ['/api/v1/integrations/exotel', '/api/v1/calls?limit=20', '/health'];
  await liveCalls(gateway, 3); // so that there are calls to list
  const alone = new Map();
  for (const address of reads) {
    const { each, line } = await measure(gateway, token, address);
    alone.set(address, each);
    console.log(`reads/s, no calls    ${address.padEnd(28)} ${line}; ${(each * 1e6).toFixed(0)} µs of processor each`);
  }
  const seconds = 8 + reads.length * (SECONDS + 1) + 2;
  const calls = liveCalls(gateway, seconds);
  await pause(4000);
  const health = await apiClient(gateway.admin).get('/health');
  const share = await shareOfCalls(gateway, 3000);
  console.log(`live calls           ${health.body.active_streams}, which take ${(share * 100).toFixed(1)} % of the core`);
  for (const address of reads) {
    const { line } = await measure(gateway, token, address);
    // The rate itself means little when others use the machine; what a read takes of the core does not depend on them.
    const room = Math.round((1 - share) / alone.get(address));
    console.log(`reads/s beside calls ${address.padEnd(28)} ${line}; the core has room for ${room}`);
  }
  console.log(`calls                ${JSON.stringify(await calls)}`);
} finally {
  await stopProgram(gateway.program);
}
