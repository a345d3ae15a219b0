// Why Exotel refused, in the reader's language, with what to do about it. The gateway names the case (`refusal.id`).
import { html } from '../vendor/htm.js';

import { known, t } from '../i18n.js';
import { Notice } from './notice.js';

/** `title`: what did not work. `failure`: an ApiError. */
export function Refusal({ title, failure }) {
  const refusal = failure.answer?.refusal;
  if (!refusal) return html`<${Notice} kind="bad"><strong>${title}</strong> ${failure.message}<//>`;
  const words = known(`refusal.${refusal.id}`) ?? refusal.words;
  const step = known(`refusal.${refusal.id}.step`) ?? refusal.next_step;
  return html`<${Notice} kind="bad">
    <p><strong>${title}</strong> ${words}</p>
    ${step && html`<p>${step}</p>`}
    <p class="small-print">
      ${t('refusal.said')} <q>${refusal.raw.text || failure.detail}</q>
      ${refusal.raw.status && html` (HTTP ${refusal.raw.status}${refusal.raw.code ? ` · ${refusal.raw.code}` : ''})`}
    </p>
  <//>`;
}
