// What happened in a call, drawn to scale; below it the same as a table. A short stretch of a long call can be looked at.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { exactTime, offset, t, word } from '../reader.js';

// Where everything of a timeline stands: pure arithmetic, in pixels, for a stretch of a call.

const OF_LANE = { bot: ['audio', 'mark', 'routed'], caller: ['dtmf', 'interrupted'] }; // the rest: connection
const LANE_NAMES = ['connection', 'bot', 'caller'];

const TICKS_MS = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];
const TICK_ROOM = 92;
const APART = 16;
const SHORTEST_MS = 1000;
const AIR = 0.02;

const laneOf = (kind) => Object.keys(OF_LANE).find((lane) => OF_LANE[lane].includes(kind)) ?? 'connection';

/** From the first thing to the last, with a little air; `now`: of a live call. In milliseconds from opened_at. */
function wholeOf(steps, now = null) {
  const times = steps.map((step) => step.at_ms);
  const from = Math.min(0, ...times);
  const to = Math.max(now ?? 0, ...times, from + SHORTEST_MS);
  const air = (to - from) * AIR;
  return { from: from - air, to: to + air };
}

/** So many times the length with `middle` in its middle, within the whole. */
function zoomed(view, whole, factor, middle = (view.from + view.to) / 2) {
  const length = Math.min(Math.max((view.to - view.from) * factor, SHORTEST_MS / 4), whole.to - whole.from);
  return moved({ from: middle - length / 2, to: middle + length / 2 }, whole, 0);
}

/** The same length earlier (negative) or later, within the whole; `by`: a share of the length. */
function moved(view, whole, by) {
  const length = view.to - view.from;
  const from = Math.min(Math.max(view.from + by * length, whole.from), Math.max(whole.from, whole.to - length));
  return { from, to: from + length };
}

const xOf = (ms, view, width) => ((ms - view.from) / (view.to - view.from)) * width;

/** [{x, ms}], as many as have room. */
function ticksOf(view, width) {
  const most = Math.max(2, Math.floor(width / TICK_ROOM));
  const step = TICKS_MS.find((each) => (view.to - view.from) / each <= most) ?? TICKS_MS.at(-1);
  const ticks = [];
  for (let ms = Math.ceil(view.from / step) * step; ms <= view.to; ms += step) ticks.push({ ms, x: xOf(ms, view, width) });
  return { ticks, step };
}

/** Steps of one lane that would lie on each other are one group: [{x, lane, steps: [index…]}]. */
function groupsOf(steps, view, width) {
  const groups = [];
  const last = {};
  steps.forEach((step, index) => {
    if (step.at_ms < view.from || step.at_ms > view.to) return;
    const lane = laneOf(step.kind);
    const x = xOf(step.at_ms, view, width);
    if (last[lane] && x - last[lane].x < APART) {
      last[lane].steps.push(index);
      return;
    }
    last[lane] = { x, lane, steps: [index] };
    groups.push(last[lane]);
  });
  return groups;
}

const first = (steps, kind) => steps.find((step) => step.kind === kind)?.at_ms;

/** From each thing that was said to the moment it was heard, interrupted or over. */
function saidSpans(steps, end) {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'audio') return [];
    const later = steps.slice(index + 1);
    const next = later.findIndex((each) => ['audio', 'interrupted', 'closed'].includes(each.kind));
    const until = next < 0 ? later : later.slice(0, next);
    const heard = until.filter((each) => each.kind === 'mark').at(-1);
    const stop = heard ?? (next < 0 ? null : later[next]);
    return [{ lane: 'bot', kind: 'said', from: step.at_ms, to: stop?.at_ms ?? end }];
  });
}

/** What lasted: [{lane, kind, from, to}]; `end`: of the call, or now. */
function spansOf(steps, end) {
  const [webhook, opened, started] = ['webhook', 'opened', 'started'].map((kind) => first(steps, kind));
  const closed = first(steps, 'closed') ?? end;
  const spans = [];
  if (webhook !== undefined) spans.push({ lane: 'connection', kind: 'asked', from: webhook, to: opened ?? closed });
  if (opened !== undefined) spans.push({ lane: 'connection', kind: 'open', from: opened, to: started ?? closed });
  if (started !== undefined) spans.push({ lane: 'connection', kind: 'streaming', from: started, to: closed });
  return [...spans, ...saidSpans(steps, closed)].filter((span) => span.to > span.from);
}

/** A span as far as it is in sight: {x, width}, or null. */
function visible(span, view, width) {
  const from = Math.max(span.from, view.from);
  const to = Math.min(span.to, view.to);
  if (to <= from) return null;
  return { x: xOf(from, view, width), width: Math.max(2, xOf(to, view, width) - xOf(from, view, width)) };
}

// The words for what happens in a call (domain/call_record.h, StepKind).

