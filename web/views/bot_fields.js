// A bot's fields: as they are edited, as they are sent, in which voice, and what is done when somebody else changed them.
import { html, useEffect, useRef } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { Notice, Results } from '../parts/data.js';
import { Choice, TextField, useSubmit } from '../parts/form.js';
import { t } from '../reader.js';

// A bot as the fields of a form, and back: what the API takes (src/admin/schemas/bots.json, BotChange).

export const ID_RULE = '[A-Za-z0-9._~\\-]{1,128}'; // domain/bot.h
export const DIGITS = [...'1234567890*#'];
const MOST_GREETING_BYTES = 2000;

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

/** An id for a name, as far as its letters are Latin: "Front desk" → "front-desk"; '' without one. */
export const idFor = (name) =>
  name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');

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

// Somebody else removed or changed the bot that is being edited: what is stored is looked at right before saving. A PUT
// makes a bot that is not there, and the changes alone would make one without its greeting.

/** `kind`: 'gone', or 'changed' with the bot as it is `stored` now. */
class Conflict extends Error {
  constructor(kind, stored) {
    super(t(`bots.conflict.${kind}`));
    this.kind = kind;
    this.stored = stored;
  }
}

const NOT_FOUND = 404;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The bot as it is stored. Refuses when there is none any more. */
async function storedBot(id) {
  try {
    return await api.bot(id);
  } catch (error) {
    if (error instanceof ApiError && error.status === NOT_FOUND) throw new Conflict('gone');
    throw error;
  }
}

/** Saves `changes` of a bot that is still there. */
export async function changeBot(id, changes) {
  await storedBot(id);
  return api.saveBot(id, changes);
}

/** Refuses when a field of `before` (bot_fields.js, requestOf) is not stored any more as it is there. */
export async function checkUnchanged(id, before) {
  const stored = await storedBot(id);
  const now = copyOf(stored);
  if (Object.keys(before).some((name) => !same(now[name], before[name]))) throw new Conflict('changed', stored);
}

/** useSubmit of `action(way)`: 'checked', or by submitAs(way) what the reader chose in a conflict. */
export function useCheckedSubmit(action) {
  const way = useRef('checked');
  const form = useSubmit(() => {
    const chosen = way.current;
    way.current = 'checked';
    return action(chosen);
  });
  const submitAs = (chosen) => {
    way.current = chosen;
    form.submit();
  };
  return { ...form, submitAs };
}

/** These buttons vanish when one is used: the focus goes to the form's own. */
function Way({ action, children }) {
  const choose = (event) => {
    event.currentTarget.form.querySelector('[type=submit]').focus();
    action();
  };
  return html`<button type="button" onClick=${choose}>${children}</button>`;
}

function Ways({ form }) {
  if (form.failure.kind === 'gone') {
    return html`<${Way} action=${() => form.submitAs('again')}>${t('bots.conflict_again')}<//>
      <${Way} action=${form.abandon}>${t('bots.conflict_leave')}<//>`;
  }
  return html`<${Way} action=${() => form.adoptStored(form.failure.stored)}>${t('bots.conflict_load')}<//>
    <${Way} action=${() => form.submitAs('mine')}>${t('bots.conflict_keep')}<//>`;
}

/** Why saving failed, where that is not about one field, and what can be done: {error, failure, submitAs, adoptStored(bot), abandon}. */
export function SaveTrouble({ form }) {
  const words = useRef(null);
  useEffect(() => {
    words.current?.focus();
  }, [form.failure]);
  return html`<${Results}>
    ${form.error &&
    html`<${Notice} kind="bad">
      <p ref=${words} class="save-trouble" tabindex="-1">${form.error}</p>
      ${form.failure instanceof Conflict && html`<div class="buttons"><${Ways} form=${form} /></div>`}
    <//>`}
  <//>`;
}

// Whose voice speaks the greeting, and whether this gateway has it.

/** {elevenlabs, command}: true, false, or null when the settings could not be read. */
function configuredVoices(settings) {
  if (settings === null) return { elevenlabs: null, command: null };
  const setting = (name) => settings.settings.find(({ key }) => key === `speech.${name}`);
  return {
    elevenlabs: setting('elevenlabs_api_key')?.set ?? null,
    command: (setting('command')?.value ?? []).length > 0,
  };
}

/** The vendor of a choice, where it wants one. */
const vendorOf = (voice) => (voice.startsWith('elevenlabs') ? 'elevenlabs' : voice);

/** What speaks when the bot asks for no voice of its own; '' when the settings could not be read. */
function siteVoice({ elevenlabs, command }) {
  if (elevenlabs === null) return '';
  return elevenlabs ? 'elevenlabs' : command ? 'command' : 'builtin';
}

function siteChoice(configured) {
  const voice = siteVoice(configured);
  return voice ? t('bots.voice_site', { voice: t(`voice.${voice}`) }) : t('bots.voice_site_plain');
}

const DEVANAGARI = /\p{Script=Devanagari}/u;

/** What to know of a text that this voice would not speak as it is written; '' when there is nothing. */
export function scriptHint({ language, greeting_text, voice }, settings) {
  const speaks = voice || siteVoice(configuredVoices(settings));
  const devanagari = DEVANAGARI.test(greeting_text);
  if (speaks === 'builtin' && (devanagari || language === 'hi')) return t('bots.voice_no_hindi');
  return devanagari && language === 'en' ? t('bots.language_differs') : '';
}

export function VoiceFields({ values, field, settings }) {
  const configured = configuredVoices(settings);
  const missing = (voice) => configured[vendorOf(voice)] === false;
  const mark = (voice) => (missing(voice) ? ` (${t('bots.voice_missing')})` : '');
  const choices = [
    { value: '', text: siteChoice(configured) },
    { value: 'builtin', text: t('voice.builtin') },
    { value: 'elevenlabs', text: t('bots.voice_elevenlabs') + mark('elevenlabs') },
    { value: 'elevenlabs:', text: t('bots.voice_elevenlabs_other') + mark('elevenlabs:') },
    { value: 'command', text: t('voice.command') + mark('command') },
  ];
  const other = values.voice === 'elevenlabs:';
  return html`<${Choice}
      label=${t('bots.voice')}
      hint=${missing(values.voice) ? t(`bots.voice_missing_hint.${vendorOf(values.voice)}`) : scriptHint(values, settings)}
      choices=${choices}
      ...${field('voice')}
      ...${other && { error: '' }}
    />
    ${other &&
    html`<${TextField}
      label=${t('bots.voice_id')}
      hint=${t('bots.voice_id_hint')}
      type="text"
      required
      pattern="[A-Za-z0-9]{1,69}"
      spellcheck="false"
      autocapitalize="none"
      ...${field('voice_id')}
      error=${field('voice').error}
    />`}`;
}
