// The sections of a bot's form.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Check, Choice, TextArea, TextField } from '../parts/form.js';
import { Player } from '../parts/player.js';
import { count } from '../written.js';
import { ID_RULE, excessLetters, idFor, voiceOf } from './bot_fields.js';
import { MenuFields } from './bot_menu.js';
import { VoiceFields } from './bot_voice.js';

export function Section({ title, lead, children }) {
  return html`<section class="card" aria-label=${title}>
    <h2>${title}</h2>
    ${lead && html`<p class="muted">${lead}</p>`} ${children}
  </section>`;
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
