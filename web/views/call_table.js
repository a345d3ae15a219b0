// Call records in plain words: as a table, and which of them are shown.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Badge, Table, useLoad } from '../parts/data.js';
import { Choice, Labelled, TextField } from '../parts/form.js';
import { clockTime, fullTime, howLong, hrefTo, milliseconds, t, word } from '../reader.js';

// What the bots are called, for those who name one: {id: name}.

export const botNames = async () => Object.fromEntries((await api.bots()).map(({ id, name }) => [id, name]));

// Which calls are meant: kept in the address (#/calls?when=7d&outcome=failed), so that a link shows the same.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const STEPS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 7 * DAY_MS, 28 * DAY_MS];
const MOST_BUCKETS = 180;
const MOST_SHORT_BUCKETS = 36; // below an hour: only where hours would tell nothing
const NUMBER_DIGITS = 10;

const NAMES = ['when', 'since', 'until', 'number', 'bot_id', 'did_id', 'outcome', 'test'];
const DAYS_BACK = { today: 0, '7d': 6, '30d': 29 };

/** `when`: '' any time, a preset, or 'custom' with since and until. */
const WHENS = ['', ...Object.keys(DAYS_BACK), 'custom'];
/** domain/call_search.h */
const OUTCOMES = ['', 'live', 'answered', 'refused', 'failed'];
const TESTS = ['', 'yes', 'no'];

const GROUPS = {
  live: ['live'],
  answered: ['caller_hangup', 'applet_ended', 'stop_unknown', 'bot_hangup', 'max_duration'],
  refused: ['busy'],
};
const NOT_FAILED = Object.values(GROUPS).flat();

/** Every filter by its name, '' where it is not set; from the address. */
export function filtersOf(query) {
  const filters = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? '']));
  if (!(filters.when in DAYS_BACK)) filters.when = filters.since || filters.until ? 'custom' : '';
  if (filters.when !== 'custom') Object.assign(filters, { since: '', until: '' });
  return filters;
}

/** As the address keeps them. */
export const addressOf = ({ when, ...filters }) => ({ when: when === 'custom' ? '' : when, ...filters });

export const isFiltered = (filters) => NAMES.some((name) => filters[name] !== '');

function midnight(now, daysBack) {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - daysBack);
  return day.getTime();
}

/** What the API is asked; presets become times. */
export function asked({ when, ...filters }, now = Date.now()) {
  if (!(when in DAYS_BACK)) return filters;
  return { ...filters, since: new Date(midnight(now, DAYS_BACK[when])).toISOString() };
}

/** By the reader's clock: not everybody's hours begin with those of Greenwich. */
const nextHour = (time) => new Date(time).setMinutes(60, 0, 0);

/** The same with a span for counting: without one the last day, in buckets of a round length. */
export function askedForSummary(filters, now = Date.now()) {
  const wanted = asked(filters, now);
  const last = Date.parse(wanted.until) || (wanted.since ? now : nextHour(now));
  const first = Date.parse(wanted.since) || last - DAY_MS;
  const span = Math.max(last - first, MINUTE_MS);
  const fits = (step) => span / step <= (step < HOUR_MS ? MOST_SHORT_BUCKETS : MOST_BUCKETS);
  const step = STEPS_MS.find(fits) ?? STEPS_MS.at(-1);
  const buckets = Math.min(Math.ceil(span / step), MOST_BUCKETS);
  const iso = (time) => new Date(time).toISOString();
  return { ...wanted, since: iso(first), until: iso(first + buckets * step), buckets };
}

const digitsOf = (number) => number.replace(/\D/g, '').slice(-NUMBER_DIGITS);
const sameNumber = (one, other) => one === other || (digitsOf(one) !== '' && digitsOf(one) === digitsOf(other));

function meansOutcome(outcome, reason) {
  if (outcome === '' || outcome === reason) return true;
  if (outcome === 'failed') return !NOT_FAILED.includes(reason);
  return GROUPS[outcome]?.includes(reason) ?? false;
}

/** A call from the browser instead of a telephone: the page's own test of a bot. */
export const isFromBrowser = (call) => call.call_id.startsWith('browser-');

/** domain::is_test */
const isTest = (call) => call.test_call_did_id !== '' || isFromBrowser(call);

/** Whether a call that an event tells of belongs into the list; the API decides for all others. */
export function matches(call, filters, now = Date.now()) {
  const { since, until, number, bot_id, did_id, outcome, test } = asked(filters, now);
  const opened = Date.parse(call.opened_at);
  if (since !== '' && opened < Date.parse(since)) return false;
  if (until !== '' && opened >= Date.parse(until)) return false;
  if (number !== '' && !sameNumber(number, call.from) && !sameNumber(number, call.to)) return false;
  if (bot_id !== '' && bot_id !== call.bot_id) return false;
  if (did_id !== '' && did_id !== call.did_id) return false;
  if (test !== '' && (test === 'yes') !== isTest(call)) return false;
  return meansOutcome(outcome, call.end_reason);
}

