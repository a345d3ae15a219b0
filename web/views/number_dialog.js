// Entering numbers: one by its fields, also as the Exotel account's own list has them, or several of that list in the
// first run.
import { html, useEffect, useState } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { Badge, MoreButton, Notice, Outcome, Results, useLoad, useShare } from '../parts/data.js';
import { Choice, FormDialog, SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { count, t, useUnsaved } from '../reader.js';

// A number picked from the Exotel account's own list, so that nobody types one wrongly.

const FLOW = /^https?:\/\/.*\/exoml\/start_voice\/\d+$/;

/** What the account tells of one of its numbers, as fields of a DID. */
function accountFields(phone) {
  return {
    number: phone.number,
    label: phone.friendly_name === phone.number ? '' : phone.friendly_name,
    flow_url: FLOW.test(phone.voice_url) ? phone.voice_url : '',
  };
}

function textOf(phone) {
  const name = phone.friendly_name && phone.friendly_name !== phone.number ? ` · ${phone.friendly_name}` : '';
  return `${phone.number}${name}${phone.did_id ? ` (${t('numbers.already_here')})` : ''}`;
}

/** `onPick` gets {number, label, flow_url}; what the account does not know is ''. */
function NumberOfAccount({ onPick }) {
  const [phones, setPhones] = useState(null);
  const [error, setError] = useState('');
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    let shown = true;
    api.exophones().then(
      (found) => shown && setPhones(found),
      (failure) => shown && setError(failure.message),
    );
    return () => {
      shown = false;
    };
  }, []);
  const pick = (number) => {
    setChosen(number);
    const phone = phones.find((each) => each.number === number);
    if (phone) onPick(accountFields(phone));
  };
  if (phones === null || phones.length === 0) {
    const words = phones && t('numbers.account_empty');
    return html`<${Results}>
      <p class="hint">${error ? t('numbers.account_failed', { reason: error }) : (words ?? t('numbers.account_asked'))}</p>
    <//>`;
  }
  const choices = [
    { value: '', text: t('numbers.account_type') },
    ...phones.map((phone) => ({ value: phone.number, text: textOf(phone), disabled: phone.did_id !== null })),
  ];
  return html`<${Choice} label=${t('numbers.of_account')} choices=${choices} value=${chosen} onValue=${pick} />`;
}

// Adds a number or changes one. The number itself is its identity: it is typed once.

const ELSEWHERE = '\u0000elsewhere'; // no bot can have this id
const FIELDS = ['number', 'label', 'bot_id', 'flow_url', 'app_id'];

function fieldsOf(did, bots, site) {
  const elsewhere = did && did.bot_id !== '' && !bots.some((bot) => bot.id === did.bot_id);
  return {
    number: did?.number ?? '',
    label: did?.label ?? '',
    bot: elsewhere ? ELSEWHERE : (did?.bot_id ?? ''),
    other_bot: elsewhere ? did.bot_id : '',
    flow_url: did?.flow_url ?? '',
    app_id: did ? '' : site.app_id,
  };
}

/** A flow URL that is typed wins; without one the gateway makes it from the app id, and needs the account SID for it. */
function requestOf(values, integration) {
  const fields = {
    label: values.label.trim(),
    bot_id: values.bot === ELSEWHERE ? values.other_bot.trim() : values.bot,
  };
  const appId = values.app_id.trim();
  if (values.flow_url.trim() === '' && appId !== '' && integration.account_sid !== '') fields.app_id = appId;
  else fields.flow_url = values.flow_url.trim();
  return fields;
}

function FlowFields({ values, field, integration }) {
  const known = integration.account_sid !== '';
  return html`<fieldset>
    <legend>${t('numbers.flow')}</legend>
    <p class="hint">${t('numbers.flow_hint')}</p>
    <${TextField}
      label=${t('numbers.flow_url')}
      type="url"
      placeholder="http://my.exotel.com/…/exoml/start_voice/…"
      maxlength="2048"
      ...${field('flow_url')}
    />
    ${values.flow_url.trim() === '' &&
    html`<${TextField}
      label=${t('numbers.app_id')}
      hint=${t(known ? 'numbers.app_id_hint' : 'numbers.app_id_needs_sid')}
      type="text"
      inputmode="numeric"
      disabled=${!known}
      ...${field('app_id')}
      value=${known ? values.app_id : ''}
    />`}
  </fieldset>`;
}

