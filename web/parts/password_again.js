// Changes of credentials want a password that was entered within ten minutes: this asks for it, then the change goes on.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api, whenPasswordNeeded } from '../api.js';
import { t } from '../i18n.js';
import { FormDialog } from './dialog.js';
import { TextField } from './form.js';

const nobodyAsks = async () => false;

export function PasswordAgain() {
  const [answer, setAnswer] = useState(null);
  const [password, setPassword] = useState('');
  useEffect(() => {
    // Changes that are refused at the same time wait for the same dialog.
    let pending = null;
    whenPasswordNeeded(() => {
      pending ??= new Promise((resolve) => setAnswer(() => resolve)).finally(() => (pending = null));
      return pending;
    });
    return () => whenPasswordNeeded(nobodyAsks);
  }, []);
  if (!answer) return null;
  const close = (confirmed) => {
    setPassword('');
    setAnswer(null);
    answer(confirmed);
  };
  return html`<${FormDialog}
    title=${t('password_again.title')}
    submitText=${t('password_again.submit')}
    onSubmit=${() => api.confirmPassword(password)}
    onDone=${() => close(true)}
    onClose=${() => close(false)}
  >
    <p>${t('password_again.why')}</p>
    <${TextField}
      label=${t('sign_in.password')}
      type="password"
      required
      autocomplete="current-password"
      value=${password}
      onValue=${setPassword}
    />
  <//>`;
}
