// The calls of today in a few figures, and the newest ones.
import { html } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { t, word } from '../i18n.js';
import { Loaded } from '../parts/load.js';
import { Badge } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { clockTime, count, fullTime } from '../written.js';

const NEWEST = 5;
const NOT_THERE = 404;
const EXPECTED_ENDS = ['live', 'caller_hangup', 'applet_ended', 'bot_hangup'];
const GREETING_KINDS = { heard: 'good', playing: 'live' };

let counted = true;

/** Since midnight where the reader is; null: this gateway does not count. */
async function countToday() {
  if (!counted) return null;
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  try {
    return (await api.callSummary({ since: midnight.toISOString() })).totals;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== NOT_THERE) throw error;
    counted = false;
    return null;
  }
}

export async function loadCalls() {
  const [site, newest, today] = await Promise.all([api.site(), api.calls(NEWEST), countToday()]);
  return { live: site.active_streams, newest, today };
}

function Figure({ name, value }) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

export function Figures({ source }) {
  return html`<section class="figures" aria-label=${t('home.now')}>
    <${Loaded} source=${source}>
      ${({ live, today }) => html`<dl>
        <${Figure} name=${t('home.live_calls')} value=${count(live)} />
        ${today && html`<${Figure} name=${t('home.today')} value=${count(today.calls)} />`}
        ${today && html`<${Figure} name=${t('home.heard')} value=${count(today.heard)} />`}
      </dl>`}
    <//>
  </section>`;
}

function State({ call }) {
  if (call.end_reason === 'live') return html`<${Badge} kind="live">${t('end.live')}<//>`;
  if (!EXPECTED_ENDS.includes(call.end_reason)) return html`<span class="warning">${word('end', call.end_reason)}</span>`;
  const greeting = call.greeting === 'playing' ? 'cut' : call.greeting;
  return html`<${Badge} kind=${GREETING_KINDS[greeting] ?? 'note'}>${word('greeting', greeting)}<//>`;
}

function CallLine({ call }) {
  const who = call.from || t('home.unknown_caller');
  return html`<li>
    <a href=${hrefTo(`calls/${call.id}`)}>
      <time datetime=${call.opened_at} title=${fullTime(call.opened_at)}>${clockTime(call.opened_at)}</time>
      <span class="numbers"><strong>${who}</strong>${call.to && html` → ${call.to}`}</span>
    </a>
    <${State} call=${call} />
  </li>`;
}

export function NewestCalls({ source }) {
  return html`<section class="card" aria-labelledby="newest">
    <div class="heading">
      <h2 id="newest">${t('home.newest')}</h2>
      <a href=${hrefTo('calls')}>${t('home.all_calls')}</a>
    </div>
    <${Loaded} source=${source}>
      ${({ newest }) =>
        newest.length === 0
          ? html`<p class="hint">${t('home.no_calls')}</p>`
          : html`<ul class="newest">
              ${newest.map((call) => html`<${CallLine} key=${call.id} call=${call} />`)}
            </ul>`}
    <//>
  </section>`;
}
