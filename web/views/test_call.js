// Rings a telephone through Exotel and shows what became of it.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Choice, SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { Notice, Results } from '../parts/notice.js';
import { CallTable } from './call_table.js';

const WATCH_MS = 1000;
const WATCHED = 50;

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

/** The call that Exotel promised, as soon as its audio stream reaches this gateway. */
function Progress({ callSid }) {
  const source = useLoad(async () =>
    (await api.calls(WATCHED)).filter((call) => call.call_sid === callSid || call.call_id === callSid),
  );
  useEvery(WATCH_MS, source.reload);
  return html`<section aria-labelledby="progress">
    <h2 id="progress">${t('test_call.progress')}</h2>
    <${Loaded} source=${source}>
      ${(calls) =>
        calls.length === 0
          ? html`<p class="empty">${t('test_call.no_stream_yet')}</p>`
          : html`<${CallTable} calls=${calls} />`}
    <//>
  </section>`;
}

function Answer({ form }) {
  const answer = form.result;
  return html`<${Results}>
    ${form.busy && html`<${Notice}>${t('test_call.asking')}<//>`}
    ${form.error && html`<${Notice} kind="bad"><strong>${t('test_call.failed')}</strong> ${form.error}<//>`}
    ${answer &&
    html`<${Notice} kind="good">
      <strong>${t('test_call.accepted', { number: answer.to_number })}</strong>
      <p>${t('test_call.accepted_means')}</p>
      <dl class="facts">
        <dt>${t('test_call.call_sid')}</dt>
        <dd><code>${answer.call_sid}</code></dd>
        <dt>${t('test_call.provider_status')}</dt>
        <dd>${answer.provider_status ?? '–'}</dd>
      </dl>
    <//>`}
  <//>`;
}

function TestCallForm({ dids }) {
  const ready = dids.filter((did) => did.test_ready);
  const [values, set] = useFields({ did: ready[0]?.id ?? '', to: '' });
  const form = useSubmit(() => api.placeTestCall(values.did, values.to));
  if (ready.length === 0) {
    return html`<${Notice}>${t(dids.length === 0 ? 'test_call.no_numbers' : 'test_call.none_ready')}<//>
      ${dids.length > 0 &&
      html`<ul class="plain">
        ${dids.map((did) => html`<li key=${did.id}>${nameOf(did)}: ${t(`reason.${did.reason}`)}</li>`)}
      </ul>`}`;
  }
  return html`<form class="card" onSubmit=${form.submit}>
      <${Choice}
        label=${t('test_call.from')}
        hint=${t('test_call.from_hint')}
        choices=${choicesOf(dids)}
        value=${values.did}
        onValue=${set('did')}
      />
      <${TextField}
        label=${t('test_call.to')}
        hint=${t('test_call.to_hint')}
        type="tel"
        required
        autocomplete="tel"
        value=${values.to}
        onValue=${set('to')}
      />
      <p class="hint">${t('test_call.costs')}</p>
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('test_call.place')}<//></div>
    </form>
    <${Answer} form=${form} />
    ${form.result && html`<${Progress} key=${form.result.call_sid} callSid=${form.result.call_sid} />`}`;
}

export function TestCallView() {
  const source = useLoad(api.testCallOptions);
  return html`<h1>${t('test_call.title')}</h1>
    <p class="lead">${t('test_call.lead')}</p>
    <${Loaded} source=${source}>${(dids) => html`<${TestCallForm} dids=${dids} />`}<//>`;
}
