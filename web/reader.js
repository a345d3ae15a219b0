// The reader: the words, numbers and times of their language, where they are, what they would lose by leaving, and what
// their browser remembers.
import { useEffect, useLayoutEffect, useRef, useState } from './vendor/htm.js';

// All words of the page come from i18n/*.json.

export const LANGUAGES = { en: 'English', hi: 'हिन्दी' };

let language = 'en';
let texts = {};

function preferredLanguage() {
  const kept = recall('language');
  if (kept in LANGUAGES) return kept;
  return navigator.languages?.some((name) => /^en\b/.test(name)) || !/^hi\b/.test(navigator.language) ? 'en' : 'hi';
}

/**
 * Words as web/pack.py writes them, a line each: families with their codes, the texts of these, and texts that modules ask
 * for by number, from 1 on. Devanagari stands in the upper half of the bytes.
 */
function unpack(file) {
  const devanagari = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xf780 + 0x900);
  const letters = new TextDecoder('x-user-defined').decode(file).replace(/[\uf780-\uf7ff]/g, devanagari);
  const unescaped = (line) => line.replace(/\\(?:n|u(....))/g, (_, code) => (code ? String.fromCharCode(parseInt(code, 16)) : '\n'));
  const [families, coded, numbered] = letters.split('\n\n').map((part) => part.split('\n').map(unescaped));
  const names = families.flatMap((line) => {
    const [family, ...codes] = line.split(' ');
    return codes.map((code) => `${family}.${code}`);
  });
  return Object.fromEntries([...names.map((name, i) => [name, coded[i]]), ...numbered.map((text, i) => [i + 1, text])]);
}

/** Loads a language (default: the reader's) and makes it the page's. */
export async function useTexts(wanted = preferredLanguage()) {
  const response = await fetch(new URL(`./i18n/${wanted}.words`, import.meta.url));
  texts = unpack(await response.arrayBuffer());
  language = wanted;
  document.documentElement.lang = wanted;
}

/** The same, by the reader's choice: it is remembered. */
export async function chooseLanguage(wanted) {
  await useTexts(wanted);
  remember('language', wanted);
}

export const currentLanguage = () => language;

/** The text of `key`, with `{name}` replaced from `values`. An unknown key shows itself. */
export function t(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text of `key`, or undefined: for what the gateway may name and this page does not know. */
export const known = (key) => texts[key];

/** The text of `prefix.code`, or the code itself when nobody has words for it. */
export function word(prefix, code) {
  return texts[`${prefix}.${code}`] ?? code;
}

/** Every code that has words in this family: codesOf('action'). */
export function codesOf(prefix) {
  const start = `${prefix}.`;
  return Object.keys(texts)
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length));
}

// Numbers and times, as the reader's language writes them.

const locale = () => `${currentLanguage()}-IN`;

// Making a formatter takes longer than a hundred uses of it.
const formatters = new Map();

