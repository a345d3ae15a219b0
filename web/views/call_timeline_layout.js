// Where everything of a timeline stands: pure arithmetic, in pixels, for a stretch of a call.
const LANES = {
  webhook: 'connection',
  opened: 'connection',
  started: 'connection',
  stopped: 'connection',
  closed: 'connection',
  limit: 'connection',
  audio: 'bot',
  mark: 'bot',
  routed: 'bot',
  dtmf: 'caller',
  interrupted: 'caller',
};
export const LANE_NAMES = ['connection', 'bot', 'caller'];

const TICKS_MS = [100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000];
const TICK_ROOM = 92;
const APART = 16;
const SHORTEST_MS = 1000;
const AIR = 0.02;

export const laneOf = (kind) => LANES[kind] ?? 'connection';

/** From the first thing to the last, with a little air; `now`: of a live call. In milliseconds from opened_at. */
export function wholeOf(steps, now = null) {
  const times = steps.map((step) => step.at_ms);
  const from = Math.min(0, ...times);
  const to = Math.max(now ?? 0, ...times, from + SHORTEST_MS);
  const air = (to - from) * AIR;
  return { from: from - air, to: to + air };
}

/** So many times the length with `middle` in its middle, within the whole. */
export function zoomed(view, whole, factor, middle = (view.from + view.to) / 2) {
  const length = Math.min(Math.max((view.to - view.from) * factor, SHORTEST_MS / 4), whole.to - whole.from);
  return moved({ from: middle - length / 2, to: middle + length / 2 }, whole, 0);
}

/** The same length earlier (negative) or later, within the whole; `by`: a share of the length. */
export function moved(view, whole, by) {
  const length = view.to - view.from;
  const from = Math.min(Math.max(view.from + by * length, whole.from), Math.max(whole.from, whole.to - length));
  return { from, to: from + length };
}

export const xOf = (ms, view, width) => ((ms - view.from) / (view.to - view.from)) * width;

/** [{x, ms}], as many as have room. */
export function ticksOf(view, width) {
  const most = Math.max(2, Math.floor(width / TICK_ROOM));
  const step = TICKS_MS.find((each) => (view.to - view.from) / each <= most) ?? TICKS_MS.at(-1);
  const ticks = [];
  for (let ms = Math.ceil(view.from / step) * step; ms <= view.to; ms += step) ticks.push({ ms, x: xOf(ms, view, width) });
  return { ticks, step };
}

/** Steps of one lane that would lie on each other are one group: [{x, lane, steps: [index…]}]. */
export function groupsOf(steps, view, width) {
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
export function spansOf(steps, end) {
  const [webhook, opened, started] = ['webhook', 'opened', 'started'].map((kind) => first(steps, kind));
  const closed = first(steps, 'closed') ?? end;
  const spans = [];
  if (webhook !== undefined) spans.push({ lane: 'connection', kind: 'asked', from: webhook, to: opened ?? closed });
  if (opened !== undefined) spans.push({ lane: 'connection', kind: 'open', from: opened, to: started ?? closed });
  if (started !== undefined) spans.push({ lane: 'connection', kind: 'streaming', from: started, to: closed });
  return [...spans, ...saidSpans(steps, closed)].filter((span) => span.to > span.from);
}

/** A span as far as it is in sight: {x, width}, or null. */
export function visible(span, view, width) {
  const from = Math.max(span.from, view.from);
  const to = Math.min(span.to, view.to);
  if (to <= from) return null;
  return { x: xOf(from, view, width), width: Math.max(2, xOf(to, view, width) - xOf(from, view, width)) };
}
