// Step 1: the Exotel account. Only test calls and the list of ExoPhones need it, so it may be skipped.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { AccountForm } from './exotel_form.js';

export function AccountStep({ integration, onChange }) {
  return html`<p>${t('connect.account.why')}</p>
    <ol class="plain">
      <li>${t('connect.account.where')}</li>
      <li>${t('connect.account.region')}</li>
    </ol>
    <${AccountForm} integration=${integration} onSaved=${onChange} />`;
}
