// Step 4: the Voicebot applet at Exotel, with what to look after, and pictures of where the address goes.
import { html, useState } from '../vendor/htm.js';

import { PUBLIC_URL, reachableFromInternet, webhookSetting } from '../api.js';
import { Notice } from '../parts/data.js';
import { AddressForExotel, CopyValue } from '../parts/form.js';
import { t } from '../reader.js';
import { CHECKS, keepTicks, ticks } from './home.js';

// What has to be so at Exotel. Nothing here can see it: people tick it off, and this browser remembers.

const EXOTEL_MAIL = 'hello@exotel.com';
// Exotel's own wording (exotel.md S8): the mail is sorted by it.
const SUBJECT = 'Enable Stream/Voicebot Applet for SID';
const UNKNOWN_SID = '________';

/** [ticked names, tick(name, on)]. */
function useTicks(onChange) {
  const [list, setList] = useState(ticks);
  const tick = (name, on) => {
    const next = on ? [...list, name] : list.filter((each) => each !== name);
    setList(next);
    keepTicks(next);
    onChange();
  };
  return [list, tick];
}

/** `above`: what stands before the list; `extra`: {check: what stands below it}. */
function Checks({ title, above, checks, ticked, onTick, extra = {} }) {
  return html`<fieldset class="checks">
    <legend>${title}</legend>
    ${above}
    <ul>
      ${checks.map(
        (check) => html`<li key=${check}>
          <label class="pick">
            <input
              type="checkbox"
              checked=${ticked.includes(check)}
              onChange=${(event) => onTick(check, event.target.checked)}
            />
            <span class="what">
              <strong>${t(`check.${check}`)}</strong>
              <span class="small-print">${t(`check_why.${check}`)}</span>
            </span>
          </label>
          ${extra[check]}
        </li>`,
      )}
    </ul>
  </fieldset>`;
}

/** A mail to Exotel, ready to copy or to open in the mail program. */
function Mail({ accountSid }) {
  const sid = accountSid || UNKNOWN_SID;
  const subject = `${SUBJECT} ${sid}`;
  const body = t('connect.mail.body', { sid });
  const address = `mailto:${EXOTEL_MAIL}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return html`<details class="mail">
    <summary>${t('connect.mail.title')}</summary>
    ${!accountSid && html`<p class="warning">${t('connect.mail.no_sid')}</p>`}
    <dl>
      <dt>${t('connect.mail.to')}</dt>
      <dd><${CopyValue} value=${EXOTEL_MAIL} name=${t('connect.mail.to')} /></dd>
      <dt>${t('connect.mail.subject')}</dt>
      <dd><${CopyValue} value=${subject} name=${t('connect.mail.subject')} /></dd>
      <dt>${t('connect.mail.text')}</dt>
      <dd class="long"><${CopyValue} value=${body} name=${t('connect.mail.text')} /></dd>
    </dl>
    <p><a href=${address}>${t('connect.mail.open')}</a></p>
  </details>`;
}

// Drawings of where the address goes: the flow in Exotel's App Bazaar, and the Voicebot applet's form.

// As they are written on Exotel's screen, in every language (exotel.md §1.1).
const APPLETS = [
  ['Voicebot', 'connect.picture.voicebot'],
  ['Passthru', 'connect.picture.passthru'],
  ['Hangup', 'connect.picture.hangup'],
];
const [[VOICEBOT], [PASSTHRU]] = APPLETS;
const URL_FIELD = 'URL';
const FIELDS = [
  ['Authentication', ''],
  ['Sample rate', '8000'],
  ['Custom parameters', ''],
];
const BOXES = [
  ['Record', 'connect.picture.record'],
  ['Encrypt DTMF', 'connect.picture.dtmf'],
];
const NEXT_FIELD = 'Next applet';

function Arrow({ x, y }) {
  return html`<path class="line" d=${`M${x} ${y}v20`} /><path class="tip" d=${`M${x - 5} ${y + 18}h10l-5 8z`} />`;
}

function Applet({ name, does, y }) {
  const here = name === VOICEBOT;
  return html`<g>
    <rect class=${here ? 'box here' : 'box'} x="40" y=${y} width="220" height="58" rx="8" />
    <text class="name" x="56" y=${y + 25}>${name}</text>
    <text class="small" x="56" y=${y + 45}>${t(does)}</text>
  </g>`;
}

function FlowPicture() {
  return html`<figure class="picture">
    <svg viewBox="0 0 300 340" role="img" aria-label=${t('connect.picture.flow_alt')}>
      <rect class="box soft" x="40" y="2" width="220" height="42" rx="21" />
      <text class="small" x="150" y="28" text-anchor="middle">${t('connect.picture.call')}</text>
      <${Arrow} x=${150} y=${48} />
      ${APPLETS.map(
        ([name, does], index) => html`<${Applet} key=${name} name=${name} does=${does} y=${78 + index * 92} />
          ${index < APPLETS.length - 1 && html`<${Arrow} x=${150} y=${140 + index * 92} />`}`,
      )}
    </svg>
    <figcaption>${t('connect.picture.flow')}</figcaption>
  </figure>`;
}

function FormField({ name, value, y, marked }) {
  return html`<g>
    <text class="small" x="18" y=${y}>${name}</text>
    <rect class=${marked ? 'field marked' : 'field'} x="18" y=${y + 7} width="264" height="30" rx="4" />
    <text class=${marked ? 'value marked' : 'value'} x="28" y=${y + 27}>${value}</text>
  </g>`;
}

function TickBox({ name, note, y }) {
  return html`<g>
    <rect class="field" x="18" y=${y - 12} width="15" height="15" rx="3" />
    <text class="small" x="42" y=${y}>${name}</text>
    <text class="note" x="282" y=${y} text-anchor="end">${t(note)}</text>
  </g>`;
}

function AppletPicture() {
  return html`<figure class="picture">
    <svg viewBox="0 0 300 382" role="img" aria-label=${t('connect.picture.form_alt')}>
      <rect class="box" x="1" y="1" width="298" height="380" rx="8" />
      <path class="bar" d="M1 40V9a8 8 0 0 1 8-8h282a8 8 0 0 1 8 8v31z" />
      <text class="name" x="18" y="27">${VOICEBOT}</text>
      <${FormField} name=${URL_FIELD} value=${t('connect.picture.paste')} y=${64} marked />
      ${FIELDS.map(([name, value], index) => html`<${FormField} key=${name} name=${name} value=${value} y=${124 + index * 56} />`)}
      ${BOXES.map(([name, note], index) => html`<${TickBox} key=${name} name=${name} note=${note} y=${296 + index * 24} />`)}
      <text class="small" x="18" y="352">${NEXT_FIELD}</text>
      <text class="note" x="282" y="352" text-anchor="end">${PASSTHRU}</text>
      <path class="line" d="M18 364h264" />
    </svg>
    <figcaption>${t('connect.picture.form')}</figcaption>
  </figure>`;
}

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
function SetPublicUrl({ settings }) {
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

function Addresses({ site, settings }) {
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
