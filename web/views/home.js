// Where a site stands, at a glance: what is still to be done, what is wrong, and what the calls do.
import { html } from '../vendor/htm.js';

import { ApiError, api, reachableFromInternet, webhookSetting } from '../api.js';
import { useFollow } from '../live.js';
import { Badge, FindingDetail, FindingName, FindingNextStep, Loaded, Section, useEvery, useLoad } from '../parts/data.js';
import { AddressForExotel } from '../parts/form.js';
import { clockTime, count, fullTime, hrefTo, recall, remember, t, word } from '../reader.js';

// How far a site is: the steps from nothing to a greeted call, derived from what is there.

export const STEPS = ['account', 'numbers', 'greeting', 'applet', 'dial'];

/** What to look after at Exotel, in the order of the page. Nothing here can see it: people tick it off. */
export const CHECKS = {
  before: ['kyc', 'enabled', 'balance'],
  flow: ['voicebot', 'rate', 'record', 'dtmf', 'next', 'number'],
};
const OPTIONAL = ['record'];
const NEEDED = Object.values(CHECKS)
  .flat()
  .filter((check) => !OPTIONAL.includes(check));

const TICKS = 'connect_ticks';
const GREETED = 'connect_greeted';

/** The checks that were ticked off in this browser. */
export const ticks = () => recall(TICKS).split(',').filter(Boolean);
export const keepTicks = (list) => remember(TICKS, list.join(','));

/** A call was seen that heard its greeting. */
export const keepGreeted = () => remember(GREETED, 'yes');

const arrived = (call) => call.webhook_at !== null || call.peer !== '';

/** [{key, path, done}]; `calls`: the newest ones. */
export function stepsOf({ integration, bots, calls }) {
  const done = {
    account: integration.credentials_configured,
    numbers: integration.dids.length > 0,
    greeting: bots.length > 0 && integration.dids.some((did) => did.bot_id !== ''),
    applet: calls.some(arrived) || NEEDED.every((check) => ticks().includes(check)),
    dial: calls.some((call) => call.greeting === 'heard') || recall(GREETED) !== '',
  };
  return STEPS.map((key) => ({ key, path: `connect/${key}`, done: Boolean(done[key]) }));
}

// What is wrong with the site, the worst first.

const SEVERITIES = ['error', 'warning', 'note'];
const KINDS = { error: 'bad', warning: 'warn' };
const FEW_DAYS = 30;

function Certificate({ plane, days_left, severity }) {
  const text = days_left < 0 ? t('home.certificate_over') : t('home.certificate_days', { days: count(days_left) });
  return html`<li>
    <${Badge} kind=${KINDS[severity]}>${t(`severity.${severity}`)}<//>
    <div><strong class="what">${t(`home.certificate.${plane}`)}</strong> ${text}</div>
  </li>`;
}

function Finding({ finding }) {
  const { severity, key } = finding;
  return html`<li>
    <${Badge} kind=${KINDS[severity] ?? 'note'}>${t(`severity.${severity}`)}<//>
    <div>
      <strong class="what"><${FindingName} finding=${finding} /></strong> ${key && html`<code>${key}</code>`}
      <${FindingDetail} finding=${finding} class="small-print" />
      <${FindingNextStep} finding=${finding} class="small-print" />
    </div>
  </li>`;
}

function Attention({ settings }) {
  if (!settings) return null;
  // A certificate that runs out is a finding, too: said once, with its days.
  const ends = settings.certificates.filter(({ days_left }) => days_left < FEW_DAYS);
  const findings = settings.findings.filter(({ id }) => ends.length === 0 || !/^certificate-expir/.test(id));
  const wrong = [
    ...ends.map((each) => ({ ...each, severity: each.days_left < 0 ? 'error' : 'warning' })),
    ...findings.filter(({ severity }) => severity !== 'note'),
  ].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  if (wrong.length === 0) {
    return html`<p class="all-well">${t(findings.length > 0 ? 'home.well_notes' : 'home.well')}</p>`;
  }
  return html`<${Section} title=${t('home.attention')}>
    <ul class="findings">
      ${wrong.map((each) =>
        each.plane
          ? html`<${Certificate} key=${each.plane} ...${each} />`
          : html`<${Finding} key=${`${each.id} ${each.key}`} finding=${each} />`,
      )}
    </ul>
    <p><a href=${hrefTo('system')}>${t('home.settings')}</a></p>
  <//>`;
}

// The calls of today in a few figures, and the newest ones.

const NEWEST = 5;
const NOT_THERE = 404;
const EXPECTED_ENDS = ['live', 'caller_hangup', 'applet_ended', 'bot_hangup'];
const GREETING_KINDS = { heard: 'good', playing: 'live' };

let counted = true;

/** Since midnight where the reader is; null: this gateway does not count. */
async function countToday() {
  if (!counted) return null;
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  try {
    return (await api.callSummary({ since: midnight.toISOString() })).totals;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== NOT_THERE) throw error;
    counted = false;
    return null;
  }
}

async function loadCalls() {
  const [site, newest, today] = await Promise.all([api.site(), api.calls(NEWEST), countToday()]);
  return { live: site.active_streams, newest, today };
}

function Figure({ name, value }) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function Figures({ source }) {
  return html`<section class="figures" aria-label=${t('home.now')}>
    <${Loaded} source=${source}>
      ${({ live, today }) => html`<dl>
        <${Figure} name=${t('home.live_calls')} value=${count(live)} />
        ${today && html`<${Figure} name=${t('home.today')} value=${count(today.calls)} />`}
        ${today && html`<${Figure} name=${t('home.heard')} value=${count(today.heard)} />`}
      </dl>`}
    <//>
  </section>`;
}

