// Step 4: the flow at Exotel, and the address that goes into its Voicebot applet.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { AddressForExotel } from '../parts/copy.js';
import { Notice } from '../parts/notice.js';
import { PUBLIC_URL, reachableFromInternet, webhookSetting } from '../reachable.js';
import { Checks, Mail, useTicks } from './connect_checklist.js';
import { AppletPicture, FlowPicture } from './connect_picture.js';
import { CHECKS } from './connect_steps.js';

const KEY = '?key=';
const EXAMPLE = '"https://voice.example.com"';

/** A setting as it stands in the file: what is before the dot is its table. */
function lineOf(setting) {
  const [name, table] = setting.split('.').reverse();
  return table ? `[${table}]\n${name} = ${EXAMPLE}` : `${name} = ${EXAMPLE}`;
}

/** The Passthru applet's address stands beside the webhook's (calls/routes.h). */
const passthruOf = (webhook) => webhook.replace(/connect$/, 'passthru');

/** What to write, where, and whether the gateway notices by itself. */
export function SetPublicUrl({ settings }) {
  const all = settings?.settings ?? [];
  const file = all.find(({ origin }) => origin.kind === 'file')?.origin.name ?? '';
  const own = all.find(({ key }) => key === webhookSetting(settings));
  return html`<${Notice} kind="bad">
    <p><strong>${t('connect.public_url.title')}</strong></p>
    <p>${t('connect.public_url.what')}</p>
    <p>${file ? t('connect.public_url.file', { file }) : t('connect.public_url.some_file')}</p>
    <p><code class="command">${lineOf(own?.key ?? PUBLIC_URL)}</code></p>
    <p>${t(own?.needs_restart === false ? 'connect.public_url.at_once' : 'connect.public_url.restart')}</p>
  <//>`;
}

function KeyNeeded() {
  return html`<${Notice}>
    <p><strong>${t('connect.key.title')}</strong></p>
    <p>${t('connect.key.how', { key: KEY })}</p>
    <p>${t('connect.key.where')}</p>
    <p><code class="command">EXOGATE_CALLS_WEBHOOK_KEY</code></p>
  <//>`;
}

export function Addresses({ site, settings }) {
  const key = site.webhook_key_required && site.webhook_url ? KEY : '';
  const reachable = reachableFromInternet(site.webhook_url);
  return html`<h4 id="voicebot-url">${t('connect.url.voicebot')}</h4>
    <${AddressForExotel}
      value=${site.webhook_url && site.webhook_url + key}
      name=${t('connect.url.voicebot')}
      setting=${webhookSetting(settings)}
    />
    ${!reachable && html`<${SetPublicUrl} settings=${settings} />`}
    ${reachable &&
    html`${key && html`<${KeyNeeded} />`}
      <h4>${t('connect.url.passthru')}</h4>
      <p class="hint">${t('connect.url.passthru_why')}</p>
      <${AddressForExotel} value=${passthruOf(site.webhook_url) + key} name=${t('connect.url.passthru')} />`}`;
}

/** One fixed address per bot, for who does not want the gateway asked before each call. */
function Static({ dids, bots }) {
  const tied = dids.filter((did, index) => did.websocket_url && dids.findIndex((each) => each.bot_id === did.bot_id) === index);
  const nameOf = (id) => bots.find((bot) => bot.id === id)?.name ?? id;
  return html`<details>
    <summary>${t('connect.static.title')}</summary>
    <p>${t('connect.static.why')}</p>
    ${tied.length === 0 && html`<p class="hint">${t('connect.static.none')}</p>`}
    <dl class="static">
      ${tied.map(
        (did) => html`<dt key=${did.bot_id}>${nameOf(did.bot_id)}</dt>
          <dd><${AddressForExotel} value=${did.websocket_url} name=${nameOf(did.bot_id)} /></dd>`,
      )}
    </dl>
  </details>`;
}

export function AppletStep({ integration, bots, site, settings, onChange }) {
  const [ticked, tick] = useTicks(onChange);
  const mail = html`<${Mail} accountSid=${integration.account_sid} />`;
  return html`<p>${t('connect.applet.why')}</p>
    <section class="card" aria-label=${t('connect.applet.before')}>
      <${Checks}
        title=${t('connect.applet.before')}
        checks=${CHECKS.before}
        ticked=${ticked}
        onTick=${tick}
        extra=${{ enabled: mail }}
      />
    </section>
    <section class="card" aria-label=${t('connect.applet.flow')}>
      <${Checks}
        title=${t('connect.applet.flow')}
        above=${html`<div class="pictures"><${FlowPicture} /><${AppletPicture} /></div>`}
        checks=${CHECKS.flow}
        ticked=${ticked}
        onTick=${tick}
      />
    </section>
    <section class="card" aria-labelledby="paste">
      <h3 id="paste">${t('connect.applet.paste')}</h3>
      <p>${t('connect.applet.paste_where')}</p>
      <${Addresses} site=${site} settings=${settings} />
      <${Static} dids=${integration.dids} bots=${bots} />
    </section>`;
}
