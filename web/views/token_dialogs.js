// Making an API token, telling it once, and revoking it.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { CopyValue } from '../parts/copy.js';
import { Dialog, FormDialog } from '../parts/dialog.js';
import { Choice, TextField, useFields } from '../parts/form.js';
import { Notice } from '../parts/notice.js';
import { useUnsaved } from '../unsaved.js';
import { day } from '../written.js';
import { roleChoices } from './user_dialogs.js';

const LONGEST_DAYS = 3650; // admin/token_handlers.cpp
const USUAL_DAYS = '90';

export function MakeTokenDialog({ user, onDone, onClose }) {
  const usual = { name: '', role: 'admin', days: USUAL_DAYS };
  const [values, field] = useFields(usual);
  const roles = user.role === 'super_admin' ? ['admin', 'super_admin'] : ['admin'];
  const make = () => {
    const expiry = values.days === '' ? null : Number(values.days);
    return api.addToken({ name: values.name.trim(), role: values.role, expires_in_days: expiry });
  };
  return html`<${FormDialog}
    title=${t('tokens.make')}
    submitText=${t('tokens.make_submit')}
    changed=${Object.keys(usual).some((name) => values[name] !== usual[name])}
    onSubmit=${make}
    onDone=${onDone}
    onClose=${onClose}
  >
    <${TextField}
      label=${t('tokens.name')}
      hint=${t('tokens.name_hint')}
      type="text"
      required
      maxlength="80"
      autocomplete="off"
      ...${field('name')}
    />
    <${Choice}
      label=${t('users.role')}
      hint=${t('tokens.role_hint')}
      choices=${roleChoices(roles)}
      ...${field('role')}
    />
    <${TextField}
      label=${t('tokens.days')}
      hint=${t('tokens.days_hint')}
      type="number"
      min="1"
      max=${LONGEST_DAYS}
      step="1"
      ...${field('days')}
    />
  <//>`;
}

/** The gateway keeps only a hash, so this is the one time that the token is seen. */
export function TokenTold({ token, onClose }) {
  const [asking, setAsking] = useState(false);
  useUnsaved(true);
  return html`<${Dialog} title=${t('tokens.told_title')} onClose=${onClose} onEscape=${() => setAsking(true)}>
    <div class="stack">
      <${Notice} kind="warn"><strong>${t('tokens.told_once')}</strong> ${t('tokens.told_means')}<//>
      <${CopyValue} value=${token.token} name=${token.name} />
      <p class="hint">${t('tokens.told_use')}</p>
      <code class="command">Authorization: Bearer ${token.prefix}…</code>
      ${token.expires_at && html`<p>${t('tokens.told_expires', { day: day(token.expires_at) })}</p>`}
      ${asking && html`<div role="alert"><${Notice}>${t('tokens.told_ask')}<//></div>`}
      <div class="buttons">
        <button type="button" class="primary" onClick=${onClose}>${t('tokens.told_stored')}</button>
      </div>
    </div>
  <//>`;
}

export function RevokeTokenDialog({ token, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('tokens.revoke_title', { name: token.name })}
    submitText=${t('tokens.revoke')}
    danger
    onSubmit=${() => api.revokeToken(token.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t('tokens.revoke_sure')}</p>
  <//>`;
}
