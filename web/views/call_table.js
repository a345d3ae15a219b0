// Call records as a table, in plain words.
import { html, useEffect, useState } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { Badge } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { hrefTo } from '../place.js';
import { clockTime, fullTime, howLong, milliseconds } from '../written.js';
import { isFromBrowser } from './call_filters.js';

const EXPECTED_ENDS = ['caller_hangup', 'applet_ended', 'bot_hangup'];
const GREETING_KINDS = { heard: 'good', playing: 'live' };
const TICK_MS = 1000;

const nothing = () => html`<span class="muted">–</span>`;

/** Exotel asked for the bot; for ten minutes it may still connect to it. */
const isAwaited = (call) => call.end_reason === 'live' && call.peer === '';

/** How long the stream was open, in milliseconds; null: there was none. */
export function streamLength(call, now = Date.now()) {
  const end = call.ended_at === null ? now : Date.parse(call.ended_at);
  return call.started_at === null ? null : Math.max(0, end - Date.parse(call.started_at));
}

/** Runs by itself while the call is live, and draws nothing but itself. */
export function CallLength({ call }) {
  const [, setTick] = useState(0);
  const live = call.end_reason === 'live';
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [live]);
  const length = streamLength(call);
  if (length === null) return nothing();
  return html`<span class=${live ? 'running' : ''}>${howLong(live ? Math.floor(length / 1000) * 1000 : length)}</span>`;
}

export function TurnBadge({ verdict }) {
  if (!verdict || verdict.turn === 'nobody') return null;
  return html`<span class=${`badge turn ${verdict.turn}`}>${word('turn', verdict.turn)}</span>`;
}

/** By its name where that is known, with the id beside it. `names`: of bots by their ids. */
export function BotName({ id, names }) {
  const name = names?.[id];
  return name && name !== id ? html`${name} <code class="small-print">${id}</code>` : html`<code>${id}</code>`;
}

function BotCell({ call, names }) {
  if (call.unknown_bot) {
    return html`${call.bot_id ? html`<code>${call.bot_id}</code>` : nothing()}
      <div class="small-print">${t('calls.unknown_bot')}</div>`;
  }
  return call.bot_id ? html`<${BotName} id=${call.bot_id} names=${names} />` : nothing();
}

export function GreetingBadge({ call }) {
  // A call that is over cannot still be playing: the greeting was cut short.
  const outcome = call.greeting === 'playing' && call.end_reason !== 'live' ? 'cut' : call.greeting;
  return html`<${Badge} kind=${GREETING_KINDS[outcome] ?? 'note'}>${word('greeting', outcome)}<//>`;
}

/** How it ended, in words; a warning where it should not have ended so. */
export function EndWords({ call }) {
  if (isAwaited(call)) return html`<${Badge}>${t('calls.awaited')}<//>`;
  if (call.end_reason === 'live') return html`<${Badge} kind="live">${t('end.live')}<//>`;
  const words = word('end', call.end_reason);
  return EXPECTED_ENDS.includes(call.end_reason) ? words : html`<span class="warning">${words}</span>`;
}

function WhenCell({ call, query }) {
  return html`<a href=${hrefTo(`calls/${encodeURIComponent(call.id)}`, query)} title=${fullTime(call.opened_at)}>
      <time datetime=${call.opened_at}>${clockTime(call.opened_at)}</time>
    </a>
    ${call.test_call_did_id && html`<div class="small-print">${t('calls.test_call')}</div>`}`;
}

function FromCell({ call }) {
  if (isFromBrowser(call)) return t('calls.browser');
  return call.from || nothing();
}

/** Each column by its key: its heading, and what stands in it. */
const COLUMNS = {
  when: ['calls.when', (call, { query }) => html`<${WhenCell} call=${call} query=${query} />`],
  from: ['calls.from', (call) => html`<${FromCell} call=${call} />`],
  to: ['calls.to', (call) => call.to || nothing()],
  bot: ['calls.bot', (call, { names }) => html`<${BotCell} call=${call} names=${names} />`],
  length: ['calls.length', (call) => html`<${CallLength} call=${call} />`],
  first_audio: ['calls.first_audio', ({ first_audio_ms: wait }) => (wait === null ? nothing() : milliseconds(wait))],
  greeting: ['calls.greeting', (call) => html`<${GreetingBadge} call=${call} />`],
  state: ['calls.state', (call) => html`<${EndWords} call=${call} />`],
  ended: ['calls.ended', (call) => html`<${EndWords} call=${call} /> <${TurnBadge} verdict=${call.verdict} />`],
};

/** Many calls; `query`: what their pages keep of this list's address; `last`: 'ended', or 'state' of live ones. */
export function CallList({ caption, calls, query, names, last = 'ended' }) {
  const keys = ['when', 'from', 'to', 'bot', 'length', 'first_audio', 'greeting', last];
  const columns = keys.map((key) => {
    const [text, cell] = COLUMNS[key];
    return { key, text: t(text), cell: (call) => cell(call, { query, names }) };
  });
  return html`<${Table} caption=${caption} columns=${columns} rows=${calls} />`;
}
