// Numbers and times, as the reader's language writes them.
import { currentLanguage } from './i18n.js';

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
