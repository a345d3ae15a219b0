// Step 2: which of the account's ExoPhones are answered here.
import { html, useState } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { t } from '../i18n.js';
import { SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { useLoad } from '../parts/load.js';
import { MoreButton, useShare } from '../parts/long_list.js';
import { Badge, Notice, Outcome } from '../parts/notice.js';
import { useUnsaved } from '../unsaved.js';
import { count } from '../written.js';

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
