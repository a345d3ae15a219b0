// The way from nothing to a greeted call, step by step: the account, and the first call to it.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api, reachableFromInternet, webhookSetting } from '../api.js';
import { useFollow } from '../live.js';
import { Loaded, Notice, Results, useEvery, useLoad } from '../parts/data.js';
import { Choice } from '../parts/form.js';
import { hrefTo, seconds, stay, t, word } from '../reader.js';
import { AppletStep } from './connect_applet.js';
import { GreetingStep } from './connect_greeting.js';
import { AccountForm } from './exotel.js';
import { STEPS, keepGreeted, stepsOf } from './home.js';
import { NumbersStep } from './number_dialog.js';

// Step 1: the Exotel account. Only test calls and the list of ExoPhones need it, so it may be skipped.

function AccountStep({ integration, onChange }) {
  return html`<p>${t('connect.account.why')}</p>
    <ol class="plain">
      <li>${t('connect.account.where')}</li>
      <li>${t('connect.account.region')}</li>
    </ol>
    <${AccountForm} integration=${integration} onSaved=${onChange} />`;
}

// The lights of "dial now": how far a call has come, and what to look at when it comes no further.

const LIGHTS = ['webhook', 'socket', 'start', 'greeting', 'heard'];

/** What may be wrong when a light stays dark: texts `advice.{light}.{cause}`, the likeliest first. */
const CAUSES = {
  webhook: ['public_url', 'number', 'url', 'key', 'applet', 'enabled', 'network'],
  socket: ['proxy', 'certificate', 'throttled'],
  start: ['again', 'proxy'],
  greeting: ['stream', 'bot', 'voice'],
  heard: ['hung_up', 'stream', 'rate'],
};

const STEP_OF = { webhook: 'webhook', socket: 'opened', start: 'started', greeting: 'audio' };

/** With a static address Exotel asks no webhook: a socket without one before it. */
const asksNobody = (call) => call.peer !== '' && call.webhook_at === null;

function isOn(light, call) {
  switch (light) {
    case 'webhook':
      return call.webhook_at !== null;
    case 'socket':
      return call.peer !== '';
    case 'start':
      return call.started_at !== null;
    case 'greeting':
      return call.first_audio_ms !== null;
    default:
      return call.greeting === 'heard';
  }
}

/** Milliseconds since the first thing that was seen of the call; null for that one, and where nobody knows. */
function timeOf(light, call) {
  const timeline = call.timeline ?? [];
  const step =
    light === 'heard'
      ? timeline.find(({ kind, detail }) => kind === 'mark' && /greeting/.test(detail))
      : timeline.find(({ kind }) => kind === STEP_OF[light]);
  return step && step !== timeline[0] ? step.at_ms - timeline[0].at_ms : null;
}

/**
 * [{light, state: 'on' | 'skipped' | 'next' | 'later', at_ms or null}]; `call`: with its timeline, null while there is none.
 * `next`: the one that is waited for.
 */
function lightsOf(call) {
  let waiting = false;
  return LIGHTS.map((light) => {
    if (call && isOn(light, call)) return { light, state: 'on', at_ms: timeOf(light, call) };
    if (call && light === 'webhook' && asksNobody(call)) return { light, state: 'skipped', at_ms: null };
    const state = waiting ? 'later' : 'next';
    waiting = true;
    return { light, state, at_ms: null };
  });
}

/** `reachable`: Exotel could open the webhook's address; without one, its field and the network are not the cause. */
function causesOf(light, { keyRequired, reachable }) {
  const applies = { public_url: !reachable, url: reachable, network: reachable, key: keyRequired };
  return CAUSES[light].filter((cause) => applies[cause] ?? true);
}

// Step 5: somebody dials the number, and each thing that has to happen lights up as it happens. Needs no API key.

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

