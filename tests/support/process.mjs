// Starts programs, waits until they say that they are ready, and ends them again: each by its own process id.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

// The gateway reads EXOGATE_* and the webhook's names, so a child gets only what every program needs.
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS'];

/** The environment of a child: what every program needs, and `extra`. */
export function cleanEnvironment(extra = {}) {
  const kept = INHERITED.filter((name) => process.env[name] !== undefined);
  return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), ...extra };
}

/** The executable under test. */
export function exogateBinary() {
  if (!process.env.EXOGATE) throw new Error('set EXOGATE to the path of the exogate executable');
  return process.env.EXOGATE;
}

/** A new empty folder below TMPDIR, with `remove()`. */
export async function temporaryFolder(prefix = 'exogate-test-') {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort() {
  // Below the ports that the system gives out by itself, or somebody's next connection could take it.
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000);
    const probe = net.createServer();
    const free = await new Promise((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/**
 * Calls `probe` until its answer is truthy, and returns that; throws after `milliseconds` with the last answer or
 * error. A probe that throws has not succeeded yet.
 */
export async function waitFor(probe, milliseconds = 10_000, what = 'the awaited state') {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    let last;
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      const shown = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited ${milliseconds} ms for ${what}; last: ${shown}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function describe(program) {
  return `${program.argv.join(' ')}\n--- standard output\n${program.stdout}\n--- standard error\n${program.stderr}`;
}

/** Starts a program; its output gathers in `stdout` and `stderr`, `exited` resolves to {code, signal}. */
export function startProgram(command, args, { env = {}, cwd } = {}) {
  const child = spawn(command, args, { env: cleanEnvironment(env), cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  const program = { argv: [command, ...args], child, pid: child.pid, stdout: '', stderr: '', ended: false };
  child.stdin.on('error', () => {}); // a program may end without reading its input
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text) => (program[stream] += text));
  }
  program.exited = new Promise((resolve) => {
    const end = (result) => {
      running.delete(child);
      program.ended = true;
      resolve(result);
    };
    child.once('error', (error) => {
      program.stderr += `${error.message}\n`;
      end({ code: null, signal: null, error });
    });
    child.once('close', (code, signal) => end({ code, signal }));
  });
  return program;
}

/** Ends a program: SIGTERM (or `signal`), then SIGKILL after `patience` milliseconds. Returns {code, signal}. */
export async function stopProgram(program, signal = 'SIGTERM', patience = 10_000) {
  if (!program.ended) program.child.kill(signal);
  const timer = setTimeout(() => program.child.kill('SIGKILL'), patience);
  const result = await program.exited;
  clearTimeout(timer);
  return result;
}

/** Runs exogate (or `binary`) to its end: {code, signal, stdout, stderr}. */
export async function runExogate(args, { input = '', env, cwd, binary = exogateBinary(), patience = 60_000 } = {}) {
  const program = startProgram(binary, args, { env, cwd });
  program.child.stdin.end(input);
  const timer = setTimeout(() => program.child.kill('SIGKILL'), patience);
  const result = await program.exited;
  clearTimeout(timer);
  return { ...result, stdout: program.stdout, stderr: program.stderr };
}

/**
 * Starts a program that prints lines "name value" and then "ready". Returns the program with `announced`, a map of
 * those lines; throws with everything it said when it ends first or takes longer than `patience`.
 */
export async function startAnnounced(command, args, { patience = 30_000, ...options } = {}) {
  const program = startProgram(command, args, options);
  program.child.stdin.end();
  try {
    await waitFor(() => program.ended || /^ready$/m.test(program.stdout), patience, '"ready"');
  } catch {
    await stopProgram(program, 'SIGKILL');
    throw new Error(`not ready after ${patience} ms: ${describe(program)}`);
  }
  if (!/^ready$/m.test(program.stdout)) throw new Error(`ended before it was ready: ${describe(program)}`);
  const lines = program.stdout.slice(0, program.stdout.search(/^ready$/m)).split('\n');
  program.announced = new Map(
    lines.filter((line) => line.includes(' ')).map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)]),
  );
  return program;
}

/** Stops each in this order, also when one before it fails; nothing that never started. Throws what failed first. */
export async function stopAll(...started) {
  const failures = [];
  for (const each of started) await each?.stop().catch((failure) => failures.push(failure));
  if (failures.length > 0) throw failures[0];
}
