// The settings that count: what is wrong with them, each value and where it comes from.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { known, t, word } from '../i18n.js';
import { Check } from '../parts/form.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { Badge } from '../parts/notice.js';
import { SearchBox, matches } from '../parts/search.js';
import { Table } from '../parts/table.js';
import { stay } from '../place.js';
import { count } from '../written.js';
import { Findings } from './settings_findings.js';

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
  return html`<section aria-labelledby="all-settings">
    <h2 id="all-settings">${t('settings.all')}</h2>
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
  </section>`;
}

export function SettingsPart({ place }) {
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
