// What many calls have in common: how many, how many at once, how soon something was heard, how they ended.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { Chart } from '../parts/chart.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { clockMinute, count, dayMark, hourTime, milliseconds, percent } from '../written.js';
import { askedForSummary } from './call_filters.js';
import { TurnBadge } from './call_table.js';

const REFRESH_MS = 60_000;
const HOUR_S = 3600;
const DAY_S = 86_400;
const MOST_SHOWN = 8;
const SLOWEST_MS = 30_000;

const shownMs = (ms) => (ms === null ? '–' : ms >= SLOWEST_MS ? t('charts.slowest', { time: milliseconds(SLOWEST_MS) }) : milliseconds(ms));

function perBucket(seconds) {
  if (seconds === HOUR_S) return t('charts.per_hour');
  if (seconds === DAY_S) return t('charts.per_day');
  if (seconds > DAY_S) return t('charts.per_days', { count: count(seconds / DAY_S) });
  if (seconds > HOUR_S) return t('charts.per_hours', { count: count(seconds / HOUR_S) });
  return t('charts.per_minutes', { count: count(Math.round(seconds / 60)) });
}

function busiest(buckets) {
  const most = buckets.reduce((best, each) => (each.calls > best.calls ? each : best), buckets[0]);
  return { calls: count(most.calls), time: hourTime(Date.parse(most.at)) };
}

/** Bars whose length is their share of the longest. */
function Bars({ title, rows }) {
  const longest = Math.max(1, ...rows.map((row) => row.calls));
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <ul class="bars">
      ${rows.slice(0, MOST_SHOWN).map(
        (row) => html`<li key=${row.key}>
          <span class="bar-text">${row.text} ${row.mark}</span>
          <progress aria-label=${row.text} max=${longest} value=${row.calls}></progress>
          <span class="bar-value">${count(row.calls)}</span>
        </li>`,
      )}
    </ul>
    ${rows.length > MOST_SHOWN && html`<p class="small-print">${t('charts.others', { count: count(rows.length - MOST_SHOWN) })}</p>`}
  </figure>`;
}

function Totals({ summary }) {
  const { totals } = summary;
  const facts = [
    [t('charts.calls'), count(totals.calls)],
    [t('charts.heard'), totals.calls === 0 ? '–' : percent(totals.heard / totals.calls)],
    [t('charts.most_at_once'), count(totals.most_at_once)],
    [t('charts.typical'), shownMs(totals.first_audio_p50_ms)],
    [t('charts.slow'), shownMs(totals.first_audio_p95_ms)],
  ];
  return html`<div class="figures">
    <dl>
      ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    </dl>
  </div>`;
}

function Drawn({ summary, anyTime }) {
  const { buckets, totals, ends, verdicts, bucket_seconds: length } = summary;
  const times = buckets.map((each) => Date.parse(each.at));
  const span = { since: hourTime(Date.parse(summary.since)), until: hourTime(Date.parse(summary.until)) };
  const marks = length * buckets.length > 2 * DAY_S ? dayMark : clockMinute;
  const values = (name) => buckets.map((each) => each[name]);
  if (totals.calls === 0) return html`<p class="empty">${anyTime ? t('charts.none_day') : t('charts.none', span)}</p>`;
  const audio = { half: shownMs(totals.first_audio_p50_ms), slow: shownMs(totals.first_audio_p95_ms) };
  return html`<p class="small-print">${t(anyTime ? 'charts.span_day' : 'charts.span', span)}</p>
    <${Totals} summary=${summary} />
    <div class="charts">
      <${Chart}
        title=${perBucket(length)}
        says=${t('charts.calls_say', { all: count(totals.calls), ...busiest(buckets) })}
        times=${times}
        series=${[{ label: t('charts.calls'), colour: 'accent', kind: 'bars', values: values('calls') }]}
        format=${count}
        marks=${marks}
      />
      <${Chart}
        title=${t('charts.at_once')}
        says=${t('charts.at_once_say', { most: count(totals.most_at_once) })}
        times=${times}
        series=${[{ label: t('charts.at_once'), colour: 'live', kind: 'bars', values: values('most_at_once') }]}
        format=${count}
        marks=${marks}
      />
      <${Chart}
        title=${t('charts.first_audio')}
        says=${totals.first_audio_p50_ms === null ? t('charts.silent') : t('charts.first_audio_say', audio)}
        times=${times}
        series=${[
          { label: t('charts.typical'), colour: 'good', kind: 'line', values: values('first_audio_p50_ms') },
          { label: t('charts.slow'), colour: 'warn', kind: 'line', values: values('first_audio_p95_ms') },
        ]}
        format=${milliseconds}
        marks=${marks}
      />
      <${Bars}
        title=${t('charts.ends')}
        rows=${ends.map((each) => ({ key: each.end_reason, text: word('end', each.end_reason), mark: null, calls: each.calls }))}
      />
      <${Bars}
        title=${t('charts.verdicts')}
        rows=${verdicts.map((each) => ({
          key: each.code,
          text: word('verdict_short', each.code),
          mark: html`<${TurnBadge} verdict=${each} />`,
          calls: each.calls,
        }))}
      />
    </div>`;
}

export function CallCharts({ filters }) {
  const source = useLoad(() => api.callSummary(askedForSummary(filters)));
  useEvery(REFRESH_MS, source.reload);
  return html`<section class="card call-charts" aria-label=${t('calls.charts')}>
    <${Loaded} source=${source}>${(summary) => html`<${Drawn} summary=${summary} anyTime=${filters.when === ''} />`}<//>
  </section>`;
}
