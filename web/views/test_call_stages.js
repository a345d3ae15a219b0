// How far a test call has come, and where it stands still, why that usually is.
import { html } from '../vendor/htm.js';

import { known, t, word } from '../i18n.js';
import { Notice } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { clockTime, milliseconds } from '../written.js';

const PATIENCE_MS = 30_000;
const BEYOND_DIALLING = ['dialling', 'answered', 'streaming', 'ended'];
const LAST_WORD = ['busy', 'no-answer', 'failed', 'canceled'];

const plus = (iso, ms) => new Date(Date.parse(iso) + ms).toISOString();

/** When the greeting's mark came back: the caller had heard it by then. */
function heardAt(record) {
  if (record?.greeting !== 'heard') return null;
  const mark = record.timeline.find((step) => step.kind === 'mark');
  return mark ? plus(record.opened_at, mark.at_ms) : record.opened_at;
}

/** [{key, at: ISO or null, done}], in the order in which they come. */
export function stagesOf(call) {
  const record = call.record;
  const heard = heardAt(record);
  const ended = record?.ended_at ?? null;
  return [
    { key: 'accepted', at: call.placed_at, done: true },
    { key: 'dialling', at: null, done: BEYOND_DIALLING.includes(call.stage) },
    { key: 'webhook', at: record?.webhook_at ?? null, done: Boolean(record) },
    { key: 'stream', at: record?.peer ? record.opened_at : null, done: Boolean(record?.peer) },
    { key: 'heard', at: heard, done: heard !== null },
    { key: 'ended', at: ended, done: call.stage === 'ended' },
  ];
}

/** Why the first stage that is missing does not come; '' while it may still come. */
export function causeOf(call, stages, now) {
  const missing = stages.find((stage) => !stage.done);
  const over = call.stage === 'ended';
  const last = call.final_status ?? '';
  if (LAST_WORD.includes(last) && !call.record) return `status.${last}`;
  if (!missing || missing.key === 'ended') return '';
  if (over) return `over.${missing.key}`;
  const since = Math.max(...stages.filter((stage) => stage.at).map((stage) => Date.parse(stage.at)));
  return now - since > PATIENCE_MS ? `slow.${missing.key}` : '';
}

function Stage({ stage, current, over }) {
  const state = stage.done ? 'done' : current && !over ? 'now' : over ? 'missed' : 'open';
  return html`<li class=${`stage ${state}`} aria-current=${state === 'now' ? 'step' : null}>
    <span class="stage-light" aria-hidden="true"></span>
    <span class="stage-name">
      ${t(`stage.${stage.key}`)} <span class="unseen">${t(`stage.state.${state}`)}</span>
    </span>
    ${stage.at && html`<time class="muted" datetime=${stage.at}>${clockTime(stage.at)}</time>`}
  </li>`;
}

function Cause({ code }) {
  return html`<${Notice} kind="bad">
    <p><strong>${t(`cause.${code}`)}</strong></p>
    <p>${known(`cause.${code}.step`)}</p>
  <//>`;
}

function Facts({ call }) {
  const record = call.record;
  return html`<dl class="facts">
    <dt>${t('test_call.rang')}</dt>
    <dd>${call.to_number || '–'}</dd>
    <dt>${t('test_call.provider_status')}</dt>
    <dd>${word('call_status', call.final_status ?? call.stage)}</dd>
    <dt>${t('test_call.call_sid')}</dt>
    <dd><code>${call.call_sid}</code></dd>
    ${record?.first_audio_ms !== null &&
    record &&
    html`<dt>${t('calls.first_audio')}</dt>
      <dd>${milliseconds(record.first_audio_ms)}</dd>`}
    ${record?.ended_at &&
    html`<dt>${t('calls.end')}</dt>
      <dd>${word('end', record.end_reason)}</dd>`}
  </dl>`;
}

export function CallStages({ call, now }) {
  const stages = stagesOf(call);
  const first = stages.findIndex((stage) => !stage.done);
  const cause = causeOf(call, stages, now);
  const over = call.stage === 'ended';
  return html`<div class="card">
    <div role="status"><ol class="stages">
      ${stages.map((stage, index) => html`<${Stage} key=${stage.key} stage=${stage} current=${index === first} over=${over} />`)}
    </ol></div>
    ${cause && html`<${Cause} code=${cause} />`}
    ${over && first === -1 && html`<${Notice} kind="good">${t('test_call.worked')}<//>`}
    <${Facts} call=${call} />
    ${call.record && html`<a href=${hrefTo(`calls/${call.record.id}`)}>${t('test_call.whole_record')}</a>`}
  </div>`;
}
