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
export const WHENS = ['', ...Object.keys(DAYS_BACK), 'custom'];
/** domain/call_search.h */
export const OUTCOMES = ['', 'live', 'answered', 'refused', 'failed'];
export const TESTS = ['', 'yes', 'no'];

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
