// A test call: placed from here, and followed stage by stage.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { useFollow } from '../live.js';
import { Badge, Loaded, Notice, Refusal, Results, Section, Table, useEvery, useLoad } from '../parts/data.js';
import { Choice, SubmitButton, TextField, fieldOf, useFields, useSubmit } from '../parts/form.js';
import { clockTime, go, hrefTo, known, milliseconds, t, word } from '../reader.js';

// How far a test call has come, and where it stands still, why that usually is.

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
function stagesOf(call) {
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
function causeOf(call, stages, now) {
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

function CallStages({ call, now }) {
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

// Rings a telephone through Exotel and shows, stage by stage, what becomes of it. #/test-call/{call SID} shows one again.

const WATCH_MS = 3000; // while somebody looks, the gateway asks Exotel; looking is asking for it
const SHOWN_BEFORE = 10;

function nameOf(did) {
  return did.label ? `${did.number} · ${did.label}` : did.number;
}

function choicesOf(dids) {
  return dids.map((did) => ({
    value: did.id,
    text: did.test_ready ? nameOf(did) : `${nameOf(did)} (${t(`reason.${did.reason}`)})`,
    disabled: !did.test_ready,
  }));
}

/** One test call, followed to its end. */
function Progress({ sid }) {
  const source = useLoad(() => api.testCall(sid));
  const [now, setNow] = useState(Date.now());
  useFollow(['call', 'test-call'], source.reload);
  useEvery(WATCH_MS, async () => {
    setNow(Date.now());
    if (source.data?.stage !== 'ended' || source.data?.final_status === null) await source.reload();
  });
  useEffect(() => setNow(Date.now()), [source.data]);
  return html`<${Section} title=${t('test_call.progress')} kind="">
    <${Loaded} source=${source}>${(call) => html`<${CallStages} call=${call} now=${now} />`}<//>
  <//>`;
}

function NoneReady({ dids }) {
  return html`<${Notice}>${t(dids.length === 0 ? 'test_call.no_numbers' : 'test_call.none_ready')}<//>
    ${dids.length > 0 &&
    html`<ul class="plain">
      ${dids.map((did) => html`<li key=${did.id}>${nameOf(did)}: ${t(`reason.${did.reason}`)}</li>`)}
    </ul>`}`;
}

function TestCallForm({ dids, wanted, onPlaced }) {
  const ready = dids.filter((did) => did.test_ready);
  const first = ready.find((did) => did.id === wanted) ?? ready[0];
  const [values, field] = useFields({ did: first?.id ?? '', to: '' });
  const form = useSubmit(async () => {
    const placed = await api.placeTestCall(values.did, values.to);
    onPlaced(placed);
    return placed;
  });
  const atNumber = fieldOf(form.failure, ['to_number']) !== '';
  if (ready.length === 0) return html`<${NoneReady} dids=${dids} />`;
  return html`<form class="card" onSubmit=${form.submit}>
      <${Choice}
        label=${t('test_call.from')}
        hint=${t('test_call.from_hint')}
        choices=${choicesOf(dids)}
        ...${field('did')}
      />
      <${TextField}
        label=${t('test_call.to')}
        hint=${t('test_call.to_hint')}
        error=${atNumber ? form.error : ''}
        type="tel"
        required
        autocomplete="tel"
        ...${field('to')}
      />
      <p class="hint">${t('test_call.costs')}</p>
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('test_call.place')}<//></div>
    </form>
    <${Results}>
      ${form.busy && html`<${Notice}>${t('test_call.asking')}<//>`}
      ${form.failure && !atNumber && html`<${Refusal} title=${t('test_call.failed')} failure=${form.failure} />`}
      ${form.result && html`<${Notice} kind="good">${t('test_call.accepted', { number: form.result.to_number })}<//>`}
    <//>`;
}

const STATUS_KINDS = { completed: 'good' };

function columns() {
  const when = (call) => html`<a href=${hrefTo(`test-call/${call.call_sid}`)}>
    <time datetime=${call.placed_at}>${clockTime(call.placed_at)}</time>
  </a>`;
  const status = (call) => {
    const code = call.final_status ?? call.stage;
    return html`<${Badge} kind=${STATUS_KINDS[code] ?? 'note'}>${word('call_status', code)}<//>`;
  };
  return [
    { key: 'when', text: t('test_call.when'), cell: when },
    { key: 'to', text: t('test_call.rang'), cell: (call) => call.to_number || '–' },
    { key: 'placed_by', text: t('test_call.placed_by'), cell: (call) => call.placed_by },
    { key: 'status', text: t('test_call.provider_status'), cell: status },
  ];
}

function Before({ source }) {
  const calls = (source.data ?? []).slice(0, SHOWN_BEFORE).map((call) => ({ id: call.call_sid, ...call }));
  if (calls.length === 0) return null;
  return html`<${Section} title=${t('test_call.before')} kind="">
    <${Table} caption=${t('test_call.before')} columns=${columns()} rows=${calls} />
  <//>`;
}

export function TestCallView({ place }) {
  const options = useLoad(api.testCallOptions);
  const before = useLoad(api.testCalls);
  useFollow(['test-call'], before.reload);
  const sid = place.rest[0] ?? '';
  const placed = ({ call_sid }) => {
    go(`test-call/${call_sid}`);
    before.reload();
  };
  return html`<h1>${t('test_call.title')}</h1>
    <p class="lead">${t('test_call.lead')}</p>
    <${Loaded} source=${options}>
      ${(dids) => html`<${TestCallForm} dids=${dids} wanted=${place.query.get('did')} onPlaced=${placed} />`}
    <//>
    ${sid && html`<${Progress} key=${sid} sid=${sid} />`}
    <${Before} source=${before} />`;
}
