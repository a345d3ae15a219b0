// The list of calls and how it follows: what is live, what came before, and what came in while the reader looked elsewhere.
import { useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { useLive } from '../live.js';
import { asked, matches } from './call_filters.js';

const PAGE = 50;
const LIVE_PAGE = 100;
const ENOUGH = 25;
const MOST_ASKED = 6;
const MOST_ROWS = 300;
const GATHER_MS = 200;

const isLive = (call) => call.end_reason === 'live';
const newestFirst = (one, other) => (one.opened_at === other.opened_at ? 0 : one.opened_at < other.opened_at ? 1 : -1);
const without = (calls, id) => calls.filter((call) => call.id !== id);
const has = (calls, id) => calls.some((call) => call.id === id);
const replaced = (calls, next) => calls.map((call) => (call.id === next.id ? next : call));
const added = (calls, next) => [...calls, next].sort(newestFirst);

const EMPTY = { ready: false, busy: false, error: '', live: [], liveMore: false, past: [], next: null, atTop: true, waiting: [] };

/** Pages of calls that are over, until there is something to look at; `from`: parameters of the first page. */
async function pastCalls(filters, from) {
  const past = [];
  let place = from;
  for (let turn = 0; turn < MOST_ASKED && place !== null; turn += 1) {
    const { calls, next } = await api.findCalls({ ...asked(filters), limit: PAGE, ...place });
    past.push(...calls.filter((call) => !isLive(call)));
    place = next === null ? null : { cursor: next };
    if (past.length >= ENOUGH) break;
  }
  return { past, next: place };
}

async function firstPage(filters) {
  const wantsLive = ['', 'live'].includes(filters.outcome);
  const wantsPast = filters.outcome !== 'live';
  const [now, earlier] = await Promise.all([
    wantsLive ? api.findCalls({ ...asked(filters), outcome: 'live', limit: LIVE_PAGE }) : { calls: [], next: null },
    wantsPast ? pastCalls(filters, {}) : { past: [], next: null },
  ]);
  return { ...EMPTY, ready: true, live: now.calls, liveMore: now.next !== null, ...earlier };
}

/** What follows the last row, if rows behind it were let go: the cursor would lead past them. */
const behind = (call) => ({ until: new Date(Date.parse(call.opened_at) + 1).toISOString() });

function joinPast(state, call) {
  const past = added(state.past, call);
  if (past.at(-1).id === call.id && state.next !== null) return state; // it comes with its page
  if (past.length <= MOST_ROWS) return { ...state, past };
  const kept = past.slice(0, MOST_ROWS);
  return { ...state, past: kept, next: behind(kept.at(-1)) };
}

function withCall(state, call, { filters, away }) {
  const known = has(state.live, call.id) || has(state.past, call.id);
  const next = { ...state, waiting: without(state.waiting, call.id) };
  if (has(next.live, call.id) && isLive(call)) return { ...next, live: replaced(next.live, call) };
  if (has(next.past, call.id)) return { ...next, past: replaced(next.past, call) };
  next.live = without(next.live, call.id);
  if (!matches(call, filters)) return next;
  if (!known && (away || !next.atTop)) return { ...next, waiting: [call, ...next.waiting] };
  if (!isLive(call)) return next.atTop ? joinPast(next, call) : next;
  if (next.live.length >= LIVE_PAGE) return { ...next, liveMore: true };
  return { ...next, live: added(next.live, call) };
}

/** Adds a page; a list that grew too long lets its newest rows go. */
function withPage(state, { past, next }) {
  const known = new Set(state.past.map((call) => call.id));
  const all = [...state.past, ...past.filter((call) => !known.has(call.id))];
  const excess = Math.max(0, all.length - MOST_ROWS);
  return { ...state, busy: false, error: '', past: all.slice(excess), next, atTop: state.atTop && excess === 0 };
}

/** Events in the order of their coming, some at a time: a busy gateway sends hundreds a second. */
function useGathered(take) {
  const gathered = useRef([]);
  const timer = useRef(0);
  const current = useRef(take);
  current.current = take;
  const flush = () => {
    clearTimeout(timer.current);
    timer.current = 0;
    const calls = gathered.current;
    gathered.current = [];
    if (calls.length > 0) current.current(calls);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const gather = (call) => {
    gathered.current.push(call);
    if (timer.current === 0) timer.current = setTimeout(flush, GATHER_MS);
  };
  return { gather };
}

/**
 * {ready, busy, error, live, liveMore, past, next, atTop, waiting, reload(), more(), showWaiting()}; `isAway()`: whether
 * the reader looks further down, so that nothing may be put above.
 */
export function useCallFeed(filters, isAway) {
  const [state, setState] = useState(EMPTY);
  const newest = useRef(0);
  const early = useRef(null); // events that come while a list is under way
  const take = (calls, away = isAway()) =>
    setState((before) => calls.reduce((so, call) => withCall(so, call, { filters, away }), before));
  const { gather } = useGathered((calls) => (early.current ? early.current.push(...calls) : take(calls)));
  const load = async (make) => {
    const mine = ++newest.current;
    early.current = [];
    setState((before) => ({ ...before, busy: true }));
    const change = await make().catch((error) => (before) => ({ ...before, ready: true, busy: false, error: error.message }));
    if (mine !== newest.current) return;
    setState(change);
    const missed = early.current;
    early.current = null;
    take(missed);
  };
  const reload = () => load(async () => {
    const page = await firstPage(filters);
    return () => page;
  });
  const more = () => load(async () => {
    const page = await pastCalls(filters, state.next);
    return (before) => withPage(before, page);
  });
  useEffect(() => {
    reload();
  }, [JSON.stringify(filters)]);
  useEffect(() => () => (newest.current += 1), []);
  useLive((kind, data) => {
    if (kind === 'reset') reload();
    if (kind === 'call') gather(data.call);
  });
  const showWaiting = () => (state.atTop ? take([...state.waiting].reverse(), false) : reload());
  return { ...state, reload, more, showWaiting };
}