function NumberField({ field, replace, integration }) {
  const pick = (phone) =>
    replace((before) => ({ ...before, ...phone, label: before.label === '' ? phone.label : before.label }));
  return html`${integration.credentials_configured && html`<${NumberOfAccount} onPick=${pick} />`}
    <${TextField}
      label=${t('numbers.number')}
      hint=${t('numbers.number_hint')}
      type="tel"
      required
      autocomplete="off"
      ...${field('number')}
    />`;
}

function BotFields({ values, field, bots }) {
  const choices = [
    { value: '', text: t('numbers.no_bot') },
    ...bots.map((bot) => ({ value: bot.id, text: bot.name === bot.id ? bot.id : `${bot.name} (${bot.id})` })),
    { value: ELSEWHERE, text: t('numbers.other_bot') },
  ];
  const elsewhere = values.bot === ELSEWHERE;
  return html`<${Choice}
      label=${t('numbers.bot')}
      choices=${choices}
      ...${field('bot')}
      error=${elsewhere ? '' : field('bot_id').error}
    />
    ${elsewhere &&
    html`<${TextField}
      label=${t('numbers.other_bot_id')}
      hint=${t('numbers.other_bot_hint')}
      type="text"
      required
      ...${field('other_bot')}
      error=${field('bot_id').error}
    />`}`;
}

export function NumberDialog({ did, integration, bots, site, onDone, onClose }) {
  const [initial] = useState(() => fieldsOf(did, bots, site));
  const [values, typed, replace] = useFields(initial);
  const save = () => {
    const fields = requestOf(values, integration);
    return did ? api.saveNumber(did.id, fields) : api.addNumber({ number: values.number, ...fields });
  };
  const all = (errorOf) => {
    const field = (name) => ({ ...typed(name), error: errorOf(name) });
    const given = { values, field, replace, integration, bots };
    return html`${!did && html`<${NumberField} ...${given} />`}
      <${TextField} label=${t('numbers.label')} type="text" maxlength="200" ...${field('label')} />
      <${BotFields} ...${given} />
      <${FlowFields} ...${given} />`;
  };
  return html`<${FormDialog}
    title=${did ? t('numbers.edit_title', { number: did.number }) : t('numbers.add')}
    submitText=${t('form.save')}
    changed=${Object.keys(initial).some((name) => initial[name] !== values[name])}
    fields=${FIELDS}
    onSubmit=${save}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${all}
  <//>`;
}

// Step 2: which of the account's ExoPhones are answered here.

const MANY = 12;
const TAKEN = 409;

const labelOf = ({ number, friendly_name }) => (friendly_name === number ? '' : friendly_name);

/** A number that came to be here meanwhile is no failure. */
async function add(fields) {
  try {
    await api.addNumber(fields);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== TAKEN) throw error;
  }
}

