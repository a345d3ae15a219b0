// One bot: everything about it, in sections. The form is saved as a whole; the recording and the login at once.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Badge, Notice, Results, Section } from '../parts/data.js';
import { AddressForExotel, CopyValue, FormDialog, SubmitButton, fieldOf, useFields } from '../parts/form.js';
import { clockTime, go, hrefTo, t, useUnsaved } from '../reader.js';
import {
  FIELDS, SaveTrouble, changeBot, changesOf, checkUnchanged, localFault, requestOf, useCheckedSubmit, valuesOf,
} from './bot_fields.js';
import { RecordingSection } from './bot_recording.js';
import { AboutSection, AfterSection, GreetingSection, LimitsSection } from './bot_sections.js';

// Who may open a bot's media URL: anybody who knows it, or only who has its password.

function Told({ login, onDone }) {
  const box = useRef(null);
  useEffect(() => box.current.scrollIntoView({ block: 'nearest' }), [login]);
  const row = (name, value) => html`<div class="told">
    <span class="label">${name}</span> <${CopyValue} value=${value} name=${name} />
  </div>`;
  return html`<${Notice} kind="good"><div ref=${box}>
    <p><strong>${t('bots.login_told')}</strong></p>
    ${row(t('bots.login_user'), login.username)} ${row(t('bots.login_password'), login.password)}
    ${login.websocket_url &&
    html`<div class="told">
      <span class="label">${t('bots.login_url')}</span>
      <${AddressForExotel} value=${login.websocket_url} name=${t('bots.login_url')} />
    </div>`}
    <p>${t(login.previous_valid_until ? 'bots.login_next_again' : 'bots.login_next')}</p>
    <button type="button" class="small" onClick=${onDone}>${t('bots.login_noted')}</button>
  </div><//>`;
}

function Confirm({ kind, bot, onDone, onClose }) {
  const remove = kind === 'remove';
  return html`<${FormDialog}
    title=${t(remove ? 'bots.login_remove' : 'bots.login_make')}
    submitText=${t(remove ? 'form.remove' : 'bots.login_make')}
    danger=${remove}
    onSubmit=${() => (remove ? api.removeStreamLogin(bot.id) : api.newStreamLogin(bot.id))}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t(remove ? 'bots.login_remove_sure' : bot.stream_login.required ? 'bots.login_again_sure' : 'bots.login_sure')}</p>
  <//>`;
}

function State({ login }) {
  const until = login.previous_valid_until;
  return html`<p>
    <${Badge} kind=${login.required ? 'good' : 'note'}>
      ${t(login.required ? 'bots.login_required' : 'bots.login_open')}
    <//>
    ${until && html`${' '}<span class="muted">${t('bots.login_previous', { time: clockTime(until) })}</span>`}
  </p>`;
}

/** `onBot(bot)`: how the gateway has it now. */
function LoginSection({ bot, mayEdit, by, onBot }) {
  const [asking, setAsking] = useState('');
  const [told, setTold] = useState(null);
  const login = bot.stream_login;
  const removed = (changed) => {
    setAsking('');
    setTold(null);
    onBot(changed);
    by.say(t('bots.login_removed'));
  };
  const made = (credentials) => {
    setAsking('');
    setTold(credentials);
    const { previous_valid_until } = credentials;
    onBot({ ...bot, stream_login: { required: true, previous_valid_until } });
  };
  const make = () => setAsking('make');
  return html`<${Section} title=${t('bots.login')} lead=${t('bots.login_lead')}>
    <${State} login=${login} />
    <${Results}>${told && html`<${Told} login=${told} onDone=${() => setTold(null)} />`}<//>
    ${mayEdit &&
    html`<div class="buttons">
      <button type="button" onClick=${make}>${t(login.required ? 'bots.login_make_again' : 'bots.login_make')}</button>
      ${login.required &&
      html`<button type="button" class="risky" onClick=${() => setAsking('remove')}>${t('bots.login_remove')}</button>`}
    </div>`}
    ${asking &&
    html`<${Confirm}
      kind=${asking}
      bot=${bot}
      onDone=${asking === 'remove' ? removed : made}
      onClose=${() => setAsking('')}
    />`}
  <//>`;
}

/** What is wrong in the page's own words, at the field that it is about. */
class FieldFault extends Error {
  constructor([field, message]) {
    super(message);
    this.field = field;
  }
}

const nothingIn = (object) => Object.keys(object).length === 0;

/**
 * Stores the form: {values, base, changes}. `way`: 'checked', or what the reader chose in a conflict, 'mine' or 'again'.
 * Only what changed is sent, unless the bot is new or made again.
 */
