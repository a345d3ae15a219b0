// Call records as a table, in plain words.
import { html } from '../vendor/htm.js';

import { clockTime, fullTime, milliseconds, t, word } from '../i18n.js';
import { Badge } from '../parts/notice.js';
import { Table } from '../parts/table.js';

const EXPECTED_ENDS = ['caller_hangup', 'applet_ended', 'bot_hangup'];
const GREETING_KINDS = { heard: 'good', playing: 'live' };

const nothing = () => html`<span class="muted">–</span>`;

function BotCell({ call }) {
  if (call.unknown_bot) {
    return html`${call.bot_id ? html`<code>${call.bot_id}</code>` : nothing()}
      <div class="small-print">${t('calls.unknown_bot')}</div>`;
  }
  return call.bot_id ? html`<code>${call.bot_id}</code>` : nothing();
}

function VoiceCell({ call }) {
  return html`${call.voice ? word('voice', call.voice) : nothing()}
    ${call.fallback_reason &&
    html`<div class="small-print">${t('calls.fallback', { reason: call.fallback_reason })}</div>`}`;
}

function GreetingCell({ call }) {
  // A call that is over cannot still be playing: the greeting was cut short.
  const outcome = call.greeting === 'playing' && call.end_reason !== 'live' ? 'cut' : call.greeting;
  return html`<${Badge} kind=${GREETING_KINDS[outcome] ?? 'note'}>${word('greeting', outcome)}<//>`;
}

function EndCell({ call }) {
  if (call.end_reason === 'live') return html`<${Badge} kind="live">${t('end.live')}<//>`;
  const words = word('end', call.end_reason);
  return html`${EXPECTED_ENDS.includes(call.end_reason) ? words : html`<span class="warning">${words}</span>`}
    ${call.end_detail && html`<div class="small-print">${call.end_detail}</div>`}`;
}

function WhenCell({ call }) {
  return html`<time datetime=${call.opened_at} title=${fullTime(call.opened_at)}>${clockTime(call.opened_at)}</time>
    ${call.test_call_did_id && html`<div class="small-print">${t('calls.test_call')}</div>`}`;
}

function columns() {
  return [
    { key: 'when', text: t('calls.when'), cell: (call) => html`<${WhenCell} call=${call} />` },
    { key: 'from', text: t('calls.from'), cell: (call) => call.from || nothing() },
    { key: 'to', text: t('calls.to'), cell: (call) => call.to || nothing() },
    { key: 'bot', text: t('calls.bot'), cell: (call) => html`<${BotCell} call=${call} />` },
    { key: 'voice', text: t('calls.voice'), cell: (call) => html`<${VoiceCell} call=${call} />` },
    {
      key: 'first_audio',
      text: t('calls.first_audio'),
      cell: (call) => (call.first_audio_ms === null ? nothing() : milliseconds(call.first_audio_ms)),
    },
    { key: 'greeting', text: t('calls.greeting'), cell: (call) => html`<${GreetingCell} call=${call} />` },
    { key: 'end', text: t('calls.end'), cell: (call) => html`<${EndCell} call=${call} />` },
  ];
}

export function CallTable({ calls }) {
  return html`<${Table} caption=${t('calls.title')} columns=${columns()} rows=${calls} />`;
}
