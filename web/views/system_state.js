// How the gateway is: certificates, calls, database and disk. Looked at again by itself.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { Badge, Notice } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { bytes, count, day, days, dayAndTime, fromNow, timeSpan } from '../written.js';

const STATE_REFRESH_MS = 5000;
const WARN_DAYS = 21;
const PLANES = ['calls', 'admin'];

/** Null from a gateway that does not tell how it is. */
const systemIfTold = () =>
  api.system().catch((error) => {
    if (error.status === 404) return null;
    throw error;
  });

async function loadState() {
  const [system, settings, site] = await Promise.all([systemIfTold(), api.settings(), api.site()]);
  return { system, settings, site };
}

function Panel({ title, badge, children }) {
  return html`<section class="panel">
    <div class="panel-head">
      <h2>${title}</h2>
      ${badge}
    </div>
    ${children}
  </section>`;
}

/** `facts`: [[name, value]]; a value of null is left out. */
function Facts({ facts }) {
  const known = facts.filter(([, value]) => value !== null && value !== undefined);
  return html`<dl class="facts">
    ${known.map(([name, value]) => html`<dt key=${name}>${name}</dt><dd>${value}</dd>`)}
  </dl>`;
}

function Trouble({ findings }) {
  const serious = findings.filter(({ severity }) => severity !== 'note');
  if (serious.length === 0) return html`<p class="hint">${t('settings.nothing_wrong')}</p>`;
  const kind = serious.some(({ severity }) => severity === 'error') ? 'bad' : 'warn';
  return html`<${Notice} kind=${kind}>
    ${t('system.findings', { count: count(serious.length) })} <a href=${hrefTo('system/settings')}>${t('system.findings_link')}</a>
  <//>`;
}

function DaysLeft({ certificate }) {
  const left = certificate.days_left;
  if (left < 0) return html`<${Badge} kind="bad">${t('system.expired')}<//>`;
  const kind = left < WARN_DAYS ? 'warn' : 'good';
  return html`<${Badge} kind=${kind}>${t('system.days_left', { days: days(left) })}<//>`;
}

function CertificateOf({ plane, certificate }) {
  return html`<div class="entry">
    <div class="panel-head">
      <h3>${word('plane', plane)}</h3>
      ${certificate && html`<${DaysLeft} certificate=${certificate} />`}
    </div>
    ${!certificate && html`<p class="hint">${t('system.no_certificate')}</p>`}
    ${certificate &&
    html`<p>
        ${t(certificate.days_left < 0 ? 'system.expired_on' : 'system.expires_on', { day: day(certificate.expires_at) })}
        ${certificate.days_left < WARN_DAYS && html` <span class="warning">${t('system.renew')}</span>`}
      </p>
      <details>
        <summary>${t('system.fingerprint')}</summary>
        <code>${certificate.fingerprint_sha256}</code>
      </details>`}
  </div>`;
}

function Certificates({ certificates }) {
  return html`<${Panel} title=${t('system.certificates')}>
    ${PLANES.map(
      (plane) => html`<${CertificateOf}
        key=${plane}
        plane=${plane}
        certificate=${certificates.find((each) => each.plane === plane)}
      />`,
    )}
  <//>`;
}

function Calls({ system, site }) {
  if (!system) {
    return html`<${Panel} title=${t('system.calls')}>
      <${Facts} facts=${[[t('system.live_calls'), count(site.active_streams)]]} />
    <//>`;
  }
  const badge = system.accepting
    ? html`<${Badge} kind="good">${t('system.accepting')}<//>`
    : html`<${Badge} kind="bad">${t('system.not_accepting')}<//>`;
  const live = t('system.live_of', { live: count(system.live_calls), most: count(system.max_calls) });
  return html`<${Panel} title=${t('system.calls')} badge=${badge}>
    ${!system.accepting && html`<p>${t('system.not_accepting_means')}</p>`}
    <div class="gauge">
      <span>${live}</span>
      <meter aria-label=${live} min="0" max=${Math.max(1, system.max_calls)} value=${system.live_calls} />
    </div>
    <div class="entry">
      <div class="panel-head">
        <h3>${t('system.speech')}</h3>
        ${system.speech_trouble
          ? html`<${Badge} kind="warn">${t('system.speech_trouble')}<//>`
          : html`<${Badge} kind="good">${t('system.speech_good')}<//>`}
      </div>
      ${system.speech_trouble &&
      html`<p>${t('system.speech_means')}</p>
        <p class="small-print" lang="en">${system.speech_trouble}</p>`}
    </div>
  <//>`;
}

function DiskGauge({ disk }) {
  const { free_bytes: free, total_bytes: total } = disk;
  const words = t('system.disk_free', { used: bytes(total - free), free: bytes(free), total: bytes(total) });
  const almost = total * 0.95;
  return html`<div class="gauge">
    <span>${words}</span>
    <meter aria-label=${words} min="0" max=${total} low=${total * 0.8} high=${almost} optimum="0" value=${total - free} />
  </div>`;
}

function Storage({ system, findings }) {
  const full = findings.some(({ id }) => id === 'disk-nearly-full');
  const badge = full && html`<${Badge} kind="warn">${t('system.disk_full')}<//>`;
  return html`<${Panel} title=${t('system.storage')} badge=${badge}>
    ${typeof system.disk.free_bytes === 'number' && system.disk.total_bytes > 0 && html`<${DiskGauge} disk=${system.disk} />`}
    ${full && html`<p>${t('system.disk_full_means')}</p>`}
    <${Facts}
      facts=${[
        [t('system.database'), bytes(system.database.bytes)],
        [t('system.recorded_calls'), count(system.database.calls)],
        [t('system.journal'), bytes(system.database.journal_bytes)],
      ]}
    />
  <//>`;
}

function Gateway({ system, site }) {
  const started = system && html`<time datetime=${system.started_at} title=${fromNow(system.started_at)}>
    ${dayAndTime(system.started_at)}
  </time>`;
  return html`<${Panel} title=${t('system.gateway')}>
    <${Facts}
      facts=${[
        [t('system.version'), site.version],
        [t('system.started'), started],
        [t('system.uptime'), system && timeSpan(system.uptime_seconds)],
        [t('system.memory'), system && bytes(system.memory_bytes)],
      ]}
    />
    <ul class="link-row">
      <li><a href="/reference/">${t('system.reference')}</a></li>
      <li><a href="/metrics">${t('system.metrics')}</a></li>
    </ul>
  <//>`;
}

export function SystemState() {
  const source = useLoad(loadState);
  useEvery(STATE_REFRESH_MS, source.reload);
  return html`<${Loaded} source=${source}>
    ${({ system, settings, site }) => html`
      <${Trouble} findings=${settings.findings} />
      <div class="panels">
        <${Calls} system=${system} site=${site} />
        <${Certificates} certificates=${settings.certificates} />
        ${system && html`<${Storage} system=${system} findings=${settings.findings} />`}
        <${Gateway} system=${system} site=${site} />
      </div>
    `}
  <//>`;
}
