// The sections of a bot's form, and its menu.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { Section } from '../parts/data.js';
import { Check, Choice, TextArea, TextField } from '../parts/form.js';
import { Player } from '../parts/sound.js';
import { count, t } from '../reader.js';
import { DIGITS, ID_RULE, VoiceFields, excessLetters, idFor, menuRow, voiceOf } from './bot_fields.js';

// The keys of a menu: each leads to another bot, or to words that are said before the call is hung up.

function Target({ row, bots, onChange }) {
  if (row.leads === 'say') {
    return html`<${TextArea}
      label=${t('bots.menu_words')}
      rows="2"
      required
      maxlength="2000"
      value=${row.say}
      onValue=${(say) => onChange({ ...row, say })}
    />`;
  }
  const known = row.bot_id === '' || bots.some((bot) => bot.id === row.bot_id);
  const choices = [
    { value: '', text: t('bots.menu_choose'), disabled: true },
    ...(known ? [] : [{ value: row.bot_id, text: `${row.bot_id} (${t('bots.menu_unknown')})` }]),
    ...bots.map((bot) => ({ value: bot.id, text: bot.name })),
  ];
  return html`<${Choice}
    label=${t('bots.menu_bot')}
    required
    choices=${choices}
    value=${row.bot_id}
    onValue=${(bot_id) => onChange({ ...row, bot_id })}
  />`;
}

function MenuRow({ row, bots, onChange, onRemove }) {
  const leads = ['bot', 'say'].map((value) => ({ value, text: t(`bots.menu_leads.${value}`) }));
  return html`<li>
    <${Choice}
      label=${t('bots.menu_digit')}
      choices=${DIGITS.map((digit) => ({ value: digit, text: digit }))}
      value=${row.digit}
      onValue=${(digit) => onChange({ ...row, digit })}
    />
    <${Choice}
      label=${t('bots.menu_what')}
      choices=${leads}
      value=${row.leads}
      onValue=${(chosen) => onChange({ ...row, leads: chosen })}
    />
    <${Target} row=${row} bots=${bots} onChange=${onChange} />
    <button
      type="button"
      class="small risky"
      aria-label=${t('bots.menu_remove', { digit: row.digit })}
      onClick=${() => onRemove(row)}
    >
      ${t('form.remove')}
    </button>
  </li>`;
}

function Waiting({ field }) {
  return html`<div class="pair">
    <${TextField}
      label=${t('bots.menu_wait')}
      type="number"
      min="1"
      max="60"
      required
      ...${field('menu_wait_seconds')}
    />
    <${TextField}
      label=${t('bots.menu_tries')}
      hint=${t('bots.menu_tries_hint')}
      type="number"
      min="1"
      max="10"
      required
      ...${field('menu_tries')}
    />
  </div>`;
}

function MenuFields({ values, field, bots }) {
  const rows = values.menu;
  const change = (row) => field('menu').onValue(rows.map((each) => (each.key === row.key ? row : each)));
  const remove = (row) => {
    field('menu').onValue(rows.filter((each) => each.key !== row.key));
    document.getElementById('add-key')?.focus(); // the button is gone with its row
  };
  const free = DIGITS.find((digit) => rows.every((row) => row.digit !== digit));
  const fault = field('menu').error;
  return html`<div class="menu-keys" role="group" aria-label=${t('bots.menu_keys')}>
    ${rows.length === 0 && html`<p class="hint">${t('bots.menu_none')}</p>`}
    <ul>
      ${rows.map(
        (row) => html`<${MenuRow} key=${row.key} row=${row} bots=${bots} onChange=${change} onRemove=${remove} />`,
      )}
    </ul>
    ${fault && html`<p class="fault" role="alert">${fault}</p>`}
    <button
      type="button"
      id="add-key"
      aria-disabled=${String(!free)}
      onClick=${() => free && field('menu').onValue([...rows, menuRow(free)])}
    >
      ${t('bots.menu_add')}
    </button>
    <${Waiting} field=${field} />
  </div>`;
}

/** Controls that can be used unless `fixed`: whoever may not change the bot sees its fields all the same. */
function Fields({ fixed, children }) {
  return html`<fieldset class="bare" disabled=${fixed}>${children}</fieldset>`;
}