function formatter(Kind, options = {}) {
  const key = `${Kind.name} ${locale()} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(locale(), options));
  return formatters.get(key);
}

const amount = (value, unit, options = {}) => formatter(Intl.NumberFormat, { style: 'unit', unit, ...options }).format(value);

export const milliseconds = (value) => amount(value, 'millisecond');

/** "4.2s". */
export function seconds(value, digits = 1) {
  const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
  const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // In Hindi the narrow one, "से", is a word of its own: "from".
  const unitDisplay = currentLanguage() === 'en' ? 'narrow' : 'long';
  return amount(rounded + 0, 'second', { unitDisplay, ...exactly }); // no sign before a nought
}

/** Milliseconds as a clock: 1:05, 59:59, 1:00:00. */
export function duration(value) {
  const whole = Math.floor(value / 1000);
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** How long something of so many milliseconds took: 4.2s, 42s, 1:05, 1:02:03. */
export function howLong(value) {
  if (value >= 60_000) return duration(value);
  return value < 10_000 ? seconds(Math.floor(value / 100) / 10) : seconds(Math.floor(value / 1000), 0);
}

export const days = (value) => amount(value, 'day', { unitDisplay: 'long', maximumFractionDigits: 0 });

/** "10 MB", of bytes; 2^20 to one, as limits are. */
export const megabytes = (value) => amount(value / 2 ** 20, 'megabyte', { maximumFractionDigits: 1 });

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

/** In the unit that suits it; 1,000 to one, as disks are sold. */
export function bytes(value) {
  let unit = 0;
  let size = value;
  while (size >= 1000 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = size < 10 && unit > 0 ? 1 : 0;
  return amount(size, BYTE_UNITS[unit], { unitDisplay: 'short', maximumFractionDigits: digits });
}

export const count = (value) => formatter(Intl.NumberFormat).format(value);

/** A share of one, e.g. 0.87 as 87%. */
export const percent = (share) => formatter(Intl.NumberFormat, { style: 'percent' }).format(share);

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const DAY = { day: 'numeric', month: 'short', year: 'numeric' };
const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

const written = (options, iso) => formatter(Intl.DateTimeFormat, options).format(new Date(iso));

/** An ISO time as the reader's clock shows it; without the date when it was today. */
export function clockTime(iso) {
  const today = new Date(iso).toDateString() === new Date().toDateString();
  return written({ ...(today ? {} : { day: 'numeric', month: 'short' }), ...CLOCK }, iso);
}

export const fullTime = (iso) => written({ dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' }, iso);

/** An ISO time's day: 21 Nov 2026. */
export const day = (iso) => written(DAY, iso);

/** An ISO time with its day, to the minute. */
export const dayAndTime = (iso) => written({ ...DAY, ...TO_THE_MINUTE }, iso);

/** With milliseconds, to compare with somebody else's record. */
export const exactTime = (iso) => written({ ...CLOCK, fractionalSecondDigits: 3 }, iso);

/** A day and an hour, for the axis of a chart and its table. */
export const hourTime = (time) => written({ day: 'numeric', month: 'short', ...TO_THE_MINUTE }, time);

/** Marks below an axis: of some hours, and of more than two days. */
export const clockMinute = (time) => written(TO_THE_MINUTE, time);
export const dayMark = (time) => written({ day: 'numeric', month: 'short' }, time);

/** A moment from the beginning of something, as exact as steps of `step` milliseconds need: 3.2s, 1:05, -0.412s. */
export function offset(ms, step) {
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : 3;
  if (Math.abs(ms) < 60_000) return seconds(ms / 1000, digits);
  const fraction = formatter(Intl.NumberFormat, { minimumFractionDigits: digits }).format((Math.abs(ms) % 1000) / 1000);
  return `${ms < 0 ? '-' : ''}${duration(Math.abs(ms))}${digits === 0 ? '' : fraction.slice(1)}`;
}

const SECONDS = { day: 86_400, hour: 3600, minute: 60, second: 1 };

/** The two largest parts of a time span: 3 days 4 hours. */
export function timeSpan(value) {
  let rest = Math.max(0, Math.floor(value));
  const parts = [];
  const part = (whole, unit) => amount(whole, unit, { unitDisplay: 'long', maximumFractionDigits: 0 });
  for (const [unit, size] of Object.entries(SECONDS)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(part(whole, unit));
  }
  return parts.slice(0, 2).join(' ') || part(0, 'second');
}

/** How long ago an ISO time was, or how far ahead it is: 5 minutes ago. */
export function fromNow(iso) {
  const away = (new Date(iso) - Date.now()) / 1000;
  const [unit, size] = Object.entries(SECONDS).find(([, each]) => Math.abs(away) >= each) ?? ['second', 1];
  return formatter(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(Math.trunc(away / size), unit);
}

// What this browser remembers of its reader's choices. A browser that refuses to remember is no error.

const PREFIX = 'exogate.';

export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? '';
  } catch {
    return '';
  }
}

export function remember(name, value) {
  try {
    if (value === '') localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // A private window: the choice holds until it is closed.
  }
}

// Forms with changes that are not saved. Nothing is lost without a question: not by a link, not by closing the tab.

const dirty = new Set();
let ask = async () => true;
let asked = 0;
let pending = null;

/** `question` shows a dialog and answers whether the reader leaves. */
export function whenLeaving(question) {
  ask = question;
}

/** A form asks about its own changes: whoever would leave waits for that answer, and has to come again. */
export function useAsking(asking) {
  useLayoutEffect(() => {
    if (!asking) return undefined;
    asked += 1;
    return () => {
      asked -= 1;
    };
  }, [asking]);
}

/** True when nothing would be lost, or the reader says so. There is one question at a time. */
export async function mayLeave() {
  if (dirty.size === 0) return true;
  if (asked > 0) return false;
  pending ??= ask().finally(() => {
    pending = null;
  });
  const leave = await pending;
  if (leave) dirty.clear();
  return leave;
}

/** While `changed`, leaving asks first: from the change itself on, not from the next frame. */
export function useUnsaved(changed) {
  const mark = useRef({});
  useLayoutEffect(() => {
    if (changed) dirty.add(mark.current);
    else dirty.delete(mark.current);
    return () => dirty.delete(mark.current);
  }, [changed]);
}

addEventListener('beforeunload', (event) => {
  if (dirty.size > 0) event.preventDefault();
});

// Where the reader is: the address after the #, e.g. #/calls/0b5f…?number=0804… . Every view can be linked to.

/** {path: 'calls', rest: ['0b5f…'], query: URLSearchParams} */
function placeNow() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [first, ...rest] = path.split('/').map(decodeURIComponent);
  return { path: first, rest, query: new URLSearchParams(query ?? '') };
}

/** The address of a place; `query` is an object, of which empty values are left out. */
export function hrefTo(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const words = new URLSearchParams(kept).toString();
  return `#/${path}${words && `?${words}`}`;
}

/** Goes there as a click would: it can be gone back from. */
export function go(path, query) {
  location.hash = hrefTo(path, query);
}

/** Changes the address of the view that is shown (its filters), without a step in the history. */
export function stay(path, query) {
  history.replaceState(null, '', hrefTo(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The place, followed. Leaving a form with unsaved changes asks first; who stays finds the old address again. */
export function usePlace() {
  const [place, setPlace] = useState(placeNow);
  useEffect(() => {
    let shown = location.hash;
    const follow = async () => {
      const wanted = location.hash;
      if (/^#setup=/.test(wanted)) return location.reload();
      if (wanted === shown) return setPlace(placeNow());
      const kept = shown;
      history.replaceState(null, '', kept || '#/'); // until the reader has decided
      if (!(await mayLeave())) return undefined;
      shown = wanted;
      history.replaceState(null, '', wanted || '#/');
      return setPlace(placeNow());
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
