// Where a site stands, at a glance: what is still to be done, what is wrong, and what the calls do.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { useFollow } from '../live.js';
import { AddressForExotel } from '../parts/copy.js';
import { FindingName } from '../parts/finding.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { hrefTo } from '../place.js';
import { reachableFromInternet, webhookSetting } from '../reachable.js';
import { count } from '../written.js';
import { stepsOf } from './connect_steps.js';
import { Figures, NewestCalls, loadCalls } from './home_calls.js';
import { Attention } from './home_attention.js';

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
  return html`<section class="card" aria-labelledby="steps">
    <div class="heading">
      <h2 id="steps">${t('home.steps')}</h2>
      <span class="hint">${t('home.steps_count', { done: count(steps.length - open.length), all: count(steps.length) })}</span>
    </div>
    <${StepList} steps=${steps} />
    <div class="buttons"><a class="button primary" href=${hrefTo(open[0].path)}>${t('home.go_on')}</a></div>
  </section>`;
}

function Addresses({ site, settings, superAdmin }) {
  const key = webhookSetting(settings);
  const reachable = reachableFromInternet(site.webhook_url);
  const address = site.webhook_url && site.webhook_url + (site.webhook_key_required ? '?key=' : '');
  return html`<section class="card" aria-labelledby="webhook">
    <h2 id="webhook">${t('home.webhook')}</h2>
    <p class="hint">${t('home.webhook_where')}</p>
    <${AddressForExotel} value=${address} name=${t('home.webhook')} setting=${key} />
    ${site.webhook_key_required && html`<p class="hint">${t('home.webhook_key')}</p>`}
    ${!reachable && html`<p class="hint">${t('home.public_url', { key })}</p>`}
    ${superAdmin && html`<p><a href=${hrefTo('connect/applet')}>${t('home.webhook_more')}</a></p>`}
  </section>`;
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
