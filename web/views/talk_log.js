// What happened in a call from the browser, as the caller's side saw it.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { seconds } from '../written.js';

export function TalkLog({ log }) {
  if (log.length === 0) return null;
  return html`<section aria-labelledby="talk-log">
    <h2 id="talk-log">${t('talk.log')}</h2>
    <div role="log"><ol class="talk-log">
      ${log.map(
        (entry, index) => html`<li key=${index}>
          <span class="at">${seconds(entry.at / 1000)}</span>
          <span>${t(`talk.log.${entry.kind}`, { detail: entry.detail })}</span>
        </li>`,
      )}
    </ol></div>
  </section>`;
}
