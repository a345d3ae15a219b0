// Adds a number or changes one. The number itself is its identity: it is typed once.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { FormDialog } from '../parts/dialog.js';
import { Choice, TextField, useFields } from '../parts/form.js';
import { NumberOfAccount } from './number_of_account.js';

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
