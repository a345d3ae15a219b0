import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { Notice, Outcome, Results } from '../parts/notice.js';

/** `notice`: the key of a text that says why the reader is here, or ''. */
export function SignInView({ notice, onDone }) {
  const [values, field] = useFields({ email: '', password: '' });
  const form = useSubmit(async () => {
    const { user } = await api.signIn(values.email.trim(), values.password);
    onDone(user);
  });
  return html`<h1>${t('sign_in.title')}</h1>
    <form class="card" onSubmit=${form.submit}>
      <${Results}>${notice && !form.error && html`<${Notice}>${t(notice)}<//>`}<//>
      <${TextField}
        label=${t('sign_in.email')}
        type="email"
        required
        autocomplete="username"
        ...${field('email')}
      />
      <${TextField}
        label=${t('sign_in.password')}
        type="password"
        required
        autocomplete="current-password"
        ...${field('password')}
      />
      <${Outcome} error=${form.error} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('sign_in.submit')}<//></div>
    </form>`;
}
