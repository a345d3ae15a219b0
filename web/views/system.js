// System: its state, effective settings and what is wrong with them; users, tokens and audit stand beside.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import {
  Badge, Facts, FindingDetail, FindingName, FindingNextStep, Loaded, Notice, SearchBox, Section, Table, Tabs, matches,
  useEvery, useLoad,
} from '../parts/data.js';
import { Check } from '../parts/form.js';
import { bytes, count, day, dayAndTime, days, fromNow, hrefTo, known, stay, t, timeSpan, word } from '../reader.js';
import { TokensPart } from './account.js';
import { AuditPart } from './audit.js';
import { UsersPart } from './users.js';

// What is wrong with the settings, the worst first: what it is, what the gateway says of it, what to do.

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

function Findings({ findings }) {
  return html`<${Section} title=${t('settings.findings')} kind="">
    ${findings.length === 0
      ? html`<${Notice} kind="good">${t('settings.nothing_wrong')}<//>`
      : html`<ul class="setting-findings">
          ${findings.map((each) => html`<${Finding} key=${each.id + each.key} finding=${each} />`)}
        </ul>`}
  <//>`;
}

// The settings that count: what is wrong with them, each value and where it comes from.

const REFRESH_MS = 10_000;

function Value({ value }) {
  if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
  if (typeof value === 'number') return count(value);
  const lines = Array.isArray(value) ? value : [value].filter(Boolean);
  if (lines.length === 0) return html`<span class="muted">${t('settings.empty')}</span>`;
  return lines.map((line) => html`<code key=${line} class="setting-line">${line}</code>`);
}

function ValueCell({ setting }) {
  if (!setting.secret) return html`<${Value} value=${setting.value} />`;
  return setting.set
    ? html`<${Badge} kind="good">${t('settings.set')}<//>`
    : html`<span class="muted">${t('settings.not_set')}</span>`;
}

function OriginCell({ origin }) {
  const place = origin.line ? t('settings.line', { name: origin.name, line: origin.line }) : origin.name;
  return html`${word('origin', origin.kind)} ${place && html`<div class="small-print"><code>${place}</code></div>`}`;
}

function ChangeCell({ setting }) {
  if (!('waiting' in setting)) {
    return html`<span class="muted">${t(setting.needs_restart ? 'settings.after_restart' : 'settings.at_once')}</span>`;
  }
  return html`<${Badge} kind="warn">${t('settings.waiting')}<//>
    ${!setting.secret && html`<div class="small-print">${t('settings.then')} <${Value} value=${setting.waiting} /></div>`}`;
}

/** What the setting is: the page's words where the language has them; the gateway's own are English. */
function Help({ setting: { key, help } }) {
  const words = known(`help.${key}`);
  return html`<div class="small-print" lang=${words ? null : 'en'}>${words ?? help}</div>`;
}

function columns() {
  return [
    {
      key: 'setting',
      text: t('settings.key'),
      cell: (setting) => html`<code class="setting-key">${setting.key}</code> <${Help} setting=${setting} />`,
    },
    { key: 'value', text: t('settings.value'), cell: (setting) => html`<${ValueCell} setting=${setting} />` },
    { key: 'origin', text: t('settings.origin'), cell: ({ origin }) => html`<${OriginCell} origin=${origin} />` },
    { key: 'change', text: t('settings.change'), cell: (setting) => html`<${ChangeCell} setting=${setting} />` },
  ];
}

const isChanged = (setting) => setting.origin.kind !== 'default' || 'waiting' in setting;

const wordsOf = ({ key, help, value, origin }) => [key, help, known(`help.${key}`) ?? '', String(value ?? ''), origin.name ?? ''];

function SettingsTable({ settings, wanted, onlyChanged }) {
  const show = (changes) =>
    stay('system/settings', { search: wanted, changed: onlyChanged ? 'yes' : '', ...changes });
  const found = settings.filter((each) => matches(wanted, wordsOf(each)) && (!onlyChanged || isChanged(each)));
  found.sort((one, other) => (other.key === wanted) - (one.key === wanted)); // what a finding links to comes first
  return html`<${Section} title=${t('settings.all')} kind="">
    <p class="hint">${t('settings.where')}</p>
    <div class="narrow">
      <${SearchBox}
        label=${t('settings.search')}
        value=${wanted}
        onValue=${(search) => show({ search })}
        found=${found.length}
        all=${settings.length}
      />
      <${Check}
        label=${t('settings.only_changed')}
        value=${onlyChanged}
        onValue=${(yes) => show({ changed: yes ? 'yes' : '' })}
      />
    </div>
    ${found.length === 0
      ? html`<p class="empty">${t('list.nothing_found')}</p>`
      : html`<${Table} caption=${t('settings.all')} columns=${columns()} rows=${found} />`}
  <//>`;
}

function SettingsPart({ place }) {
  const source = useLoad(api.settings);
  useEvery(REFRESH_MS, source.reload);
  const wanted = place.query.get('search') ?? '';
  const onlyChanged = place.query.get('changed') === 'yes';
  return html`<${Loaded} source=${source}>
    ${({ settings, findings }) => html`
      <${Findings} findings=${findings} />
      <${SettingsTable}
        settings=${settings.map((each) => ({ id: each.key, ...each }))}
        wanted=${wanted}
        onlyChanged=${onlyChanged}
      />
    `}
  <//>`;
}

// How the gateway is: certificates, calls, database and disk. Looked at again by itself.

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
      <${Facts} rows=${[[t('system.live_calls'), count(site.active_streams)]]} />
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
      rows=${[
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
      rows=${[
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

function SystemState() {
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

// The gateway itself: its state, its settings, who may use it and who did what.

// `superAdmin`: the API serves it to that role only.
const PARTS = [
  { name: '', text: 'system.state', part: SystemState },
  { name: 'settings', text: 'system.settings', part: SettingsPart },
  { name: 'users', text: 'system.users', part: UsersPart, superAdmin: true },
  { name: 'tokens', text: 'system.tokens', part: TokensPart },
  { name: 'audit', text: 'system.audit', part: AuditPart, superAdmin: true },
];

const pathOf = (part) => (part.name === '' ? 'system' : `system/${part.name}`);

export function SystemView({ user, place, onUserChanged }) {
  const parts = PARTS.filter((part) => !part.superAdmin || user.role === 'super_admin');
  const shown = parts.find((part) => part.name === (place.rest[0] ?? '')) ?? parts[0];
  const tabs = parts.map((part) => ({ path: pathOf(part), text: t(part.text) }));
  return html`<h1>${t('system.title')}</h1>
    <${Tabs} label=${t('system.tabs')} tabs=${tabs} current=${pathOf(shown)} />
    <${shown.part} key=${shown.name} user=${user} place=${place} onUserChanged=${onUserChanged} />`;
}
