// One bot: everything about it, in sections. The form is saved as a whole; the recording and the login at once.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { SubmitButton, fieldOf, useFields, useSubmit } from '../parts/form.js';
import { Badge, Outcome } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { useUnsaved } from '../unsaved.js';
import { FIELDS, changesOf, localFault, requestOf, valuesOf } from './bot_fields.js';
import { LoginSection } from './bot_login.js';
import { RecordingSection } from './bot_recording.js';
import { AboutSection, AfterSection, GreetingSection, LimitsSection } from './bot_sections.js';

/** What is wrong in the page's own words, at the field that it is about. */
class FieldFault extends Error {
  constructor([field, message]) {
    super(message);
    this.field = field;
  }
}

const nothingIn = (object) => Object.keys(object).length === 0;

/** The form of a bot, or of a new one: {values, set, replace, changed, submit, busy, error, errorOf, discard}. */
function useBotForm({ bot, taken, by, onSaved }) {
  const [base, setBase] = useState(() => valuesOf(bot));
  const [values, set, replace] = useFields(base);
  const [saved, setSaved] = useState(null);
  // What was typed stays as it is when the gateway has it so: its rows keep the focus.
  const adopt = (stored) => {
    const same = JSON.stringify(requestOf(stored)) === JSON.stringify(requestOf(values));
    setBase(same ? values : stored);
    if (!same) replace(stored);
  };
  const changes = changesOf(base, values);
  const changed = saved === null && !(nothingIn(changes) && values.id === base.id);
  useUnsaved(changed);
  useEffect(() => {
    if (bot && !changed) adopt(valuesOf(bot)); // somebody else's change, or one of its recording
  }, [bot?.updated_at]);
  useEffect(() => {
    if (saved) onSaved(saved);
  }, [saved]);
  const form = useSubmit(async () => {
    const fault = localFault(values, bot ? [] : taken);
    if (fault) throw new FieldFault(fault);
    if (bot && nothingIn(changes)) return by.say(t('bots.unchanged'), 'note');
    const answer = await api.saveBot(values.id, bot ? changes : requestOf(values));
    if (!bot) return setSaved(answer); // first nothing is unsaved, then the page changes
    adopt(valuesOf(answer));
    return onSaved(answer);
  });
  const faulty = form.failure?.field ?? fieldOf(form.failure, FIELDS);
  const errorOf = (field) => (field === faulty ? form.error : '');
  const discard = () => {
    form.reset();
    replace(base);
  };
  return { ...form, values, set, replace, changed, errorOf, discard, error: faulty ? '' : form.error };
}

/** After a refusal the first field that is wrong gets the focus. */
function useFaultFocused(failure) {
  const box = useRef(null);
  useEffect(() => {
    if (failure) (box.current.querySelector('[aria-invalid=true]') ?? box.current.querySelector('.fault'))?.focus();
  }, [failure]);
  return box;
}

function SaveBar({ form, isNew }) {
  return html`<div class=${`save-bar ${form.changed ? 'changed' : ''}`}>
    <${SubmitButton} busy=${form.busy}>${t('form.save')}<//>
    ${form.changed && !isNew && html`<button type="button" onClick=${form.discard}>${t('bots.discard')}</button>`}
    ${isNew && html`<a class="button" href=${hrefTo('bots')}>${t('form.cancel')}</a>`}
    ${form.changed && !isNew && html`<span class="warning">${t('bots.not_saved')}</span>`}
  </div>`;
}

function BotForm({ bot, data, mayEdit, by, onSaved }) {
  const form = useBotForm({ bot, taken: data.bots.map(({ id }) => id), by, onSaved });
  const box = useFaultFocused(form.failure);
  const { values, set, replace, errorOf } = form;
  const given = { values, set, replace, errorOf, fixed: !mayEdit };
  const others = data.bots.filter((each) => each.id !== bot?.id);
  return html`<form ref=${box} class="bot-form" onSubmit=${form.submit}>
    <${AboutSection} ...${given} isNew=${!bot} />
    <${GreetingSection} ...${given} settings=${data.settings} recorded=${Boolean(bot?.greeting_recording)} />
    <${AfterSection} ...${given} bots=${others} />
    <${LimitsSection} ...${given} />
    <${Outcome} error=${form.error} />
    ${mayEdit && html`<${SaveBar} form=${form} isNew=${!bot} />`}
  </form>`;
}

function Back() {
  return html`<nav aria-label=${t('bots.back')}><a href=${hrefTo('bots')}>← ${t('bots.back')}</a></nav>`;
}

export function NewBotPage({ data, source, by, leave }) {
  const made = (bot) => {
    source.setData((before) => ({ ...before, bots: [...before.bots, bot] }));
    by.say(t('bots.saved'));
    leave(`bots/${bot.id}`);
  };
  return html`<${Back} />
    <h1>${t('bots.add')}</h1>
    <p class="lead">${t('bots.add_lead')}</p>
    <${BotForm} data=${data} mayEdit by=${by} onSaved=${made} />`;
}

function Heading({ bot, dids, mayEdit, onRemove }) {
  const numbers = dids.filter((did) => did.bot_id === bot.id).map(({ number }) => number);
  return html`<div class="heading narrow">
      <h1>${bot.name} ${!bot.active && html`<${Badge}>${t('bots.off')}<//>`}</h1>
      <div class="buttons">
        <a class="button" href=${hrefTo(`bots/${bot.id}/talk`)}>${t('bots.talk')}</a>
        ${mayEdit &&
        html`<button
          type="button"
          class="risky"
          aria-label=${t('bots.remove_title', { name: bot.name })}
          onClick=${() => onRemove(bot)}
        >
          ${t('form.remove')}
        </button>`}
      </div>
    </div>
    <p class="lead">
      ${t('bots.id')}: <code>${bot.id}</code>
      ${numbers.length > 0 && html`${' '}· ${t('bots.answers')}: ${numbers.join(', ')}`}
    </p>`;
}

/** `onRemove(bot)`. */
export function BotPage({ bot, data, source, by, mayEdit, onRemove }) {
  const onBot = (changed) =>
    source.setData((before) => ({
      ...before,
      bots: before.bots.map((each) => (each.id === changed.id ? changed : each)),
    }));
  const saved = (changed) => {
    onBot(changed);
    by.say(t('bots.saved'));
  };
  const given = { bot, mayEdit, by, onBot };
  return html`<${Back} />
    <${Heading} bot=${bot} dids=${data.dids} mayEdit=${mayEdit} onRemove=${onRemove} />
    <${BotForm} bot=${bot} data=${data} mayEdit=${mayEdit} by=${by} onSaved=${saved} />
    <${RecordingSection} ...${given} />
    <${LoginSection} ...${given} />`;
}
