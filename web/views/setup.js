// First run: the holder of the one-time link becomes the first super admin, and goes on to connect the site.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { Outcome } from '../parts/notice.js';
import { stay } from '../place.js';

const PASSWORD_MIN = 12; // store/accounts.h

function LinkNeeded() {
  return html`<section class="card">
    <p>${t('setup.needs_link')}</p>
    <p><code class="command">exogate user setup-link</code></p>
  </section>`;
}

function FirstAccount({ token, onDone }) {
  const [values, field] = useFields({ email: '', password: '', again: '' });
  const form = useSubmit(async () => {
    if (values.password !== values.again) throw new Error(t('setup.passwords_differ'));
    const { user } = await api.setUp(token, values.email.trim(), values.password);
    stay('connect');
    onDone(user);
  });
  const secret = { type: 'password', required: true, autocomplete: 'new-password' };
  return html`<form class="card" onSubmit=${form.submit}>
    <p>${t('setup.intro')}</p>
    <p class="hint">${t('setup.then')}</p>
    <${TextField}
      label=${t('sign_in.email')}
      type="email"
      required
      autocomplete="username"
      ...${field('email')}
    />
    <${TextField}
      label=${t('sign_in.password')}
      hint=${t('setup.password_hint', { least: PASSWORD_MIN })}
      ...${secret}
      minlength=${PASSWORD_MIN}
      ...${field('password')}
    />
    <${TextField} label=${t('setup.again')} ...${secret} ...${field('again')} />
    <${Outcome} error=${form.error} />
    <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('setup.create')}<//></div>
  </form>`;
}

export function SetupView({ token, onDone }) {
  return html`<h1>${t('setup.title')}</h1>
    ${token ? html`<${FirstAccount} token=${token} onDone=${onDone} />` : html`<${LinkNeeded} />`}`;
}
