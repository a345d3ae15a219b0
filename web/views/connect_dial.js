// Step 5: somebody dials the number, and each thing that has to happen lights up as it happens. Needs no API key.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useFollow } from '../live.js';
import { Choice } from '../parts/form.js';
import { useLoad } from '../parts/load.js';
import { Notice, Results } from '../parts/notice.js';
import { hrefTo } from '../place.js';
import { reachableFromInternet, webhookSetting } from '../reachable.js';
import { seconds } from '../written.js';
import { causesOf, lightsOf } from './connect_lights.js';
import { keepGreeted } from './connect_steps.js';

const PATIENCE_MS = 30_000;
const LOOKED_AT = 20;
const ANY = '';

/** A stream that was lost before its start has a record of its own, and belongs to the webhook before it. */
function withSilentStream(call, fresh) {
  if (call.started_at !== null || (call.peer !== '' && call.end_reason !== 'live')) return call;
  const silent = fresh.find((each) => each.call_sid === '' && each.peer !== '' && each.opened_at >= call.opened_at);
  if (!silent) return call;
  const { peer, end_reason, end_detail } = silent;
  return { ...call, peer, end_reason, end_detail };
}

/**
 * What is followed: the newest call that was not there at the beginning; one that talks is followed to its end.
 * → {seen: ids at the beginning, call (with timeline) or null, stranger: a call to no number of ours, or null}
 */
async function look(before, didId) {
  const calls = await api.calls(LOOKED_AT);
  if (before === null) return { seen: calls.map(({ id }) => id), call: null, stranger: null };
  const fresh = calls.filter(({ id }) => !before.seen.includes(id));
  const ours = fresh.filter(({ did_id }) => didId === ANY || did_id === didId);
  const current = ours.find(({ id }) => id === before.call?.id);
  const talks = current && current.end_reason === 'live' && current.started_at !== null;
  const followed = talks ? current : ours[0];
  const stranger = fresh.find(({ did_id, to }) => did_id === '' && to !== '') ?? null;
  if (!followed) return { ...before, call: null, stranger };
  return { ...before, call: withSilentStream(await api.call(followed.id), fresh), stranger: null };
}

/** Whether nothing has changed for 30 s since `mark` became what it is. */
function useLongAgo(mark) {
  const [late, setLate] = useState(null);
  useEffect(() => {
    const timer = setTimeout(() => setLate(mark), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [mark]);
  return late === mark;
}

function Light({ light, state, at_ms, dark }) {
  const shown = state === 'next' && dark ? 'dark' : state;
  return html`<li class=${`light ${shown}`} aria-current=${state === 'next' ? 'step' : null}>
    <span class="lamp" aria-hidden="true">${shown === 'on' ? '✓' : ''}</span>
    <span class="what">
      <strong>${t(`light.${light}`)}</strong>
      <span class="small-print">${t(`light_what.${light}`)}</span>
    </span>
    <span class="state-word">
      ${t(`light_state.${shown}`)}${at_ms === null ? '' : html` <span class="small-print">${seconds(at_ms / 1000)}</span>`}
    </span>
  </li>`;
}

function Advice({ light, call, number, site, settings }) {
  const facts = { keyRequired: site.webhook_key_required, reachable: reachableFromInternet(site.webhook_url) };
  const values = { number, url: site.webhook_url, socket: site.voice_stream_url, key: webhookSetting(settings) };
  return html`<${Notice} kind="bad">
    <p>
      <strong>${t(`dark.${light}`)}</strong>
      ${call && call.end_reason !== 'live' && html` ${t('connect.dial.ended', { reason: word('end', call.end_reason) })}`}
    </p>
    ${call?.end_detail && html`<p class="small-print">${call.end_detail}</p>`}
    <p>${t('connect.dial.check')}</p>
    <ol class="plain">
      ${causesOf(light, facts).map((cause) => html`<li key=${cause}>${t(`advice.${light}.${cause}`, values)}</li>`)}
    </ol>
    ${call && html`<p><a href=${hrefTo(`calls/${call.id}`)}>${t('connect.dial.details')}</a></p>`}
  <//>`;
}

function Worked({ call, bots }) {
  const bot = bots.find(({ id }) => id === call.bot_id)?.name ?? call.bot_id;
  return html`<${Notice} kind="good">
    <p><strong>${t('connect.dial.worked')}</strong></p>
    <p>${t('connect.dial.worked_means', { number: call.to, bot: bot || t('bots.default_greeting') })}</p>
    <p>
      <a href=${hrefTo(`calls/${call.id}`)}>${t('connect.dial.details')}</a>
    </p>
  <//>`;
}

function Watch({ did, site, settings, bots, onChange }) {
  const [before, setBefore] = useState(null);
  const source = useLoad(async () => {
    const found = await look(null, did.id);
    setBefore(found);
    return found;
  });
  const follow = async () => {
    const known = source.data ?? before;
    if (known === null) return;
    const found = await look(known, did.id).catch(() => null);
    if (found) source.setData(found);
  };
  useFollow(['call'], follow);
  const call = source.data?.call ?? null;
  const lights = lightsOf(call);
  const next = lights.find(({ state }) => state === 'next')?.light ?? null;
  const late = useLongAgo(`${call?.id ?? ''} ${next}`);
  const ended = call !== null && call.end_reason !== 'live';
  useEffect(() => {
    if (call === null || next !== null) return;
    keepGreeted();
    onChange();
  }, [call?.id, next]);
  const dark = next !== null && (late || ended);
  const stranger = source.data?.stranger;
  return html`<section class="card" aria-labelledby="dial">
    <h3 id="dial" class="dial-now">${did.number ? t('connect.dial.now', { number: did.number }) : t('connect.dial.now_any')}</h3>
    <p>${t(call ? 'connect.dial.from' : 'connect.dial.how', { number: call?.from || '–' })}</p>
    ${source.error && html`<${Notice} kind="bad">${source.error}<//>`}
    <ol class="lights" aria-label=${t('connect.dial.lights')}>
      ${lights.map((each) => html`<${Light} key=${each.light} ...${each} dark=${dark} />`)}
    </ol>
    <${Results}>
      ${stranger &&
      html`<${Notice}>
        ${t('connect.dial.stranger', { number: stranger.to || '–' })} <a href="#/connect/numbers">${t('connect.step.numbers')}</a>
      <//>`}
      ${dark && html`<${Advice} light=${next} call=${call} number=${did.number} site=${site} settings=${settings} />`}
      ${call && next === null && html`<${Worked} call=${call} bots=${bots} />`}
    <//>
  </section>`;
}

export function DialStep({ integration, bots, site, settings, onChange }) {
  const { dids } = integration;
  const [chosen, setChosen] = useState((dids.find((did) => did.bot_id !== '') ?? dids[0])?.id ?? ANY);
  const did = dids.find(({ id }) => id === chosen) ?? { id: ANY, number: '' };
  const choices = dids.map(({ id, number, label }) => ({ value: id, text: label ? `${number} · ${label}` : number }));
  return html`<p>${t('connect.dial.why')}</p>
    ${dids.length === 0 &&
    html`<${Notice}>${t('connect.dial.no_numbers')} <a href="#/connect/numbers">${t('connect.step.numbers')}</a><//>`}
    ${dids.length > 1 &&
    html`<${Choice} label=${t('numbers.number')} choices=${choices} value=${chosen} onValue=${setChosen} />`}
    <${Watch} key=${chosen} did=${did} site=${site} settings=${settings} bots=${bots} onChange=${onChange} />
    <p class="hint">${t('connect.dial.no_phone')} <a href="#/test-call">${t('test_call.title')}</a></p>`;
}
