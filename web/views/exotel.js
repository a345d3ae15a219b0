// The Exotel account: which, where it lives, the two secrets, which are never shown again, and whether they work.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { FormDialog } from '../parts/dialog.js';
import { useSubmit } from '../parts/form.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Badge, Notice, Results } from '../parts/notice.js';
import { AccountForm } from './exotel_form.js';
import { Verdict } from './exotel_verdict.js';

/** Asks Exotel about what is stored; changes nothing. */
function Check() {
  const asked = useSubmit(api.verify);
  return html`<section class="card" aria-labelledby="check">
    <div class="heading">
      <h2 id="check">${t('exotel.check')}</h2>
      <button type="button" aria-disabled=${String(asked.busy)} onClick=${asked.submit}>${t('exotel.verify')}</button>
    </div>
    <p class="hint">${t('exotel.verify_what')}</p>
    <${Results}>
      ${asked.busy && html`<p class="hint">${t('exotel.asking')}</p>`}
      ${asked.error && html`<${Notice} kind="bad">${asked.error}<//>`}
      ${asked.result && html`<${Verdict} check=${asked.result} />`}
    <//>
  </section>`;
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
  const [saves, setSaves] = useState(0);
  const saved = (integration) => {
    source.setData(integration);
    setSaves(saves + 1);
  };
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
          <${AccountForm} integration=${integration} onSaved=${saved} />
          ${configured && html`<${Check} key=${saves} />`} ${configured && html`<${ForgetSecrets} onSaved=${saved} />`}`;
      }}
    <//>`;
}
