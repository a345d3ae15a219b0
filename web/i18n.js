// All words of the page come from i18n/*.json; numbers and times are written as the reader's language does.
import { recall, remember } from './memory.js';

export const LANGUAGES = { en: 'English', hi: 'हिन्दी' };

let language = 'en';
let texts = {};

function preferredLanguage() {
  const kept = recall('language');
  if (kept in LANGUAGES) return kept;
  return navigator.languages?.some((name) => /^en\b/.test(name)) || !/^hi\b/.test(navigator.language) ? 'en' : 'hi';
}

/** Loads a language (default: the reader's) and makes it the page's. */
export async function useTexts(wanted = preferredLanguage()) {
  const response = await fetch(new URL(`./i18n/${wanted}.json`, import.meta.url));
  texts = await response.json();
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

const locale = () => `${language}-IN`;

export function milliseconds(value) {
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'millisecond' }).format(value);
}

/** "4.2s". */
export function seconds(value, digits = 1) {
  const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale(), { style: 'unit', unit: 'second', unitDisplay: 'narrow', ...exactly }).format(value);
}

/** "10 MB", of bytes. */
export function megabytes(value) {
  const options = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 };
  return new Intl.NumberFormat(locale(), options).format(value / 2 ** 20);
}

/** Milliseconds as a clock: 1:05, 59:59, 1:00:00. */
export function duration(value) {
  const whole = Math.floor(value / 1000);
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export const count = (value) => new Intl.NumberFormat(locale()).format(value);

/** An ISO time as the reader's clock shows it; without the date when it was today. */
export function clockTime(iso) {
  const time = new Date(iso);
  const today = time.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(locale(), {
    ...(today ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(time);
}

export const fullTime = (iso) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'long' }).format(new Date(iso));

const written = (options, iso) => new Intl.DateTimeFormat(locale(), options).format(new Date(iso));

/** An ISO time's day: 21 Nov 2026. */
export const day = (iso) => written({ day: 'numeric', month: 'short', year: 'numeric' }, iso);

/** An ISO time with its day, to the minute. */
export const dayAndTime = (iso) =>
  written({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, iso);

const amount = (value, unit, unitDisplay, digits = 0) =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits }).format(value);

export const days = (value) => amount(value, 'day', 'long');

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

export function bytes(value) {
  let unit = 0;
  let size = value;
  while (size >= 1000 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return amount(size, BYTE_UNITS[unit], 'short', size < 10 && unit > 0 ? 1 : 0);
}

const SECONDS = { day: 86_400, hour: 3600, minute: 60, second: 1 };

/** The two largest parts of a time span: 3 days 4 hours. */
export function timeSpan(seconds) {
  let rest = Math.max(0, Math.floor(seconds));
  const parts = [];
  for (const [unit, size] of Object.entries(SECONDS)) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(amount(whole, unit, 'long'));
  }
  return parts.slice(0, 2).join(' ') || amount(0, 'second', 'long');
}

/** How long ago an ISO time was, or how far ahead it is: 5 minutes ago. */
export function fromNow(iso) {
  const seconds = (new Date(iso) - Date.now()) / 1000;
  const [unit, size] = Object.entries(SECONDS).find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}
