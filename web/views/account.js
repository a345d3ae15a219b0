// The reader's own account: password, sign-ins and API tokens.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Outcome } from '../parts/notice.js';
import { useUnsaved } from '../unsaved.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

const LEAST_PASSWORD = 12; // store/password.h
const EMPTY = { current: '', next: '', again: '' };

function PasswordFields({ field }) {
  const box = (name, label, autocomplete, rest = {}) => html`<${TextField}
    label=${t(label)}
    type="password"
    required
    maxlength="1024"
    autocomplete=${autocomplete}
    ...${field(name)}
    ...${rest}
  />`;
  const hint = t('setup.password_hint', { least: LEAST_PASSWORD });
  return html`${box('current', 'account.current_password', 'current-password')}
  ${box('next', 'account.new_password', 'new-password', { hint, minlength: LEAST_PASSWORD })}
  ${box('again', 'account.new_again', 'new-password')}`;
}

function ChangePassword({ user, onChanged }) {
  const [values, field, replace] = useFields(EMPTY);
  const form = useSubmit(async () => {
    if (values.next !== values.again) throw new Error(t('setup.passwords_differ'));
    await api.changePassword(values.current, values.next);
    replace(EMPTY);
    await onChanged();
  });
  useUnsaved(Object.values(values).some(Boolean));
  return html`<section aria-labelledby="own-password">
    <h2 id="own-password">${t('account.password')}</h2>
    <form class="card" onSubmit=${form.submit}>
      <p class="hint">${t('account.password_ends')}</p>
      <input hidden type="email" autocomplete="username" value=${user.email} readonly />
      <${PasswordFields} field=${field} />
      <${Outcome} error=${form.error} success=${form.result && t('account.password_changed')} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('account.change_password')}<//></div>
    </form>
  </section>`;
}

export function AccountView({ user }) {
  const sessions = useLoad(api.ownSessions);
  return html`<h1>${t('account.title')}</h1>
    <p class="lead"><strong>${user.email}</strong> · ${t(`role.${user.role}`)}</p>
    <${ChangePassword} user=${user} onChanged=${sessions.reload} />
    <section aria-labelledby="own-sessions">
      <h2 id="own-sessions">${t('sessions.title')}</h2>
      <p class="hint">${t('sessions.own_lead')}</p>
      <${Loaded} source=${sessions}>
        ${(list) => html`<${Sessions} source=${sessions} sessions=${list} endSession=${api.endOwnSession} />`}
      <//>
    </section>
    <section><${Tokens} user=${user} own /></section>`;
}
