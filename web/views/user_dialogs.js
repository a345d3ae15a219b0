// Adding, changing and removing a user, and where they are signed in.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Dialog, FormDialog } from '../parts/dialog.js';
import { Check, Choice, TextField, useFields } from '../parts/form.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Notice } from '../parts/notice.js';
import { Sessions } from './sessions.js';

const LEAST_PASSWORD = 12; // store/password.h

export const roleChoices = (roles) => roles.map((role) => ({ value: role, text: t(`role.${role}`) }));

export function AddUserDialog({ onDone, onClose }) {
  const empty = { email: '', password: '', role: 'admin' };
  const [values, field] = useFields(empty);
  const changed = Object.keys(empty).some((name) => values[name] !== empty[name]);
  return html`<${FormDialog}
    title=${t('users.add')}
    submitText=${t('users.add_submit')}
    changed=${changed}
    onSubmit=${() => api.addUser({ ...values, email: values.email.trim() })}
    onDone=${onDone}
    onClose=${onClose}
  >
    <${TextField}
      label=${t('sign_in.email')}
      type="email"
      required
      maxlength="254"
      autocomplete="off"
      ...${field('email')}
    />
    <${TextField}
      label=${t('users.first_password')}
      hint=${t('users.first_password_hint', { least: LEAST_PASSWORD })}
      type="password"
      required
      minlength=${LEAST_PASSWORD}
      maxlength="1024"
      autocomplete="new-password"
      ...${field('password')}
    />
    <${Choice}
      label=${t('users.role')}
      choices=${roleChoices(['admin', 'super_admin'])}
      ...${field('role')}
    />
  <//>`;
}

export function EditUserDialog({ each, self, onDone, onClose }) {
  const [values, field] = useFields({ role: each.role, enabled: !each.disabled });
  const changes = {};
  if (values.role !== each.role) changes.role = values.role;
  if (values.enabled === each.disabled) changes.disabled = !values.enabled;
  return html`<${FormDialog}
    title=${t('users.edit_title', { email: each.email })}
    submitText=${t('form.save')}
    changed=${Object.keys(changes).length > 0}
    onSubmit=${() => api.saveUser(each.id, changes)}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${self && html`<${Notice}>${t('users.edit_self')}<//>`}
    <${Choice}
      label=${t('users.role')}
      choices=${roleChoices(['admin', 'super_admin'])}
      ...${field('role')}
    />
    <${Check}
      label=${t('users.may_sign_in')}
      hint=${t('users.may_sign_in_hint')}
      ...${field('enabled')}
    />
  <//>`;
}

export function RemoveUserDialog({ each, self, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('users.remove_title', { email: each.email })}
    submitText=${t('form.remove')}
    danger
    onSubmit=${() => api.removeUser(each.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${self && html`<${Notice} kind="bad">${t('users.remove_self')}<//>`}
    <p>${t('users.remove_sure')}</p>
    <p>${t('users.remove_instead')}</p>
  <//>`;
}

export function UserSessionsDialog({ each, onClose }) {
  const source = useLoad(() => api.sessionsOf(each.id));
  return html`<${Dialog} title=${t('users.sessions_title', { email: each.email })} onClose=${onClose}>
    <div class="stack">
      <${Loaded} source=${source}>
        ${(sessions) => html`<${Sessions}
          source=${source}
          sessions=${sessions}
          endSession=${(id) => api.endSessionOf(each.id, id)}
        />`}
      <//>
      <div class="buttons"><button type="button" onClick=${onClose}>${t('form.close')}</button></div>
    </div>
  <//>`;
}
