// The Exotel account: which, where it lives, and the two secrets, which are never shown again.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { FormDialog } from '../parts/dialog.js';
import { Choice, SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Badge, Outcome } from '../parts/notice.js';

const CLUSTERS = ['https://api.exotel.com', 'https://api.in.exotel.com'];
const OTHER = 'other';

function fieldsOf(integration) {
  const known = CLUSTERS.includes(integration.api_base_url);
  return {
    account_sid: integration.account_sid,
    api_key: '',
    api_token: '',
    cluster: known ? integration.api_base_url : OTHER,
    other: known ? '' : integration.api_base_url,
  };
}

/** Only what the operator changed; an empty password box means "keep". */
function changesOf(values, integration) {
  const base = values.cluster === OTHER ? values.other.trim() : values.cluster;
  const changes = {};
  if (values.account_sid.trim() !== integration.account_sid) changes.account_sid = values.account_sid.trim();
  if (base !== integration.api_base_url) changes.api_base_url = base;
  if (values.api_key.trim() !== '') changes.api_key = values.api_key;
  if (values.api_token.trim() !== '') changes.api_token = values.api_token;
  return changes;
}

function SecretField({ name, stored, value, onValue }) {
  return html`<${TextField}
    label=${t(`exotel.${name}`)}
    hint=${t(stored ? 'exotel.secret_kept' : 'exotel.secret_from')}
    type="password"
    autocomplete="new-password"
    spellcheck="false"
    value=${value}
    onValue=${onValue}
  />`;
}

function ClusterFields({ values, set }) {
  const choices = [
    { value: CLUSTERS[0], text: t('exotel.singapore') },
    { value: CLUSTERS[1], text: t('exotel.mumbai') },
    { value: OTHER, text: t('exotel.other') },
  ];
  return html`<${Choice}
      label=${t('exotel.cluster')}
      hint=${t('exotel.cluster_hint')}
      choices=${choices}
      value=${values.cluster}
      onValue=${set('cluster')}
    />
    ${values.cluster === OTHER &&
    html`<${TextField}
      label=${t('exotel.other_base')}
      hint=${t('exotel.other_hint')}
      type="text"
      inputmode="url"
      required
      value=${values.other}
      onValue=${set('other')}
    />`}`;
}

function AccountForm({ integration, onSaved }) {
  const [values, set, replace] = useFields(fieldsOf(integration));
  const stored = integration.credentials_configured;
  const form = useSubmit(async () => {
    const saved = await api.saveIntegration(changesOf(values, integration));
    replace(fieldsOf(saved));
    onSaved(saved);
    return t('exotel.saved');
  });
  return html`<form class="card" onSubmit=${form.submit} autocomplete="off">
    <${TextField}
      label=${t('exotel.account_sid')}
      hint=${t('exotel.account_sid_hint')}
      type="text"
      autocomplete="off"
      spellcheck="false"
      value=${values.account_sid}
      onValue=${set('account_sid')}
    />
    <${SecretField} name="api_key" stored=${stored} value=${values.api_key} onValue=${set('api_key')} />
    <${SecretField} name="api_token" stored=${stored} value=${values.api_token} onValue=${set('api_token')} />
    <${ClusterFields} values=${values} set=${set} />
    <${Outcome} error=${form.error} success=${form.result} />
    <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('form.save')}<//></div>
  </form>`;
}

function ForgetSecrets({ onSaved }) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const done = (saved) => {
    close();
    onSaved(saved);
  };
  return html`<section class="card row">
    <p>${t('exotel.forget_what')}</p>
    <button type="button" class="risky" onClick=${() => setAsking(true)}>${t('exotel.forget')}</button>
    ${asking &&
    html`<${FormDialog}
      title=${t('exotel.forget')}
      submitText=${t('exotel.forget')}
      danger
      onSubmit=${() => api.saveIntegration({ api_key: null, api_token: null })}
      onDone=${done}
      onClose=${close}
    >
      <p>${t('exotel.forget_sure')}</p>
    <//>`}
  </section>`;
}

export function ExotelView() {
  const source = useLoad(api.integration);
  return html`<h1>${t('exotel.title')}</h1>
    <p class="lead">${t('exotel.lead')}</p>
    <${Loaded} source=${source}>
      ${(integration) => {
        const configured = integration.credentials_configured;
        return html`<p class="state">
            <span>${t('exotel.status')}</span>
            <${Badge} kind=${configured ? 'good' : 'note'}>
              ${t(configured ? 'exotel.configured' : 'exotel.not_configured')}
            <//>
          </p>
          <${AccountForm} integration=${integration} onSaved=${source.setData} />
          ${configured && html`<${ForgetSecrets} onSaved=${source.setData} />`}`;
      }}
    <//>`;
}
