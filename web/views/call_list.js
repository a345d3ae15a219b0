// Live calls above, what came before below; both follow by themselves.
import { html, useRef } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { useLoad } from '../parts/load.js';
import { Notice } from '../parts/notice.js';
import { hrefTo, stay } from '../place.js';
import { count } from '../written.js';
import { botNames } from './bot_names.js';
import { CallCharts } from './call_charts.js';
import { useCallFeed } from './call_feed.js';
import { CallFilterForm } from './call_filter_form.js';
import { addressOf, asked, filtersOf, isFiltered } from './call_filters.js';
import { CallList } from './call_table.js';

function NoCalls({ filtered }) {
  if (filtered) return html`<p class="empty">${t('calls.none_found')}</p>`;
  return html`<div class="empty">
    <p>${t('calls.none')}</p>
    <ol class="plain">
      <li><a href=${hrefTo('bots')}>${t('calls.first_bot')}</a></li>
      <li><a href=${hrefTo('')}>${t('calls.first_address')}</a></li>
      <li><a href=${hrefTo('test-call')}>${t('calls.first_call')}</a></li>
    </ol>
  </div>`;
}

function LiveCalls({ feed, query, names }) {
  if (feed.live.length === 0) return null;
  return html`<section class="live-calls" aria-labelledby="live-calls">
    <h2 id="live-calls">${t('calls.live_now', { count: count(feed.live.length) })}</h2>
    <${CallList} caption=${t('calls.live_caption')} calls=${feed.live} query=${query} names=${names} last="state" />
    ${feed.liveMore && html`<p class="small-print">${t('calls.live_more', { shown: count(feed.live.length) })}</p>`}
  </section>`;
}

function PastCalls({ feed, query, names, top }) {
  if (feed.past.length === 0 && feed.next === null) return null;
  return html`<section aria-labelledby="past-calls">
    <h2 id="past-calls" tabindex="-1" ref=${top}>${t('calls.past')}</h2>
    ${!feed.atTop &&
    html`<div class="buttons"><button type="button" onClick=${feed.reload}>${t('calls.to_newest')}</button></div>`}
    <${CallList} caption=${t('calls.past')} calls=${feed.past} query=${query} names=${names} />
    ${feed.next !== null &&
    html`<div class="buttons">
      <button type="button" aria-disabled=${String(feed.busy)} onClick=${() => feed.busy || feed.more()}>
        ${feed.busy ? t('load.waiting') : t('calls.more')}
      </button>
    </div>`}
  </section>`;
}

/** What came in while the reader looked further down. */
function Waiting({ feed, onShow }) {
  return html`<div class="new-calls" role="status">
    ${feed.waiting.length > 0 &&
    html`<button type="button" class="primary" onClick=${onShow}>
      ${t(feed.waiting.length === 1 ? 'calls.new_one' : 'calls.new_many', { count: count(feed.waiting.length) })}
    </button>`}
  </div>`;
}

function Head({ filters, query, charts }) {
  const toggle = () => stay('calls', { ...query, charts: charts ? '' : 'yes' });
  return html`<div class="heading">
    <h1>${t('calls.title')}</h1>
    <div class="buttons">
      <button type="button" class="chart-switch" aria-expanded=${String(charts)} onClick=${toggle}>${t('calls.charts')}</button>
      <a class="button" href=${api.callsFile(asked(filters))} download>${t('calls.csv')}</a>
    </div>
  </div>`;
}

export function CallListView({ place }) {
  const filters = filtersOf(place.query);
  const charts = place.query.get('charts') === 'yes';
  const query = { ...addressOf(filters), charts: charts ? 'yes' : '' };
  const names = useLoad(botNames).data;
  const lists = useRef(null);
  const top = useRef(null);
  const isAway = () => (lists.current?.getBoundingClientRect().top ?? 0) < 0;
  const feed = useCallFeed(filters, isAway);
  const show = () => {
    feed.showWaiting();
    scrollTo(0, 0);
    top.current?.focus({ preventScroll: true });
  };
  const nothing = feed.ready && feed.error === '' && feed.live.length + feed.past.length === 0 && feed.next === null;
  return html`<${Head} filters=${filters} query=${query} charts=${charts} />
    <p class="lead">${t('calls.lead')}</p>
    <${CallFilterForm}
      filters=${filters}
      onFilters=${(next) => stay('calls', { ...addressOf(next), charts: charts ? 'yes' : '' })}
    />
    ${charts && html`<${CallCharts} key=${JSON.stringify(filters)} filters=${filters} />`}
    ${feed.error && html`<${Notice} kind="bad">${t('load.failed')} ${feed.error}<//>`}
    <${Waiting} feed=${feed} onShow=${show} />
    <div class="call-lists" ref=${lists}>
      ${!feed.ready && html`<p class="waiting">${t('load.waiting')}</p>`}
      <${LiveCalls} feed=${feed} query=${query} names=${names} />
      <${PastCalls} feed=${feed} query=${query} names=${names} top=${top} />
      ${nothing && html`<${NoCalls} filtered=${isFiltered(filters)} />`}
    </div>`;
}