/** The id follows the name until somebody writes one. */
function NewNames({ field, replace }) {
  const name = (text) =>
    replace((before) => ({ ...before, name: text, id: before.id === idFor(before.name) ? idFor(text) : before.id }));
  return html`<${TextField}
      label=${t('bots.name')}
      type="text"
      maxlength="200"
      ...${field('name')}
      onValue=${name}
    />
    <${TextField}
      label=${t('bots.id')}
      hint=${t('bots.id_hint')}
      type="text"
      required
      pattern=${ID_RULE}
      autocapitalize="none"
      spellcheck="false"
      ...${field('id')}
    />`;
}

const LANGUAGES = ['en', 'hi'];
const KINDS = ['greet', 'echo'];
const AFTERS = ['stay', 'hang_up', 'menu'];

export function AboutSection({ isNew, ...form }) {
  const { field, fixed } = form;
  return html`<${Section} title=${t('bots.about')}><${Fields} fixed=${fixed}>
    ${isNew
      ? html`<${NewNames} ...${form} />`
      : html`<${TextField}
          label=${t('bots.name')}
          type="text"
          maxlength="200"
          ...${field('name')}
        />`}
    <div class="pair">
      <${Choice}
        label=${t('bots.language')}
        choices=${LANGUAGES.map((value) => ({ value, text: t(`bots.language.${value}`) }))}
        ...${field('language')}
      />
      <${Choice}
        label=${t('bots.kind')}
        choices=${KINDS.map((value) => ({ value, text: t(`bots.kind.${value}`) }))}
        ...${field('kind')}
      />
    </div>
    <${Check} label=${t('bots.active')} hint=${t('bots.active_hint')} ...${field('active')} />
  <//><//>`;
}

export function GreetingSection({ settings, recorded, ...form }) {
  const { values, field, fixed } = form;
  const excess = excessLetters(values.greeting_text);
  const preview = () =>
    api.previewGreeting({
      greeting_text: values.greeting_text.trim(),
      language: values.language,
      voice: voiceOf(values),
    });
  return html`<${Section} title=${t('bots.greeting')}>
    ${recorded && html`<p class="notice">${t('bots.recording_instead')}</p>`}
    <${Fields} fixed=${fixed}>
    <${TextArea}
      label=${t('bots.greeting_text')}
      hint=${t('bots.greeting_hint')}
      rows="4"
      lang=${values.language}
      ...${field('greeting_text')}
      ...${excess > 0 && { error: t('bots.too_long', { letters: count(excess) }) }}
    />
    <${VoiceFields} values=${values} field=${field} settings=${settings} />
    <//>
    <${Player} text=${t('bots.hear')} load=${preview} />
    <${Fields} fixed=${fixed}>
    <${Check}
      label=${t('bots.interruptible')}
      hint=${t('bots.interruptible_hint')}
      ...${field('interruptible')}
    />
    <//>
  <//>`;
}

export function AfterSection({ bots, ...form }) {
  const { values, field, fixed } = form;
  if (values.kind === 'echo') {
    return html`<${Section} title=${t('bots.after')} lead=${t('bots.after_echo')} />`;
  }
  return html`<${Section} title=${t('bots.after')}><${Fields} fixed=${fixed}>
    <${Choice}
      label=${t('bots.after_label')}
      choices=${AFTERS.map((value) => ({ value, text: t(`bots.after.${value}`) }))}
      ...${field('after')}
    />
    ${values.after === 'menu' && html`<${MenuFields} values=${values} field=${field} bots=${bots} />`}
  <//><//>`;
}

export function LimitsSection({ field, fixed }) {
  return html`<${Section} title=${t('bots.limits')}><${Fields} fixed=${fixed}>
    <div class="pair">
      <${TextField}
        label=${t('bots.max_duration')}
        hint=${t('bots.max_duration_hint')}
        type="number"
        min="1"
        max="3600"
        ...${field('max_duration_seconds')}
      />
      <${TextField}
        label=${t('bots.max_calls')}
        hint=${t('bots.max_calls_hint')}
        type="number"
        min="1"
        max="4294967295"
        ...${field('max_calls')}
      />
    </div>
  <//><//>`;
}
