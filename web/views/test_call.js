// Rings a telephone through Exotel and shows, stage by stage, what becomes of it. #/test-call/{call SID} shows one again.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useFollow } from '../live.js';
import { Choice, SubmitButton, TextField, fieldOf, useFields, useSubmit } from '../parts/form.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { Badge, Notice, Results } from '../parts/notice.js';
import { Refusal } from '../parts/refusal.js';
import { Table } from '../parts/table.js';
import { go, hrefTo } from '../place.js';
import { clockTime } from '../written.js';
import { CallStages } from './test_call_stages.js';

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
  return html`<section aria-labelledby="progress">
    <h2 id="progress">${t('test_call.progress')}</h2>
    <${Loaded} source=${source}>${(call) => html`<${CallStages} call=${call} now=${now} />`}<//>
  </section>`;
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
  return html`<section aria-labelledby="before">
    <h2 id="before">${t('test_call.before')}</h2>
    <${Table} caption=${t('test_call.before')} columns=${columns()} rows=${calls} />
  </section>`;
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
