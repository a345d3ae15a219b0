// One call: whose turn it is, what is known of it, and what Exotel's support wants to know.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { useFollow } from '../live.js';
import { Facts, Loaded, Section, useLoad } from '../parts/data.js';
import { CopyBlock } from '../parts/form.js';
import { clockTime, count, exactTime, fullTime, howLong, hrefTo, milliseconds, t, word } from '../reader.js';
import { BotName, CallLength, EndWords, GreetingBadge, botNames, isFromBrowser } from './call_table.js';
import { CallTimeline } from './call_timeline.js';

// What is known of one call: from both ends of it, from Exotel, and of the test call that it was.

const time = (iso) => iso && html`<time datetime=${iso} title=${fullTime(iso)}>${exactTime(iso)}</time>`;
const day = (iso) => iso && html`<time datetime=${iso}>${fullTime(iso)}</time>`;
const code = (text) => text && html`<code>${text}</code>`;

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

function CallFacts({ call, accountSid }) {
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
  return html`<${Section} title=${t('call.facts')}>
    <${Facts} rows=${rows} />
  <//>`;
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
function ExotelReports({ call }) {
  if (isFromBrowser(call)) return null;
  return html`<${Section} title=${t('call.exotel_says')}>
    ${call.reports.length === 0
      ? html`<p class="muted">${t('call.exotel_silent')}</p>`
      : html`<ul class="reports">
          ${call.reports.map((report, index) => html`<${Report} key=${index} report=${report} />`)}
        </ul>`}
  <//>`;
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

function TestCallOf({ call }) {
  if (call.test_call_did_id === '') return null;
  return html`<${Section} title=${t('call.test_call')} beside=${html`<a href=${hrefTo('test-call')}>${t('call.test_call_again')}</a>`}>
    <p>${t('call.test_call_what')}</p>
    ${call.call_sid && html`<${TestCallFacts} sid=${call.call_sid} />`}
  <//>`;
}

// What Exotel's support wants to know of a call. Always in English, whatever the page speaks: it is a letter to Exotel, and
// quotes the names that Exotel's own documents use.

const IST_AHEAD_MS = 5.5 * 3_600_000;

/** 2026-11-21T14:02:11.250+05:30; Exotel's own times are India's, without saying so. */
function istTime(ms) {
  return new Date(ms + IST_AHEAD_MS).toISOString().replace('Z', '+05:30');
}

const istOf = (iso) => (iso === null ? '' : istTime(Date.parse(iso)));

function ending(call) {
  if (call.end_reason === 'live') return 'still live';
  return [call.end_reason, call.end_detail].filter(Boolean).join(': ');
}

function firstAudio(call) {
  return call.first_audio_ms === null ? 'none was sent' : `${call.first_audio_ms} ms after start`;
}

function facts(call, account) {
  return [
    ['Call SID', call.call_sid],
    ['Stream SID', call.stream_sid],
    ['Account SID', account],
    ['ExoPhone', call.to],
    ['Customer', call.from],
    ['Direction', call.direction],
    ['Path of the WebSocket', call.path],
    ['Opened from', call.peer],
    ['Sample rate', `${call.sample_rate} Hz`],
    ['Webhook asked', istOf(call.webhook_at)],
    ['Socket opened', call.peer === '' ? '' : istOf(call.opened_at)],
    ['"start" received', istOf(call.started_at)],
    ['First audio to Exotel', firstAudio(call)],
    ['Greeting', call.greeting],
    ['Media messages', `${call.media_in} received, ${call.media_out} sent, ${call.ignored} not understood`],
    ['Keys pressed', call.dtmf],
    ['Ended', istOf(call.ended_at)],
    ['How it ended', ending(call)],
  ].filter(([, value]) => value !== '');
}

function step(call, { at_ms, kind, detail }) {
  return `  ${istTime(Date.parse(call.opened_at) + at_ms)}  ${[kind, detail].filter(Boolean).join(': ')}`;
}

function reportLine({ source, at, event, status, duration_s, stream }) {
  const told = [event, status, duration_s === null ? '' : `${duration_s} s`];
  const streamed = [stream.status, stream.disconnected_by && `disconnected by ${stream.disconnected_by}`, stream.error, stream.detail];
  return `  ${istOf(at)}  ${source}: ${[...told, ...streamed].filter(Boolean).join(', ')}`;
}

/** `account`: the account SID, '' when it is not known. */
function supportText(call, account) {
  const lines = ['Voicebot call, as the bot server saw it. All times are IST (+05:30).', ''];
  lines.push(...facts(call, account).map(([name, value]) => `${name}: ${value}`));
  if (call.timeline.length > 0) lines.push('', 'What happened:', ...call.timeline.map((each) => step(call, each)));
  if (call.reports.length > 0) lines.push('', 'What Exotel told this server:', ...call.reports.map(reportLine));
  return `${lines.join('\n')}\n`;
}

// One call: whose turn it is, what happened when, and all that is known of it. Live while the call is.

const LINKS = {
  unknown_bot: 'numbers',
  number_full: 'numbers',
  bot_full: 'bots',
  bot_off: 'bots',
  cap_too_short: 'bots',
  no_menu_choice: 'bots',
  voice_settings: 'bots',
};

function titleOf(call) {
  if (isFromBrowser(call)) return t('call.title_browser');
  return call.from ? t('call.title', { number: call.from }) : t('call.title_unknown');
}

/** The one thing that an operator wants to know first. */
function Verdict({ call, user }) {
  const { verdict } = call;
  if (!verdict) return html`<div class="verdict"><p><${EndWords} call=${call} /></p></div>`;
  const mayOpen = user.role === 'super_admin' || LINKS[verdict.code] !== 'numbers';
  const link = mayOpen && LINKS[verdict.code];
  return html`<div class=${`verdict ${verdict.turn}`} role="status">
    <p class="whose"><span class=${`badge turn ${verdict.turn}`}>${word('turn', verdict.turn)}</span> ${word('verdict_short', verdict.code)}</p>
    <p>${word('verdict', verdict.code)}</p>
    ${link && html`<p><a href=${hrefTo(link)}>${t(`verdict_link.${link}`)}</a></p>`}
  </div>`;
}

function ForSupport({ call, accountSid }) {
  if (isFromBrowser(call)) return null;
  return html`<${Section} title=${t('call.support')}>
    <p class="hint">${t('call.support_hint')}</p>
    <${CopyBlock} value=${supportText(call, accountSid)} name=${t('call.support')} lang="en" />
  <//>`;
}

function Shown({ call, user, accountSid }) {
  return html`<div>
      <h1>${titleOf(call)}</h1>
      <p class="muted call-when">
        <time datetime=${call.opened_at}>${fullTime(call.opened_at)}</time>
        ${call.end_reason === 'live' && html`<span class="badge live">${t('end.live')} <${CallLength} call=${call} /></span>`}
      </p>
    </div>
    <${Verdict} call=${call} user=${user} />
    <${CallTimeline} call=${call} />
    <div class="call-columns">
      <${CallFacts} call=${call} accountSid=${accountSid} />
      <div class="call-side">
        <${TestCallOf} call=${call} />
        <${ExotelReports} call=${call} />
        <${ForSupport} call=${call} accountSid=${accountSid} />
      </div>
    </div>`;
}

/** `query`: of the list that it was opened from. */
export function CallPage({ id, user, query }) {
  const source = useLoad(() => api.call(id));
  const account = useLoad(async () => (user.role === 'super_admin' ? (await api.integration()).account_sid : ''));
  const sid = source.data?.call_sid;
  useFollow(['call', 'test-call'], source.reload, (kind, data) =>
    kind === 'call' ? data.call.id === id : Boolean(sid) && data.call_sid === sid,
  );
  return html`<nav aria-label=${t('call.where')}>
      <a class="back" href=${hrefTo('calls', Object.fromEntries(query))}>${t('call.back')}</a>
    </nav>
    <${Loaded} source=${source}>${(call) => html`<${Shown} call=${call} user=${user} accountSid=${account.data ?? ''} />`}<//>`;
}
