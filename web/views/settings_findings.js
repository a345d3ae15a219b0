// What is wrong with the settings, the worst first: what it is, what the gateway says of it, what to do.
import { html } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { FindingDetail, FindingName, FindingNextStep } from '../parts/finding.js';
import { Badge, Notice } from '../parts/notice.js';
import { hrefTo } from '../place.js';

const KINDS = { error: 'bad', warning: 'warn', note: 'note' };

function Finding({ finding }) {
  return html`<li class="setting-finding">
    <div class="panel-head">
      <h3><${FindingName} finding=${finding} /></h3>
      <${Badge} kind=${KINDS[finding.severity] ?? 'note'}>${word('severity', finding.severity)}<//>
    </div>
    <${FindingDetail} finding=${finding} class="muted" />
    <${FindingNextStep} finding=${finding} />
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
