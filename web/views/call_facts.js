// What is known of one call: from both ends of it, from Exotel, and of the test call that it was.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useLoad } from '../parts/load.js';
import { hrefTo } from '../place.js';
import { clockTime, count, exactTime, fullTime, howLong, milliseconds } from '../written.js';
import { botNames } from './bot_names.js';
import { isFromBrowser } from './call_filters.js';
import { BotName, CallLength, EndWords, GreetingBadge } from './call_table.js';

const time = (iso) => iso && html`<time datetime=${iso} title=${fullTime(iso)}>${exactTime(iso)}</time>`;
const day = (iso) => iso && html`<time datetime=${iso}>${fullTime(iso)}</time>`;
const code = (text) => text && html`<code>${text}</code>`;

/** What is empty is left out. */
export function Facts({ rows }) {
  const kept = rows.filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return html`<dl class="facts">
    ${kept.map(([name, value]) => html`<dt key=${`${name}-name`}>${name}</dt><dd key=${name}>${value}</dd>`)}
  </dl>`;
}

const DIGITS = 10; // of an Indian number, without what stands before it
const same = (one, other) => one !== '' && one.slice(-DIGITS) === other.slice(-DIGITS);

/** A number that was removed and entered again has another id. `source`: of the numbers that are entered here. */
function didOf(call, { data, error }) {
  if (call.did_id === '') return isFromBrowser(call) ? '' : t('call.no_did');
  if (data === null) return error && call.to;
  const did = data.find(({ id }) => id === call.did_id) ?? data.find(({ number }) => same(number, call.to));
  if (!did) return t('call.did_removed');
  return did.label ? `${did.number} · ${did.label}` : did.number;
}

function media(call) {
  const values = { in: count(call.media_in), out: count(call.media_out) };
  return call.ignored === 0 ? t('call.media_of', values) : t('call.media_ignored', { ...values, ignored: count(call.ignored) });
}

const bot = (call, names) =>
  call.bot_id && html`<${BotName} id=${call.bot_id} names=${names} />${call.unknown_bot && html` <span class="warning">${t('calls.unknown_bot')}</span>`}`;

export function CallFacts({ call, accountSid }) {
  const numbers = useLoad(api.testCallOptions);
  const bots = useLoad(botNames);
  const rows = [
    [t('calls.from'), isFromBrowser(call) ? t('calls.browser') : call.from],
    [t('calls.to'), call.to],
    [t('calls.filter_did'), didOf(call, numbers)],
    [t('calls.bot'), bot(call, bots.data)],
    [t('call.webhook_at'), time(call.webhook_at)],
    [t('call.opened_at'), time(call.opened_at)],
    [t('call.started_at'), time(call.started_at)],
    [t('call.ended_at'), time(call.ended_at)],
    [t('calls.length'), call.started_at && html`<${CallLength} call=${call} />`],
    [t('calls.end'), html`<${EndWords} call=${call} />${call.end_detail && html` <q class="muted" lang="en">${call.end_detail}</q>`}`],
    [t('calls.greeting'), html`<${GreetingBadge} call=${call} />`],
    [t('calls.voice'), call.voice && word('voice', call.voice)],
    [t('call.fallback'), call.fallback_reason],
    [t('calls.first_audio'), call.first_audio_ms !== null && milliseconds(call.first_audio_ms)],
    [t('call.interruptions'), call.interruptions > 0 && interruptions(call)],
    [t('call.dtmf'), code(call.dtmf)],
    [t('call.media'), media(call)],
    [t('call.call_sid'), code(call.call_sid)],
    [t('call.stream_sid'), code(call.stream_sid)],
    [t('call.account_sid'), code(accountSid)],
    [t('call.path'), code(call.path)],
    [t('call.peer'), code(call.peer)],
  ];
  return html`<section class="card" aria-labelledby="facts">
    <h2 id="facts">${t('call.facts')}</h2>
    <${Facts} rows=${rows.filter(([, value]) => value !== false)} />
  </section>`;
}

function interruptions(call) {
  if (call.heard_ms === null) return count(call.interruptions);
  return t('call.interrupted_after', { count: count(call.interruptions), time: howLong(call.heard_ms) });
}

function Report({ report }) {
  const { stream } = report;
  return html`<li>
    <p><b>${word('report', report.source)}</b> <time datetime=${report.at} title=${fullTime(report.at)}>${clockTime(report.at)}</time></p>
    <${Facts}
      rows=${[
        [t('call.exotel_event'), report.event],
        [t('call.exotel_status'), report.status],
        [t('call.exotel_duration'), report.duration_s === null ? '' : howLong(report.duration_s * 1000)],
        [t('call.stream_status'), stream.status],
        [t('call.disconnected_by'), stream.disconnected_by],
        [t('call.stream_error'), stream.error],
        [t('call.stream_detail'), stream.detail],
        [t('call.custom_field'), code(report.custom_field)],
        [t('call.recording'), code(report.recording_url)],
      ]}
    />
  </li>`;
}

/** Exotel's callbacks and what it answered when it was asked, in its own words. */
export function ExotelReports({ call }) {
  if (isFromBrowser(call)) return null;
  return html`<section class="card" aria-labelledby="exotel-says">
    <h2 id="exotel-says">${t('call.exotel_says')}</h2>
    ${call.reports.length === 0
      ? html`<p class="muted">${t('call.exotel_silent')}</p>`
      : html`<ul class="reports">
          ${call.reports.map((report, index) => html`<${Report} key=${index} report=${report} />`)}
        </ul>`}
  </section>`;
}

function TestCallFacts({ sid }) {
  const source = useLoad(() => api.testCall(sid));
  const placed = source.data;
  if (!placed) return source.error && html`<p class="muted">${t('call.test_call_unknown')}</p>`;
  return html`<${Facts}
    rows=${[
      [t('call.placed_by'), placed.placed_by],
      [t('call.placed_at'), day(placed.placed_at)],
      [t('call.rang'), placed.to_number],
      [t('call.exotel_status'), placed.final_status ?? placed.provider_status],
    ]}
  />`;
}

export function TestCallOf({ call }) {
  if (call.test_call_did_id === '') return null;
  return html`<section class="card" aria-labelledby="test-call-of">
    <div class="heading">
      <h2 id="test-call-of">${t('call.test_call')}</h2>
      <a href=${hrefTo('test-call')}>${t('call.test_call_again')}</a>
    </div>
    <p>${t('call.test_call_what')}</p>
    ${call.call_sid && html`<${TestCallFacts} sid=${call.call_sid} />`}
  </section>`;
}
