// What is wrong with the site, the worst first.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { FindingDetail, FindingName, FindingNextStep } from '../parts/finding.js';
import { Badge } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { count } from '../written.js';

const SEVERITIES = ['error', 'warning', 'note'];
const KINDS = { error: 'bad', warning: 'warn' };
const FEW_DAYS = 30;

function Certificate({ plane, days_left, severity }) {
  const text = days_left < 0 ? t('home.certificate_over') : t('home.certificate_days', { days: count(days_left) });
  return html`<li>
    <${Badge} kind=${KINDS[severity]}>${t(`severity.${severity}`)}<//>
    <div><strong class="what">${t(`home.certificate.${plane}`)}</strong> ${text}</div>
  </li>`;
}

function Finding({ finding }) {
  const { severity, key } = finding;
  return html`<li>
    <${Badge} kind=${KINDS[severity] ?? 'note'}>${t(`severity.${severity}`)}<//>
    <div>
      <strong class="what"><${FindingName} finding=${finding} /></strong> ${key && html`<code>${key}</code>`}
      <${FindingDetail} finding=${finding} class="small-print" />
      <${FindingNextStep} finding=${finding} class="small-print" />
    </div>
  </li>`;
}

export function Attention({ settings }) {
  if (!settings) return null;
  // A certificate that runs out is a finding, too: said once, with its days.
  const ends = settings.certificates.filter(({ days_left }) => days_left < FEW_DAYS);
  const findings = settings.findings.filter(({ id }) => ends.length === 0 || !/^certificate-expir/.test(id));
  const wrong = [
    ...ends.map((each) => ({ ...each, severity: each.days_left < 0 ? 'error' : 'warning' })),
    ...findings.filter(({ severity }) => severity !== 'note'),
  ].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  if (wrong.length === 0) {
    return html`<p class="all-well">${t(findings.length > 0 ? 'home.well_notes' : 'home.well')}</p>`;
  }
  return html`<section class="card" aria-labelledby="attention">
    <h2 id="attention">${t('home.attention')}</h2>
    <ul class="findings">
      ${wrong.map((each) =>
        each.plane
          ? html`<${Certificate} key=${each.plane} ...${each} />`
          : html`<${Finding} key=${`${each.id} ${each.key}`} finding=${each} />`,
      )}
    </ul>
    <p><a href=${hrefTo('system')}>${t('home.settings')}</a></p>
  </section>`;
}
