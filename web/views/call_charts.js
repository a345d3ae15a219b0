// Charts of calls, and how a chart is drawn.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Loaded, useEvery, useLoad } from '../parts/data.js';
import { clockMinute, count, currentLanguage, dayMark, hourTime, milliseconds, percent, t, word } from '../reader.js';
import { TurnBadge, askedForSummary } from './call_table.js';

// Lines and bars over time, drawn by uPlot, which is fetched when the first chart is shown. What a chart says stands below
// it in words, and as a table on demand; without uPlot these remain.

const HEIGHT = 160;
const AXIS_FONT = '12px system-ui, "Noto Sans", "Noto Sans Devanagari", sans-serif';
const POINTS_UP_TO = 40;
const TICK_ROOM = 90;
// Nothing that is counted comes in halves.
const WHOLE_STEPS = [1, 10, 100, 1000, 10_000, 100_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

let library = null;

/** A classic script: it leaves its name in the window. */
function loadLibrary() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL('../vendor/uplot.js', import.meta.url);
    script.onload = () => resolve(globalThis.uPlot);
    script.onerror = () => {
      library = null; // the next chart tries again
      script.remove();
      reject(new Error('no uPlot'));
    };
    document.head.append(script);
  });
  return library;
}

/** A colour of styles/names.css as it is now; a canvas understands no light-dark(). */
function colourOf(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

function seriesOf(uPlot, { label, colour, kind }, { points, format }) {
  const stroke = colourOf(colour);
  const shared = { label, stroke, value: (_, value) => (value === null || value === undefined ? '–' : format(value)) };
  if (kind === 'bars') return { ...shared, width: 0, fill: stroke, paths: uPlot.paths.bars({ size: [0.8, 40], align: 1 }), points: { show: false } };
  return { ...shared, width: 2, spanGaps: false, points: { show: points <= POINTS_UP_TO, size: 5, fill: stroke } };
}

function optionsOf(uPlot, { times, series, format, marks }, width) {
  const muted = colourOf('muted');
  const line = colourOf('line');
  const axis = { stroke: muted, font: AXIS_FONT, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return {
    width,
    height: HEIGHT,
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { range: (_, first, last) => [first, last + (times.length > 1 ? (times[1] - times[0]) / 1000 : 0)] },
      y: { range: (_, least, most) => [0, Math.max(most, 1) * 1.1] },
    },
    legend: { markers: { width: 2, fill: (plot, at) => plot.series[at].stroke(plot, at) } },
    axes: [
      { ...axis, space: TICK_ROOM, values: (_, splits) => splits.map((each) => marks(each * 1000)) },
      { ...axis, size: 74, space: 36, incrs: WHOLE_STEPS, values: (_, splits) => splits.map((each) => (each === null ? '' : format(each))) },
    ],
    series: [
      { label: t('chart.time'), value: (_, value) => (value === null ? '–' : hourTime(value * 1000)) },
      ...series.map((each) => seriesOf(uPlot, each, { points: times.length, format })),
    ],
  };
}

/** Draws into `box` now, and again when its width, the colours or the language change. → what ends it. */
function keepDrawn(uPlot, box, chart) {
  let drawn = null;
  const draw = () => {
    drawn?.destroy();
    const data = [chart.times.map((time) => time / 1000), ...chart.series.map((each) => each.values)];
    drawn = box.clientWidth === 0 ? null : new uPlot(optionsOf(uPlot, chart, box.clientWidth), data, box);
  };
  const fit = () => (drawn === null ? draw() : drawn.setSize({ width: box.clientWidth, height: HEIGHT }));
  const sizes = new ResizeObserver(fit);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  draw();
  sizes.observe(box);
  scheme.addEventListener('change', draw);
  addEventListener('exogate-theme', draw);
  return () => {
    sizes.disconnect();
    scheme.removeEventListener('change', draw);
    removeEventListener('exogate-theme', draw);
    drawn?.destroy();
  };
}

function ChartTable({ title, times, series, format }) {
  return html`<details class="chart-table">
    <summary>${t('chart.table')}<span class="unseen">: ${title}</span></summary>
    <div class="chart-rows" tabindex="0" role="group" aria-label=${title}>
      <table>
        <caption class="unseen">
          ${title}
        </caption>
        <thead>
          <tr>
            <th scope="col">${t('chart.time')}</th>
            ${series.map((each) => html`<th key=${each.label} scope="col">${each.label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${times.map(
            (time, at) => html`<tr key=${time}>
              <th scope="row">${hourTime(time)}</th>
              ${series.map((each) => html`<td key=${each.label}>${each.values[at] === null ? '–' : format(each.values[at])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/**
 * `times`: milliseconds since 1970, evenly apart; `series`: [{label, colour: a name of names.css, kind: 'bars'|'line',
 * values: (number|null)[]}]; `format(value)` writes a value, `marks(time)` a time below the axis; `says`: what the chart shows, in a sentence.
 */
function Chart({ title, says, times, series, format, marks }) {
  const box = useRef(null);
  const [missing, setMissing] = useState(false);
  const key = JSON.stringify([times, series, currentLanguage()]);
  useEffect(() => {
    let end = null;
    let gone = false;
    loadLibrary().then(
      (uPlot) => {
        if (!gone) end = keepDrawn(uPlot, box.current, { times, series, format, marks });
      },
      () => setMissing(true),
    );
    return () => {
      gone = true;
      end?.();
    };
  }, [key]);
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div class="chart-box" role="img" aria-label=${`${title}. ${says}`} hidden=${missing} ref=${box}></div>
    ${missing && html`<p class="small-print">${t('chart.missing')}</p>`}
    <p class="chart-says">${says}</p>
    <${ChartTable} title=${title} times=${times} series=${series} format=${format} />
  </figure>`;
}

// What many calls have in common: how many, how many at once, how soon something was heard, how they ended.

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
