// Lines and bars over time, drawn by uPlot, which is fetched when the first chart is shown. What a chart says stands below
// it in words, and as a table on demand; without uPlot these remain.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { currentLanguage, t } from '../i18n.js';
import { hourTime } from '../written.js';

const HEIGHT = 160;
const AXIS_FONT = '12px system-ui, "Noto Sans", "Noto Sans Devanagari", sans-serif';
const POINTS_UP_TO = 40;
const TICK_ROOM = 90;
// Nothing that is counted comes in halves.
const WHOLE_STEPS = [1, 10, 100, 1000, 10_000, 100_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

let library = null;

function add(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.onload = resolve;
    element.onerror = () => {
      element.remove();
      reject(new Error(tag));
    };
    document.head.append(element);
  });
}

/** A classic script: it leaves its name in the window. */
function loadLibrary() {
  library ??= Promise.all([
    add('link', { rel: 'stylesheet', href: new URL('../vendor/uplot.css', import.meta.url).href }),
    add('script', { src: new URL('../vendor/uplot.js', import.meta.url).href }),
  ]).then(
    () => globalThis.uPlot,
    (error) => {
      library = null; // the next chart tries again
      throw error;
    },
  );
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
export function Chart({ title, says, times, series, format, marks }) {
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