const FAMILIES = {
  // domain/stream_talk.h: the greeting's mark; that of a later turn carries its number
  mark: (detail) => (/^greeting_done(-\d+)?$/.test(detail) ? t('timeline.greeting_done') : detail),
  audio: (detail) => word('said', detail),
  interrupted: (detail) => word('interrupted', detail),
  closed: (detail) => word('end', detail),
};

const stepDetail = ({ kind, detail }) => (detail === '' ? '' : (FAMILIES[kind]?.(detail) ?? detail));

function stepText(step) {
  const detail = stepDetail(step);
  const kind = word('step', step.kind);
  return detail === '' ? kind : `${kind}: ${detail}`;
}

const LANE_HEIGHT = 58;
const BAR_TOP = 28;
const BAR_HEIGHT = 16;
const AXIS_HEIGHT = 28;
const MARK = 7;
const HEIGHT = LANE_NAMES.length * LANE_HEIGHT + AXIS_HEIGHT;
const TICK_MS = 1000;
const INSET = 12;

const laneTop = (lane) => LANE_NAMES.indexOf(lane) * LANE_HEIGHT;

function useWidth(box) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(box.current?.clientWidth ?? 0);
    const sizes = new ResizeObserver(measure);
    measure();
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);
  return width;
}

/** Milliseconds from opened_at to now while the call is live, else null. */
function useNow(call) {
  const live = call.end_reason === 'live';
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [live]);
  return live ? Math.max(0, Date.now() - Date.parse(call.opened_at)) : null;
}

function Lanes({ width, spans, view }) {
  return html`${LANE_NAMES.map(
      (lane) => html`<g key=${lane}>
        <line class="lane" x1="0" x2=${width} y1=${laneTop(lane) + LANE_HEIGHT - 2} y2=${laneTop(lane) + LANE_HEIGHT - 2} />
        <text class="lane-name" x="0" y=${laneTop(lane) + 18}>${t(`lane.${lane}`)}</text>
      </g>`,
    )}
    ${spans.map((span, index) => {
      const place = visible(span, view, width);
      if (!place) return null;
      return html`<rect
        key=${index}
        class=${`span ${span.kind}`}
        x=${place.x}
        y=${laneTop(span.lane) + BAR_TOP}
        width=${place.width}
        height=${BAR_HEIGHT}
        rx="3"
      />`;
    })}`;
}

function Axis({ width, view }) {
  const { ticks, step } = ticksOf(view, width);
  const top = HEIGHT - AXIS_HEIGHT;
  return html`${ticks.map(
    ({ ms, x }) => html`<g key=${ms}>
      <line class="grid" x1=${x} x2=${x} y1="0" y2=${top + 4} />
      <text class="tick" x=${x} y=${HEIGHT - 6} text-anchor=${x < 24 ? 'start' : x > width - 24 ? 'end' : 'middle'}>
        ${offset(ms, step)}
      </text>
    </g>`,
  )}`;
}

const SHAPES = {
  caller: 'M -7 0 L 0 -8 L 7 0 L 0 8 Z',
  bot: 'M -6 -7 L 7 0 L -6 7 Z',
};

function Shape({ lane, many }) {
  if (many > 1) return html`<circle r=${many > 99 ? 13 : 9} /><text class="many" y="4" text-anchor="middle">${many}</text>`;
  return lane in SHAPES ? html`<path d=${SHAPES[lane]} />` : html`<circle r=${MARK - 1} />`;
}

function groupText(group, steps) {
  const begin = steps[group.steps[0]];
  const text = `${offset(begin.at_ms, 1)} ${stepText(begin)}`;
  return group.steps.length === 1 ? text : t('timeline.group', { count: group.steps.length, first: text });
}

/** One stop for the Tab key; arrows lead from event to event, Enter looks closer. */
function Marks({ groups, steps, current, onChoose, onCloser }) {
  const key = (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -groups.length, End: groups.length }[event.key];
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (groups.length > 0) onCloser(groups[current]);
    }
    if (by === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(current + by, 0), groups.length - 1);
    onChoose(groups[next]);
    event.currentTarget.querySelectorAll('.event')[next]?.focus();
  };
  return html`<g onKeyDown=${key}>
    ${groups.map(
      (group, index) => html`<g
        key=${group.steps[0]}
        class=${`event ${steps[group.steps[0]].kind} ${index === current ? 'chosen' : ''}`}
        role="button"
        tabindex=${index === current ? 0 : -1}
        aria-label=${groupText(group, steps)}
        transform=${`translate(${group.x} ${laneTop(group.lane) + BAR_TOP + BAR_HEIGHT / 2})`}
        onPointerEnter=${() => onChoose(group)}
        onFocus=${() => onChoose(group)}
        onClick=${() => onCloser(group)}
      >
        <circle class="touch" r="14" />
        <${Shape} lane=${group.lane} many=${group.steps.length} />
      </g>`,
    )}
  </g>`;
}