function State({ call }) {
  if (call.end_reason === 'live') return html`<${Badge} kind="live">${t('end.live')}<//>`;
  if (!EXPECTED_ENDS.includes(call.end_reason)) return html`<span class="warning">${word('end', call.end_reason)}</span>`;
  const greeting = call.greeting === 'playing' ? 'cut' : call.greeting;
  return html`<${Badge} kind=${GREETING_KINDS[greeting] ?? 'note'}>${word('greeting', greeting)}<//>`;
}

function CallLine({ call }) {
  const who = call.from || t('home.unknown_caller');
  return html`<li>
    <a href=${hrefTo(`calls/${call.id}`)}>
      <time datetime=${call.opened_at} title=${fullTime(call.opened_at)}>${clockTime(call.opened_at)}</time>
      <span class="numbers"><strong>${who}</strong>${call.to && html` → ${call.to}`}</span>
    </a>
    <${State} call=${call} />
  </li>`;
}

function NewestCalls({ source }) {
  return html`<${Section} title=${t('home.newest')} beside=${html`<a href=${hrefTo('calls')}>${t('home.all_calls')}</a>`}>
    <${Loaded} source=${source}>
      ${({ newest }) =>
        newest.length === 0
          ? html`<p class="hint">${t('home.no_calls')}</p>`
          : html`<ul class="newest">
              ${newest.map((call) => html`<${CallLine} key=${call.id} call=${call} />`)}
            </ul>`}
    <//>
  <//>`;
}

const REFRESH_MS = 60_000;
const NOTHING_YET = { data: null, error: '' };

/** What changes seldom. Only a super admin may see the Exotel account, and so the steps. */
async function loadStanding(user) {
  const superAdmin = user.role === 'super_admin';
  const [site, bots, calls, integration, settings] = await Promise.all([
    api.site(),
    api.bots(),
    api.calls(),
    superAdmin ? api.integration() : null,
    api.settings().catch(() => null),
  ]);
  return { site, bots, calls, integration, settings };
}

function StepList({ steps }) {
  return html`<ol class="steps">
    ${steps.map(
      ({ key, path, done }, index) => html`<li key=${key} class=${done ? 'done' : ''}>
        <span class="dot" aria-hidden="true">${done ? '✓' : index + 1}</span>
        <div>
          <a href=${hrefTo(path)}>${t(`connect.step.${key}`)}</a>
          ${!done && html`<p class="hint">${t(`connect.hint.${key}`)}</p>`}
        </div>
        <span class="unseen">${t(done ? 'connect.done' : 'connect.open')}</span>
      </li>`,
    )}
  </ol>`;
}

const worstOf = (findings) => findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning');

/** The way to the first greeted call; folded away once it was gone. All is well only where nothing is wrong. */
function Steps({ data }) {
  const wrong = worstOf(data.settings?.findings ?? []);
  const steps = stepsOf(data);
  const open = steps.filter(({ done }) => !done);
  if (open.length === 0) {
    return html`<details class=${wrong ? 'card steps-done but' : 'card steps-done'}>
      <summary>
        ${wrong ? html`${t('home.steps_done_but')} <${FindingName} finding=${wrong} />` : t('home.steps_done')}
      </summary>
      <${StepList} steps=${steps} />
    </details>`;
  }
  return html`<${Section} title=${t('home.steps')} beside=${html`<span class="hint">${t('home.steps_count', { done: count(steps.length - open.length), all: count(steps.length) })}</span>`}>
    <${StepList} steps=${steps} />
    <div class="buttons"><a class="button primary" href=${hrefTo(open[0].path)}>${t('home.go_on')}</a></div>
  <//>`;
}

function Addresses({ site, settings, superAdmin }) {
  const key = webhookSetting(settings);
  const reachable = reachableFromInternet(site.webhook_url);
  const address = site.webhook_url && site.webhook_url + (site.webhook_key_required ? '?key=' : '');
  return html`<${Section} title=${t('home.webhook')}>
    <p class="hint">${t('home.webhook_where')}</p>
    <${AddressForExotel} value=${address} name=${t('home.webhook')} setting=${key} />
    ${site.webhook_key_required && html`<p class="hint">${t('home.webhook_key')}</p>`}
    ${!reachable && html`<p class="hint">${t('home.public_url', { key })}</p>`}
    ${superAdmin && html`<p><a href=${hrefTo('connect/applet')}>${t('home.webhook_more')}</a></p>`}
  <//>`;
}

export function HomeView({ user }) {
  const standing = useLoad(() => loadStanding(user));
  const calls = useLoad(loadCalls);
  useFollow(['call'], calls.reload);
  useEvery(REFRESH_MS, () => Promise.all([standing.reload(), calls.reload()]));
  const superAdmin = user.role === 'super_admin';
  // Both at once: the page is built up in one go, and "loading" is said once.
  const counting = calls.data === null && calls.error === '';
  return html`<h1>${t('home.title')}</h1>
    <${Loaded} source=${counting ? NOTHING_YET : standing}>
      ${(data) => html`<div class="overview">
        <${Figures} source=${calls} />
        <div class="column">
          <${Attention} settings=${data.settings} />
          ${data.integration && html`<${Steps} data=${data} />`}
        </div>
        <div class="column">
          <${NewestCalls} source=${calls} />
          <${Addresses} site=${data.site} settings=${data.settings} superAdmin=${superAdmin} />
        </div>
        <p class="small-print">${t('home.version', { version: data.site.version })}</p>
      </div>`}
    <//>`;
}