function Phone({ phone, picked, onPick }) {
  const here = phone.did_id !== null;
  return html`<li>
    <label class="pick">
      <input
        type="checkbox"
        checked=${here || picked}
        disabled=${here}
        onChange=${(event) => onPick(phone.number, event.target.checked)}
      />
      <span class="what">
        <strong>${phone.number}</strong>
        ${labelOf(phone) && html`<span>${labelOf(phone)}</span>`}
        ${phone.voice_url && html`<span class="small-print">${t('connect.numbers.leads_to')} <code>${phone.voice_url}</code></span>`}
      </span>
      ${here && html`<${Badge} kind="good">${t('connect.numbers.here')}<//>`}
    </label>
  </li>`;
}

function Phones({ phones, onAdded }) {
  const [picked, setPicked] = useState([]);
  const [wanted, setWanted] = useState('');
  const found = phones.filter((phone) => `${phone.number} ${phone.friendly_name}`.includes(wanted.trim()));
  const share = useShare(found);
  const form = useSubmit(async () => {
    const chosen = phones.filter((phone) => picked.includes(phone.number));
    if (chosen.length === 0) throw new Error(t('connect.numbers.pick_first'));
    for (const phone of chosen) await add({ number: phone.number, label: labelOf(phone) });
    setPicked([]);
    await onAdded();
    return t('connect.numbers.added', { numbers: count(chosen.length) });
  });
  useUnsaved(picked.length > 0);
  const pick = (number, on) => setPicked((before) => (on ? [...before, number] : before.filter((each) => each !== number)));
  return html`<form onSubmit=${form.submit}>
    <fieldset class="picks">
      <legend>${t('connect.numbers.of_account')}</legend>
      ${phones.length > MANY &&
      html`<${TextField} label=${t('connect.numbers.find')} type="search" value=${wanted} onValue=${setWanted} />`}
      <ul>
        ${share.shown.map(
          (phone) => html`<${Phone}
            key=${phone.number}
            phone=${phone}
            picked=${picked.includes(phone.number)}
            onPick=${pick}
          />`,
        )}
      </ul>
      <${MoreButton} share=${share} />
    </fieldset>
    <${Outcome} error=${form.error} success=${form.result} />
    <div class="buttons">
      <${SubmitButton} busy=${form.busy}>
        ${picked.length > 0 ? t('connect.numbers.add_count', { numbers: count(picked.length) }) : t('connect.numbers.add')}
      <//>
    </div>
  </form>`;
}

function OfAccount({ integration, onChange }) {
  const configured = integration.credentials_configured;
  const source = useLoad(async () => (configured ? api.exophones() : []));
  const added = () => Promise.all([source.reload(), onChange()]);
  if (!configured) {
    return html`<${Notice}>${t('connect.numbers.no_account')} <a href="#/connect/account">${t('connect.step.account')}</a><//>`;
  }
  if (source.error) {
    return html`<${Notice} kind="bad">${t('connect.numbers.unread')} ${source.error}<//>
      <div class="buttons"><button type="button" onClick=${source.reload}>${t('connect.numbers.again')}</button></div>`;
  }
  if (source.data === null) return html`<p class="waiting">${t('connect.numbers.reading')}</p>`;
  if (source.data.length === 0) return html`<p class="empty">${t('connect.numbers.none_of_account')}</p>`;
  return html`<${Phones} phones=${source.data} onAdded=${added} />`;
}

function Typed({ onChange }) {
  const [values, field, replace] = useFields({ number: '', label: '' });
  useUnsaved(values.number.trim() !== '' || values.label.trim() !== '');
  const form = useSubmit(async () => {
    const { number } = await api.addNumber({ number: values.number, label: values.label.trim() });
    replace({ number: '', label: '' });
    await onChange();
    return t('connect.numbers.added_one', { number });
  });
  return html`<form class="card" onSubmit=${form.submit}>
    <h3>${t('connect.numbers.type')}</h3>
    <${TextField}
      label=${t('numbers.number')}
      hint=${t('numbers.number_hint')}
      type="tel"
      required
      autocomplete="off"
      ...${field('number')}
    />
    <${TextField} label=${t('numbers.label')} type="text" ...${field('label')} />
    <${Outcome} error=${form.error} success=${form.result} />
    <div class="buttons">
      <button type="submit" aria-disabled=${String(form.busy)}>${t('connect.numbers.add_typed')}</button>
    </div>
  </form>`;
}

export function NumbersStep({ integration, onChange }) {
  const here = integration.dids.length;
  return html`<p>${t('connect.numbers.why')}</p>
    ${here > 0 &&
    html`<p class="state">
      <${Badge} kind="good">${t('connect.numbers.count', { numbers: count(here) })}<//>
      <a href="#/numbers">${t('connect.numbers.all')}</a>
    </p>`}
    <div class="card"><${OfAccount} integration=${integration} onChange=${onChange} /></div>
    <${Typed} onChange=${onChange} />`;
}