// The filters above the list. What is chosen counts at once; a number when its typing pauses.

const PAUSE_MS = 400;

/** Of an <input type=datetime-local>, which knows the reader's time only. */
function localOf(iso) {
  if (iso === '') return '';
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const isoOf = (local) => (local === '' ? '' : new Date(local).toISOString());

function TimeField({ label, value, onValue }) {
  const control = (ties) => html`<input
    ...${ties}
    type="datetime-local"
    value=${localOf(value)}
    onChange=${(event) => onValue(isoOf(event.target.value))}
  />`;
  return html`<${Labelled} label=${label} control=${control} />`;
}

/** What the address names, even if it is on no list any more. */
function withCurrent(choices, value) {
  return value === '' || choices.some((each) => each.value === value) ? choices : [...choices, { value, text: value }];
}

function useNames() {
  const bots = useLoad(api.bots);
  const numbers = useLoad(api.testCallOptions);
  return {
    bots: (bots.data ?? []).map(({ id, name }) => ({ value: id, text: name && name !== id ? `${name} (${id})` : id })),
    numbers: (numbers.data ?? []).map(({ id, number, label }) => ({ value: id, text: label ? `${number} · ${label}` : number })),
  };
}

const choices = (values, textOf) => values.map((value) => ({ value, text: textOf(value || 'any') }));
const outcomeWord = (value) => word('outcome', value);
const testsWord = (value) => word('tests', value);
const whenWord = (value) => word('when', value);

/** Reasons may be asked for by a link; then the choice has them, too. */
function outcomeChoices(value) {
  const groups = choices(OUTCOMES, outcomeWord);
  return OUTCOMES.includes(value) ? groups : [...groups, { value, text: word('end', value) }];
}

function NumberFilter({ value, onValue }) {
  const [typed, setTyped] = useState(value);
  const choose = useRef(null);
  choose.current = () => typed.trim() !== value && onValue(typed.trim());
  useEffect(() => setTyped((now) => (now.trim() === value ? now : value)), [value]);
  useEffect(() => {
    const timer = setTimeout(() => choose.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return html`<${TextField}
    label=${t('calls.filter_number')}
    type="search"
    inputmode="tel"
    maxlength="64"
    value=${typed}
    onValue=${setTyped}
    onChange=${() => choose.current()}
  />`;
}

/** `onFilters(filters)`: all of them, changed. */
export function CallFilterForm({ filters, onFilters }) {
  const names = useNames();
  const field = (name) => ({ value: filters[name], onValue: (value) => onFilters({ ...filters, [name]: value }) });
  const any = { value: '', text: t('calls.any') };
  // An own span begins with what was shown: today.
  const setWhen = (when) => {
    const since = new Date();
    since.setHours(0, 0, 0, 0);
    onFilters({ ...filters, when, since: when === 'custom' ? since.toISOString() : '', until: '' });
  };
  const clear = () => onFilters(Object.fromEntries(Object.keys(filters).map((name) => [name, ''])));
  return html`<form class="call-filters" role="search" aria-label=${t('calls.filters')} onSubmit=${(event) => event.preventDefault()}>
    <${Choice} label=${t('calls.filter_when')} value=${filters.when} onValue=${setWhen} choices=${choices(WHENS, whenWord)} />
    ${filters.when === 'custom' &&
    html`<${TimeField} label=${t('calls.since')} ...${field('since')} />
      <${TimeField} label=${t('calls.until')} ...${field('until')} />`}
    <${NumberFilter} ...${field('number')} />
    <${Choice}
      label=${t('calls.bot')}
      ...${field('bot_id')}
      choices=${[any, ...withCurrent(names.bots, filters.bot_id)]}
    />
    <${Choice}
      label=${t('calls.filter_did')}
      ...${field('did_id')}
      choices=${[any, ...withCurrent(names.numbers, filters.did_id)]}
    />
    <${Choice} label=${t('calls.filter_outcome')} ...${field('outcome')} choices=${outcomeChoices(filters.outcome)} />
    <${Choice} label=${t('calls.filter_test')} ...${field('test')} choices=${choices(TESTS, testsWord)} />
    ${isFiltered(filters) && html`<button type="button" onClick=${clear}>${t('calls.clear')}</button>`}
  </form>`;
}

// Call records as a table, in plain words.

const EXPECTED_ENDS = ['caller_hangup', 'applet_ended', 'bot_hangup'];
const GREETING_KINDS = { heard: 'good', playing: 'live' };
const TICK_MS = 1000;

const nothing = () => html`<span class="muted">–</span>`;

/** Exotel asked for the bot; for ten minutes it may still connect to it. */
const isAwaited = (call) => call.end_reason === 'live' && call.peer === '';

/** How long the stream was open, in milliseconds; null: there was none. */
function streamLength(call, now = Date.now()) {
  const end = call.ended_at === null ? now : Date.parse(call.ended_at);
  return call.started_at === null ? null : Math.max(0, end - Date.parse(call.started_at));
}

/** Runs by itself while the call is live, and draws nothing but itself. */
export function CallLength({ call }) {
  const [, setTick] = useState(0);
  const live = call.end_reason === 'live';
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [live]);
  const length = streamLength(call);
  if (length === null) return nothing();
  return html`<span class=${live ? 'running' : ''}>${howLong(live ? Math.floor(length / 1000) * 1000 : length)}</span>`;
}

export function TurnBadge({ verdict }) {
  if (!verdict || verdict.turn === 'nobody') return null;
  return html`<span class=${`badge turn ${verdict.turn}`}>${word('turn', verdict.turn)}</span>`;
}

/** By its name where that is known, with the id beside it. `names`: of bots by their ids. */
export function BotName({ id, names }) {
  const name = names?.[id];
  return name && name !== id ? html`${name} <code class="small-print">${id}</code>` : html`<code>${id}</code>`;
}

function BotCell({ call, names }) {
  if (call.unknown_bot) {
    return html`${call.bot_id ? html`<code>${call.bot_id}</code>` : nothing()}
      <div class="small-print">${t('calls.unknown_bot')}</div>`;
  }
  return call.bot_id ? html`<${BotName} id=${call.bot_id} names=${names} />` : nothing();
}

export function GreetingBadge({ call }) {
  // A call that is over cannot still be playing: the greeting was cut short.
  const outcome = call.greeting === 'playing' && call.end_reason !== 'live' ? 'cut' : call.greeting;
  return html`<${Badge} kind=${GREETING_KINDS[outcome] ?? 'note'}>${word('greeting', outcome)}<//>`;
}

/** How it ended, in words; a warning where it should not have ended so. */
export function EndWords({ call }) {
  if (isAwaited(call)) return html`<${Badge}>${t('calls.awaited')}<//>`;
  if (call.end_reason === 'live') return html`<${Badge} kind="live">${t('end.live')}<//>`;
  const words = word('end', call.end_reason);
  return EXPECTED_ENDS.includes(call.end_reason) ? words : html`<span class="warning">${words}</span>`;
}

function WhenCell({ call, query }) {
  return html`<a href=${hrefTo(`calls/${encodeURIComponent(call.id)}`, query)} title=${fullTime(call.opened_at)}>
      <time datetime=${call.opened_at}>${clockTime(call.opened_at)}</time>
    </a>
    ${call.test_call_did_id && html`<div class="small-print">${t('calls.test_call')}</div>`}`;
}

function FromCell({ call }) {
  if (isFromBrowser(call)) return t('calls.browser');
  return call.from || nothing();
}

/** Each column by its key: its heading, and what stands in it. */
const COLUMNS = {
  when: ['calls.when', (call, { query }) => html`<${WhenCell} call=${call} query=${query} />`],
  from: ['calls.from', (call) => html`<${FromCell} call=${call} />`],
  to: ['calls.to', (call) => call.to || nothing()],
  bot: ['calls.bot', (call, { names }) => html`<${BotCell} call=${call} names=${names} />`],
  length: ['calls.length', (call) => html`<${CallLength} call=${call} />`],
  first_audio: ['calls.first_audio', ({ first_audio_ms: wait }) => (wait === null ? nothing() : milliseconds(wait))],
  greeting: ['calls.greeting', (call) => html`<${GreetingBadge} call=${call} />`],
  state: ['calls.state', (call) => html`<${EndWords} call=${call} />`],
  ended: ['calls.ended', (call) => html`<${EndWords} call=${call} /> <${TurnBadge} verdict=${call.verdict} />`],
};

/** Many calls; `query`: what their pages keep of this list's address; `last`: 'ended', or 'state' of live ones. */
export function CallList({ caption, calls, query, names, last = 'ended' }) {
  const keys = ['when', 'from', 'to', 'bot', 'length', 'first_audio', 'greeting', last];
  const columns = keys.map((key) => {
    const [text, cell] = COLUMNS[key];
    return { key, text: t(text), cell: (call) => cell(call, { query, names }) };
  });
  return html`<${Table} caption=${caption} columns=${columns} rows=${calls} />`;
}