async function store(bot, { values, base, changes }, way) {
  if (!bot || way === 'again') return api.saveBot(values.id, requestOf(values));
  if (way === 'checked') await checkUnchanged(bot.id, requestOf(base));
  return changeBot(bot.id, changes);
}

/** What is typed and what is stored: {base, values, field, replace, adopt, changes, differs}. */
function useBotValues(bot) {
  const [base, setBase] = useState(() => valuesOf(bot));
  const [values, field, replace] = useFields(base);
  // What was typed stays as it is when the gateway has it so: its rows keep the focus.
  const adopt = (stored) => {
    const same = JSON.stringify(requestOf(stored)) === JSON.stringify(requestOf(values));
    setBase(same ? values : stored);
    if (!same) replace(stored);
  };
  const changes = changesOf(base, values);
  return { base, values, field, replace, adopt, changes, differs: !(nothingIn(changes) && values.id === base.id) };
}

/**
 * {values, field(name) → {value, onValue, error}, replace, changed, submit, submitAs(way), busy, error, failure, discard,
 * adoptStored, abandon}.
 */
function useBotForm({ bot, taken, by, onSaved, onBot }) {
  const typed = useBotValues(bot);
  const { base, values, replace, adopt, changes } = typed;
  const [over, setOver] = useState(null); // first nothing is unsaved, then the page changes
  const changed = over === null && typed.differs;
  useUnsaved(changed);
  useEffect(() => {
    if (bot && !changed) adopt(valuesOf(bot)); // somebody else's change, or one of its recording
  }, [bot?.updated_at]);
  useEffect(() => {
    over?.();
  }, [over]);
  const form = useCheckedSubmit(async (way) => {
    const fault = localFault(values, bot ? [] : taken);
    if (fault) throw new FieldFault(fault);
    if (bot && way !== 'again' && nothingIn(changes)) return by.say(t('bots.unchanged'), 'note');
    const answer = await store(bot, { values, base, changes }, way);
    if (!bot) return setOver(() => () => onSaved(answer));
    adopt(valuesOf(answer));
    return onSaved(answer);
  });
  const discard = () => {
    form.reset();
    replace(base);
  };
  const adoptStored = (stored) => {
    form.reset();
    adopt(valuesOf(stored));
    onBot(stored);
    by.say(t('bots.conflict_loaded'), 'note');
  };
  const abandon = () => setOver(() => () => go('bots'));
  const faulty = form.failure?.field ?? fieldOf(form.failure, FIELDS);
  const field = (name) => ({ ...typed.field(name), error: name === faulty ? form.error : '' });
  const error = faulty ? '' : form.error;
  return { ...form, values, field, replace, changed, discard, adoptStored, abandon, error };
}

const FAULTS = ['[aria-invalid=true]', '.fault'];

/** After a refusal the first field that is wrong gets the focus. */
function useFaultFocused(failure) {
  const box = useRef(null);
  useEffect(() => {
    if (!failure) return;
    const found = FAULTS.map((each) => box.current.querySelector(each)).find(Boolean);
    if (found?.classList.contains('fault')) found.tabIndex = -1;
    found?.focus();
  }, [failure]);
  return box;
}

function SaveBar({ form, isNew }) {
  return html`<div class=${`save-bar ${form.changed ? 'changed' : ''}`}>
    <${SaveTrouble} form=${form} />
    <${SubmitButton} busy=${form.busy}>${t('form.save')}<//>
    ${form.changed && !isNew && html`<button type="button" onClick=${form.discard}>${t('bots.discard')}</button>`}
    ${isNew && html`<a class="button" href=${hrefTo('bots')}>${t('form.cancel')}</a>`}
    ${form.changed && !isNew && html`<span class="warning">${t('bots.not_saved')}</span>`}
  </div>`;
}

function BotForm({ bot, data, mayEdit, by, onSaved, onBot }) {
  const form = useBotForm({ bot, taken: data.bots.map(({ id }) => id), by, onSaved, onBot });
  const box = useFaultFocused(form.failure);
  const { values, field, replace } = form;
  const given = { values, field, replace, fixed: !mayEdit };
  const others = data.bots.filter((each) => each.id !== bot?.id);
  return html`<form ref=${box} class="bot-form" onSubmit=${form.submit}>
    <${AboutSection} ...${given} isNew=${!bot} />
    <${GreetingSection} ...${given} settings=${data.settings} recorded=${Boolean(bot?.greeting_recording)} />
    <${AfterSection} ...${given} bots=${others} />
    <${LimitsSection} ...${given} />
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
    ${!mayEdit && html`<${Notice}>${t('bots.read_only')}<//>`}
    <${BotForm} bot=${bot} data=${data} mayEdit=${mayEdit} by=${by} onSaved=${saved} onBot=${onBot} />
    <${RecordingSection} ...${given} />
    <${LoginSection} ...${given} />`;
}
