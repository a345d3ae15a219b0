// Where a site stands: what is still to be done, the address that Exotel needs, and how many calls are live.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { count, t } from '../i18n.js';
import { AddressForExotel } from '../parts/copy.js';
import { Loaded, useEvery, useLoad } from '../parts/load.js';
import { Badge } from '../parts/notice.js';
import { reachableFromInternet } from '../reachable.js';

const REFRESH_MS = 5000;

async function loadHome(user) {
  const superAdmin = user.role === 'super_admin';
  const [site, bots, calls, integration] = await Promise.all([
    api.site(),
    api.bots(),
    api.calls(1),
    superAdmin ? api.integration() : null,
  ]);
  return { site, bots, calls, integration };
}

function stepsOf({ bots, calls, integration }) {
  const dids = integration?.dids ?? [];
  return [
    { key: 'exotel', path: 'exotel', done: integration?.credentials_configured },
    { key: 'bot', path: 'bots', done: bots.length > 0 },
    { key: 'number', path: 'numbers', done: dids.some((did) => did.bot_id !== '') },
    { key: 'call', path: 'test-call', done: calls.length > 0 },
  ];
}

function Steps({ data }) {
  return html`<section class="card" aria-labelledby="steps">
    <h2 id="steps">${t('home.steps')}</h2>
    <ol class="steps">
      ${stepsOf(data).map(
        (step) => html`<li key=${step.key} class=${step.done ? 'done' : ''}>
          <div>
            <a href=${`#/${step.path}`}>${t(`home.step.${step.key}`)}</a>
            <p class="hint">${t(`home.step.${step.key}.hint`)}</p>
          </div>
          <${Badge} kind=${step.done ? 'good' : 'note'}>${t(step.done ? 'home.done' : 'home.open')}<//>
        </li>`,
      )}
    </ol>
  </section>`;
}

function Webhook({ site }) {
  return html`<section class="card" aria-labelledby="webhook">
    <h2 id="webhook">${t('home.webhook')}</h2>
    <p>${t('home.webhook_where')}</p>
    <${AddressForExotel} value=${site.webhook_url} name=${t('home.webhook')} />
    ${site.webhook_key_required && html`<p class="hint">${t('home.webhook_key')}</p>`}
    ${!reachableFromInternet(site.webhook_url) && html`<p class="hint">${t('home.public_url')}</p>`}
  </section>`;
}

function Now({ site }) {
  return html`<section class="card figures" aria-labelledby="now">
    <h2 id="now">${t('home.now')}</h2>
    <dl>
      <div>
        <dt>${t('home.live_calls')}</dt>
        <dd>${count(site.active_streams)}</dd>
      </div>
      <div>
        <dt>${t('home.version')}</dt>
        <dd>${site.version}</dd>
      </div>
    </dl>
  </section>`;
}

export function HomeView({ user }) {
  const source = useLoad(() => loadHome(user));
  useEvery(REFRESH_MS, source.reload);
  return html`<h1>${t('home.title')}</h1>
    <${Loaded} source=${source}>
      ${(data) => html`
        ${data.integration && html`<${Steps} data=${data} />`}
        <${Webhook} site=${data.site} />
        <${Now} site=${data.site} />
      `}
    <//>`;
}