function DialStep({ integration, bots, site, settings, onChange }) {
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

// First run: from an Exotel account to a caller who hears the greeting. Each step has an address of its own, can be
// skipped, and is found again here and on the overview.

const REFRESH_MS = 15_000; // a changed configuration is no event

const VIEWS = {
  account: AccountStep,
  numbers: NumbersStep,
  greeting: GreetingStep,
  applet: AppletStep,
  dial: DialStep,
};

async function loadConnect() {
  const [integration, bots, site, calls, settings] = await Promise.all([
    api.integration(),
    api.bots(),
    api.site(),
    api.calls(),
    api.settings().catch(() => null),
  ]);
  return { integration, bots, site, calls, settings };
}

function Stepper({ steps, current }) {
  return html`<nav class="stepper" aria-label=${t('connect.steps')}>
    <ol>
      ${steps.map(
        ({ key, path, done }, index) => html`<li key=${key} class=${done ? 'done' : ''}>
          <a href=${hrefTo(path)} aria-current=${key === current ? 'step' : null}>
            <span class="dot" aria-hidden="true">${done ? '✓' : index + 1}</span>
            <span class="name">${t(`connect.step.${key}`)}</span>
            <span class="unseen">${t(done ? 'connect.done' : 'connect.open')}</span>
          </a>
        </li>`,
      )}
    </ol>
  </nav>`;
}

function StepLinks({ steps, current }) {
  const at = steps.findIndex(({ key }) => key === current);
  const [before, here, next] = [steps[at - 1], steps[at], steps[at + 1]];
  const onward = here.done ? 'connect.next' : 'connect.skip';
  return html`<div class="buttons step-links">
    ${before && html`<a class="button" href=${hrefTo(before.path)}>${t('connect.back')}</a>`}
    ${next
      ? html`<a class=${here.done ? 'button primary' : 'button'} href=${hrefTo(next.path)}>
          ${t(onward, { step: t(`connect.step.${next.key}`) })}
        </a>`
      : html`<a class=${here.done ? 'button primary' : 'button'} href=${hrefTo('')}>${t('connect.finish')}</a>`}
  </div>`;
}

/** The step that is shown. A new one begins at its heading, for the eye and for the screen reader. */
function Step({ steps, current, data, onChange }) {
  const heading = useRef(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) {
      scrollTo(0, 0);
      heading.current.focus({ preventScroll: true });
    }
    first.current = false;
  }, [current]);
  const number = STEPS.indexOf(current) + 1;
  return html`<section class="step" aria-labelledby="step">
    <h2 id="step" tabindex="-1" ref=${heading}>
      <span class="small-print">${t('connect.step_of', { number, all: STEPS.length })}</span>
      ${t(`connect.step.${current}`)}
    </h2>
    <${VIEWS[current]} key=${current} ...${data} onChange=${onChange} />
    <${StepLinks} steps=${steps} current=${current} />
  </section>`;
}

function Sequence({ data, wanted, onChange }) {
  const steps = stepsOf(data);
  const current = STEPS.includes(wanted) ? wanted : (steps.find(({ done }) => !done)?.key ?? STEPS[0]);
  useEffect(() => {
    if (current !== wanted) stay(`connect/${current}`);
  }, [current, wanted]);
  return html`<div class="sequence">
    <${Stepper} steps=${steps} current=${current} />
    <${Step} steps=${steps} current=${current} data=${data} onChange=${onChange} />
  </div>`;
}

export function ConnectView({ place }) {
  const source = useLoad(loadConnect);
  useFollow(['call'], source.reload);
  useEvery(REFRESH_MS, source.reload);
  useEffect(() => {
    source.reload();
  }, [place.rest[0]]);
  return html`<h1>${t('connect.title')}</h1>
    <p class="lead">${t('connect.lead')}</p>
    <${Loaded} source=${source}>
      ${(data) => html`<${Sequence} data=${data} wanted=${place.rest[0]} onChange=${source.reload} />`}
    <//>`;
}
