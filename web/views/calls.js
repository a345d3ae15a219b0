// The newest calls; the list follows by itself while it is looked at.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { CallTable } from './call_table.js';

const REFRESH_MS = 3000;
const SHOWN = 50;

export function CallsView() {
  const source = useLoad(() => api.calls(SHOWN));
  useEvery(REFRESH_MS, source.reload);
  return html`<h1>${t('calls.title')}</h1>
    <p class="lead">${t('calls.lead', { shown: SHOWN })}</p>
    <${Loaded} source=${source}>
      ${(calls) =>
        calls.length === 0
          ? html`<p class="empty">${t('calls.none')}</p>`
          : html`<${CallTable} calls=${calls} />`}
    <//>`;
}
