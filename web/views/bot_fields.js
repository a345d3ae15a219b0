// A bot as the fields of a form, and back: what the API takes (src/admin/schemas/bots.json, BotChange).
import { t } from '../i18n.js';

export const ID_RULE = '[A-Za-z0-9._~\\-]{1,128}'; // domain/bot.h
export const DIGITS = [...'1234567890*#'];
export const MOST_GREETING_BYTES = 2000;

/** Fields that show by themselves what the gateway says is wrong with them. */
export const FIELDS = [
  'id',
  'name',
  'language',
  'kind',
  'voice',
  'greeting_text',
  'after',
  'menu',
  'menu_wait_seconds',
  'menu_tries',
  'max_duration_seconds',
  'max_calls',
];

const OTHER_VOICE = 'elevenlabs:';
const NEW_BOT = {
  id: '',
  name: '',
  language: 'en',
  active: true,
  kind: 'greet',
  voice: '',
  greeting_text: '',
  interruptible: false,
  after: 'stay',
  menu: [],
  menu_wait_seconds: 6,
  menu_tries: 3,
  max_duration_seconds: 0,
  max_calls: 0,
};

let lastKey = 0;
/** One row of the menu; `key` tells rows apart while digits are being chosen. */
export function menuRow(digit, bot_id = '', say = '') {
  return { key: ++lastKey, digit, leads: say ? 'say' : 'bot', bot_id, say };
}

/** 0 means the site's: an empty box. */
const limit = (number) => (number === 0 ? '' : String(number));

/** The fields of the form; of a new bot without `bot`. */
export function valuesOf(bot = NEW_BOT) {
  const other = bot.voice.startsWith(OTHER_VOICE);
  return {
    id: bot.id,
    name: bot.name,
    language: bot.language,
    active: bot.active,
    kind: bot.kind,
    voice: other ? OTHER_VOICE : bot.voice,
    voice_id: other ? bot.voice.slice(OTHER_VOICE.length) : '',
    greeting_text: bot.greeting_text,
    interruptible: bot.interruptible,
    after: bot.after,
    menu: bot.menu.map(({ digit, bot_id, say }) => menuRow(digit, bot_id ?? '', say ?? '')),
    menu_wait_seconds: String(bot.menu_wait_seconds),
    menu_tries: String(bot.menu_tries),
    max_duration_seconds: limit(bot.max_duration_seconds),
    max_calls: limit(bot.max_calls),
  };
}

export const voiceOf = ({ voice, voice_id }) => (voice === OTHER_VOICE ? voice + voice_id.trim() : voice);

const choiceOf = ({ digit, leads, bot_id, say }) => (leads === 'bot' ? { digit, bot_id } : { digit, say: say.trim() });

/** All fields as the API takes them. */
export function requestOf(values) {
  return {
    name: values.name.trim(),
    language: values.language,
    active: values.active,
    kind: values.kind,
    voice: voiceOf(values),
    greeting_text: values.greeting_text.trim(),
    interruptible: values.interruptible,
    after: values.after,
    menu: values.menu.map(choiceOf),
    menu_wait_seconds: Number(values.menu_wait_seconds),
    menu_tries: Number(values.menu_tries),
    max_duration_seconds: Number(values.max_duration_seconds),
    max_calls: Number(values.max_calls),
  };
}

/** What makes a removed bot again; its recording and its login have requests of their own. */
export const copyOf = (bot) => requestOf(valuesOf(bot));

/**
 * The fields of `values` that differ from those of `before`. A menu that is not shown is left as it is: nobody could
 * mend what is wrong with it.
 */
export function changesOf(before, values) {
  const [old, now] = [requestOf(before), requestOf(values)];
  const hidden = values.after === 'menu' && values.kind === 'greet' ? [] : ['menu', 'menu_wait_seconds', 'menu_tries'];
  const differs = (name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]);
  const names = Object.keys(now).filter((name) => !hidden.includes(name) && differs(name));
  return Object.fromEntries(names.map((name) => [name, now[name]]));
}

const bytes = (text) => new TextEncoder().encode(text).length;

/** How many letters at the end of a greeting are too many; 0 when it fits. */
export function excessLetters(text) {
  const letters = [...text.trim()];
  let over = bytes(text.trim()) - MOST_GREETING_BYTES;
  let excess = 0;
  for (; over > 0; excess += 1) over -= bytes(letters[letters.length - 1 - excess]);
  return excess;
}

/** An id for a name, as far as its letters are Latin: "Front desk" → "front-desk". */
export const idFor = (name) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/** A refusal of the page's own, told like the gateway's: it begins with the field. */
export function localFault(values, taken) {
  if (taken.includes(values.id)) return ['id', t('bots.taken', { id: values.id })];
  if (excessLetters(values.greeting_text) > 0) return ['greeting_text', t('bots.too_long_short')];
  if (values.kind === 'greet' && values.after === 'menu') {
    if (values.menu.length === 0) return ['menu', t('bots.menu_empty')];
    const digits = values.menu.map(({ digit }) => digit);
    const twice = digits.find((digit, at) => digits.indexOf(digit) !== at);
    if (twice) return ['menu', t('bots.menu_twice', { digit: twice })];
  }
  return null;
}