function Zoom({ view, whole, setView }) {
  const all = view.to - view.from >= whole.to - whole.from - 1;
  const button = (text, action, off) => html`<button type="button" class="small" aria-disabled=${String(off)} onClick=${() => off || action()}>
    ${text}
  </button>`;
  return html`<div class="buttons zoom" role="group" aria-label=${t('timeline.stretch')}>
    ${button(t('timeline.closer'), () => setView(zoomed(view, whole, 0.5)), false)}
    ${button(t('timeline.wider'), () => setView(zoomed(view, whole, 2)), all)}
    ${button(t('timeline.earlier'), () => setView(moved(view, whole, -0.5)), view.from <= whole.from)}
    ${button(t('timeline.later'), () => setView(moved(view, whole, 0.5)), view.to >= whole.to)}
    ${button(t('timeline.whole'), () => setView(null), all)}
  </div>`;
}

/** What the chosen event is, in words. */
function Reading({ group, steps, openedAt }) {
  if (!group) return html`<p class="reading">${t('timeline.nothing_here')}</p>`;
  return html`<ul class="reading plain-list">
    ${group.steps.slice(0, 6).map((index) => {
      const step = steps[index];
      return html`<li key=${index}>
        <b>${offset(step.at_ms, 1)}</b> ${stepText(step)}
        <span class="muted"> ${exactTime(new Date(Date.parse(openedAt) + step.at_ms).toISOString())}</span>
      </li>`;
    })}
    ${group.steps.length > 6 && html`<li class="muted">${t('timeline.and_more', { count: group.steps.length - 6 })}</li>`}
  </ul>`;
}

function Drawing({ call, now, whole, view, setView }) {
  const box = useRef(null);
  const width = Math.max(0, useWidth(box) - 2 * INSET);
  const [chosen, setChosen] = useState(0); // a step: groups are made anew for every stretch
  const steps = call.timeline;
  // This clock and the gateway's need not agree.
  const end = now === null ? whole.to : Math.max(now, ...steps.map((step) => step.at_ms));
  const groups = width > 0 ? groupsOf(steps, view, width) : [];
  const current = Math.max(0, groups.findIndex((group) => group.steps.includes(chosen)));
  const closer = (group) => {
    const times = group.steps.map((index) => steps[index].at_ms);
    const stretch = times.at(-1) - times[0];
    const factor = stretch > 0 ? Math.min(0.5, (stretch * 4) / (view.to - view.from)) : 0.5;
    setView(zoomed(view, whole, factor, (times[0] + times.at(-1)) / 2));
  };
  return html`<div class="timeline" ref=${box}>
      ${width > 0 &&
      html`<svg width=${width + 2 * INSET} height=${HEIGHT} role="group" aria-label=${t('timeline.label')}>
        <g transform=${`translate(${INSET} 0)`}>
          <${Axis} width=${width} view=${view} />
          <${Lanes} width=${width} view=${view} spans=${spansOf(steps, end)} />
          <${Marks} groups=${groups} steps=${steps} current=${current} onChoose=${(group) => setChosen(group.steps[0])} onCloser=${closer} />
        </g>
      </svg>`}
    </div>
    <${Reading} group=${groups[current]} steps=${steps} openedAt=${call.opened_at} />`;
}

function StepTable({ call }) {
  const opened = Date.parse(call.opened_at);
  return html`<div class="steps" tabindex="0" role="group" aria-label=${t('timeline.table')}><table class="steps-table">
    <caption class="unseen">
      ${t('timeline.table')}
    </caption>
    <thead>
      <tr>
        <th scope="col">${t('timeline.clock')}</th>
        <th scope="col">${t('timeline.after')}</th>
        <th scope="col">${t('timeline.what')}</th>
        <th scope="col">${t('timeline.detail')}</th>
      </tr>
    </thead>
    <tbody>
      ${call.timeline.map(
        (step, index) => html`<tr key=${index}>
          <td>${exactTime(new Date(opened + step.at_ms).toISOString())}</td>
          <td>${offset(step.at_ms, 1)}</td>
          <td>${word('step', step.kind)}</td>
          <td>${stepDetail(step)}</td>
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

export function CallTimeline({ call }) {
  const now = useNow(call);
  const [chosenView, setView] = useState(null);
  const whole = wholeOf(call.timeline, now);
  const view = chosenView ?? whole;
  return html`<section class="card call-timeline" aria-labelledby="timeline">
    <div class="heading">
      <h2 id="timeline">${t('timeline.title')}</h2>
      <${Zoom} view=${view} whole=${whole} setView=${setView} />
    </div>
    <${Drawing} call=${call} now=${now} whole=${whole} view=${view} setView=${setView} />
    <p class="hint">${t('timeline.hint')}</p>
    <${StepTable} call=${call} />
  </section>`;
}
