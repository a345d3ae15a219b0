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

/** The text of `prefix.code`, or the code itself when nobody has words for it. */
export function word(prefix, code) {
  return texts[`${prefix}.${code}`] ?? code;
}

const locale = () => `${language}-IN`;

// Making a formatter takes longer than a hundred uses of it.
const formatters = new Map();

function formatter(Kind, options = {}) {
  const key = `${Kind.name} ${locale()} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Kind(locale(), options));
  return formatters.get(key);
}

export function milliseconds(value) {
  return formatter(Intl.NumberFormat, { style: 'unit', unit: 'millisecond' }).format(value);
}

export const count = (value) => formatter(Intl.NumberFormat).format(value);

/** A share of one, e.g. 0.87 as 87%. */
export const percent = (share) => formatter(Intl.NumberFormat, { style: 'percent' }).format(share);

function inSeconds(value, digits) {
  const options = { style: 'unit', unit: 'second', unitDisplay: 'narrow', minimumFractionDigits: digits, maximumFractionDigits: digits };
  const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
  return formatter(Intl.NumberFormat, options).format(rounded + 0); // no sign before a nought
}

/** How long something took: 4.2s, 1:05, 1:02:03. */
export function howLong(ms) {
  const whole = Math.floor(ms / 1000);
  if (whole < 60) {
    const digits = ms < 10_000 ? 1 : 0;
    const shown = digits === 1 ? Math.floor(ms / 100) / 10 : whole;
    return inSeconds(shown, digits);
  }
  const two = (value) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

/** An ISO time as the reader's clock shows it; without the date when it was today. */
export function clockTime(iso) {
  const time = new Date(iso);
  const today = time.toDateString() === new Date().toDateString();
  return formatter(Intl.DateTimeFormat, { ...(today ? {} : { day: 'numeric', month: 'short' }), ...CLOCK }).format(time);
}

export const fullTime = (iso) =>
  formatter(Intl.DateTimeFormat, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(iso));

/** With milliseconds, to compare with somebody else's record. */
export const exactTime = (iso) =>
  formatter(Intl.DateTimeFormat, { ...CLOCK, fractionalSecondDigits: 3 }).format(new Date(iso));

/** A day and an hour, for the axis of a chart and its table. */
export const hourTime = (time) =>
  formatter(Intl.DateTimeFormat, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);

/** Marks below an axis: of some hours, and of more than two days. */
export const clockMinute = (time) =>
  formatter(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);
export const dayMark = (time) => formatter(Intl.DateTimeFormat, { day: 'numeric', month: 'short' }).format(time);

/** A moment from the beginning of something, as exact as steps of `step` milliseconds need: 3.2s, 1:05, -0.412s. */
export function offset(ms, step) {
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : 3;
  if (Math.abs(ms) >= 60_000) {
    const rest = digits === 0 ? '' : formatter(Intl.NumberFormat, { minimumFractionDigits: digits }).format((Math.abs(ms) % 1000) / 1000).slice(1);
    return `${ms < 0 ? '-' : ''}${howLong(Math.abs(ms))}${rest}`;
  }
  return inSeconds(ms / 1000, digits);
}
