// What happens at the gateway, as it happens: one stream of server-sent events for the whole page.
// Kinds: call {change, call}, test-call {…}, reset {} (read again what you show). src/admin/README.md, Events.
import { useEffect, useRef, useState } from './vendor/htm.js';

import { api, signedOut } from './api.js';

const KINDS = ['call', 'test-call', 'reset'];
const RETRY_MS = 5000;
const AT_MOST_EVERY_MS = 1000;

const listeners = new Set();
const watchers = new Set();
let source = null;
let retry = 0;
let state = 'waiting';

function setState(next) {
  state = next;
  watchers.forEach((watch) => watch(next));
}

function tell(kind, data) {
  listeners.forEach((listener) => listener(kind, data));
}

function close() {
  clearTimeout(retry);
  source?.close();
  source = null;
}

function open() {
  close();
  const stream = new EventSource('/api/v1/events');
  source = stream;
  for (const kind of KINDS) stream.addEventListener(kind, (event) => tell(kind, JSON.parse(event.data)));
  stream.addEventListener('signed-out', () => {
    close();
    signedOut();
  });
  stream.onopen = () => setState('live');
  stream.onerror = () => {
    if (source !== stream) return;
    setState('waiting');
    if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    retry = setTimeout(openAgain, RETRY_MS);
  };
}

/** The browser gave up, so perhaps nobody is signed in any more: `api.me` finds out. */
async function openAgain() {
  await api.me().catch(() => null);
  if (watchers.size === 0 && listeners.size === 0) return;
  open();
  tell('reset', {});
}

// A browser opens six connections to one host, for all its tabs together: who does not look needs none.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') return close();
  if (source !== null || (watchers.size === 0 && listeners.size === 0)) return undefined;
  open();
  return tell('reset', {});
});

function join(set, member) {
  set.add(member);
  if (source === null) open();
  return () => {
    set.delete(member);
    if (watchers.size === 0 && listeners.size === 0) close();
  };
}

/** `handle(kind, data)` for every event while the view is shown. */
export function useLive(handle) {
  const current = useRef(handle);
  current.current = handle;
  useEffect(() => join(listeners, (kind, data) => current.current(kind, data)), []);
}

/**
 * `action()` after events of these kinds or a reset, at most once a second, and always after the last one. `concerns(kind,
 * data)`: whether an event is worth it.
 */
export function useFollow(kinds, action, concerns = () => true) {
  const timer = useRef(0);
  const last = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((kind, data) => {
    if (kind !== 'reset' && !(kinds.includes(kind) && concerns(kind, data))) return;
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + AT_MOST_EVERY_MS - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      action();
    }, wait);
  });
}

/** 'live' or 'waiting'. */
export function useLiveState() {
  const [now, setNow] = useState(state);
  useEffect(() => join(watchers, setNow), []);
  return now;
}
