// What is wrong with the settings, the worst first: what it is, what the gateway says of it, what to do.
import { html } from '../vendor/htm.js';

import { currentLanguage, known, t, word } from '../i18n.js';
import { Badge, Notice } from '../parts/notice.js';
import { hrefTo } from '../place.js';

const KINDS = { error: 'bad', warning: 'warn', note: 'note' };

/** The gateway speaks English, with the values that are wrong; a reader of English needs no other next step. */
function NextStep({ finding }) {
  const own = currentLanguage() === 'en' || !known(`finding_next.${finding.id}`);
  return html`<p lang=${own ? 'en' : null}>
    <strong>${t('settings.next_step')}</strong> ${own ? finding.next_step : word('finding_next', finding.id)}
  </p>`;
}

function Finding({ finding }) {
  const named = known(`finding.${finding.id}`);
  return html`<li class="setting-finding">
    <div class="panel-head">
      <h3 lang=${named ? null : 'en'}>${named ? word('finding', finding.id) : finding.detail}</h3>
      <${Badge} kind=${KINDS[finding.severity] ?? 'note'}>${word('severity', finding.severity)}<//>
    </div>
    ${named && html`<p class="muted" lang="en">${finding.detail}</p>`}
    <${NextStep} finding=${finding} />
    ${finding.key &&
    html`<p><a href=${hrefTo('system/settings', { search: finding.key })}><code>${finding.key}</code></a></p>`}
  </li>`;
}

export function Findings({ findings }) {
  return html`<section aria-labelledby="findings">
    <h2 id="findings">${t('settings.findings')}</h2>
    ${findings.length === 0
      ? html`<${Notice} kind="good">${t('settings.nothing_wrong')}<//>`
      : html`<ul class="setting-findings">
          ${findings.map((each) => html`<${Finding} key=${each.id + each.key} finding=${each} />`)}
        </ul>`}
  </section>`;
}
