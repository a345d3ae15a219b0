// Calls: those that are live, the history, and the page of each.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { useLive } from '../live.js';
import { Notice, useLoad } from '../parts/data.js';
import { count, hrefTo, stay, t } from '../reader.js';
import { CallCharts } from './call_charts.js';
import { CallPage } from './call_page.js';
import { CallFilterForm, CallList, addressOf, asked, botNames, filtersOf, isFiltered, matches } from './call_table.js';

// The list of calls and how it follows: what is live, what came before, and what came in while the reader looked elsewhere.

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
function useCallFeed(filters, isAway) {
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

// Live calls above, what came before below; both follow by themselves.

function NoCalls({ filtered }) {
  if (filtered) return html`<p class="empty">${t('calls.none_found')}</p>`;
  return html`<div class="empty">
    <p>${t('calls.none')}</p>
    <ol class="plain">
      <li><a href=${hrefTo('bots')}>${t('calls.first_bot')}</a></li>
      <li><a href=${hrefTo('')}>${t('calls.first_address')}</a></li>
      <li><a href=${hrefTo('test-call')}>${t('calls.first_call')}</a></li>
    </ol>
  </div>`;
}

function LiveCalls({ feed, query, names }) {
  if (feed.live.length === 0) return null;
  return html`<section class="live-calls" aria-labelledby="live-calls">
    <h2 id="live-calls">${t('calls.live_now', { count: count(feed.live.length) })}</h2>
    <${CallList} caption=${t('calls.live_caption')} calls=${feed.live} query=${query} names=${names} last="state" />
    ${feed.liveMore && html`<p class="small-print">${t('calls.live_more', { shown: count(feed.live.length) })}</p>`}
  </section>`;
}

function PastCalls({ feed, query, names, top }) {
  if (feed.past.length === 0 && feed.next === null) return null;
  return html`<section aria-labelledby="past-calls">
    <h2 id="past-calls" tabindex="-1" ref=${top}>${t('calls.past')}</h2>
    ${!feed.atTop &&
    html`<div class="buttons"><button type="button" onClick=${feed.reload}>${t('calls.to_newest')}</button></div>`}
    <${CallList} caption=${t('calls.past')} calls=${feed.past} query=${query} names=${names} />
    ${feed.next !== null &&
    html`<div class="buttons">
      <button type="button" aria-disabled=${String(feed.busy)} onClick=${() => feed.busy || feed.more()}>
        ${feed.busy ? t('load.waiting') : t('calls.more')}
      </button>
    </div>`}
  </section>`;
}

/** What came in while the reader looked further down. */
function Waiting({ feed, onShow }) {
  return html`<div class="new-calls" role="status">
    ${feed.waiting.length > 0 &&
    html`<button type="button" class="primary" onClick=${onShow}>
      ${t(feed.waiting.length === 1 ? 'calls.new_one' : 'calls.new_many', { count: count(feed.waiting.length) })}
    </button>`}
  </div>`;
}

function Head({ filters, query, charts }) {
  const toggle = () => stay('calls', { ...query, charts: charts ? '' : 'yes' });
  return html`<div class="heading">
    <h1>${t('calls.title')}</h1>
    <div class="buttons">
      <button type="button" class="chart-switch" aria-expanded=${String(charts)} onClick=${toggle}>${t('calls.charts')}</button>
      <a class="button" href=${api.callsFile(asked(filters))} download>${t('calls.csv')}</a>
    </div>
  </div>`;
}

function CallListView({ place }) {
  const filters = filtersOf(place.query);
  const charts = place.query.get('charts') === 'yes';
  const query = { ...addressOf(filters), charts: charts ? 'yes' : '' };
  const names = useLoad(botNames).data;
  const lists = useRef(null);
  const top = useRef(null);
  const isAway = () => (lists.current?.getBoundingClientRect().top ?? 0) < 0;
  const feed = useCallFeed(filters, isAway);
  const show = () => {
    feed.showWaiting();
    scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  };
  const nothing = feed.ready && feed.error === '' && feed.live.length + feed.past.length === 0 && feed.next === null;
  return html`<${Head} filters=${filters} query=${query} charts=${charts} />
    <p class="lead">${t('calls.lead')}</p>
    <${CallFilterForm}
      filters=${filters}
      onFilters=${(next) => stay('calls', { ...addressOf(next), charts: charts ? 'yes' : '' })}
    />
    ${charts && html`<${CallCharts} key=${JSON.stringify(filters)} filters=${filters} />`}
    ${feed.error && html`<${Notice} kind="bad">${t('load.failed')} ${feed.error}<//>`}
    <${Waiting} feed=${feed} onShow=${show} />
    <div class="call-lists" ref=${lists}>
      ${!feed.ready && html`<p class="waiting">${t('load.waiting')}</p>`}
      <${LiveCalls} feed=${feed} query=${query} names=${names} />
      <${PastCalls} feed=${feed} query=${query} names=${names} top=${top} />
      ${nothing && html`<${NoCalls} filtered=${isFiltered(filters)} />`}
    </div>`;
}

// Calls: the list with its filters, and below its address the page of each call. The list stays while a call is read, so
// that who comes back finds it as it was.

/** The page of a call begins at its top; the list is taken up where it was left. */
function useTurn(id) {
  const left = useRef({ id, top: 0 });
  useEffect(() => {
    const before = left.current.id;
    if (before === id) return;
    if (before === '') left.current.top = left.current.scrolled;
    left.current.id = id;
    scrollTo(0, id === '' ? left.current.top : 0);
    const link = id === '' && document.querySelector(`a[href^="#/calls/${CSS.escape(before)}"]`);
    (link || document.getElementById('main'))?.focus({ preventScroll: true });
  }, [id]);
  useEffect(() => {
    const note = () => left.current.id === '' && (left.current.scrolled = scrollY);
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, []);
}

export function CallsView({ user, place }) {
  const id = place.rest[0] ?? '';
  const [listed, setListed] = useState(id === '');
  useTurn(id);
  useEffect(() => {
    if (id === '') setListed(true);
  }, [id]);
  return html`
    ${(listed || id === '') && html`<div class="calls-view" key="list" hidden=${id !== ''}><${CallListView} place=${place} /></div>`}
    ${id !== '' && html`<${CallPage} key=${id} id=${id} user=${user} query=${place.query} />`}
  `;
}
