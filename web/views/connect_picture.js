// Drawings of where the address goes: the flow in Exotel's App Bazaar, and the Voicebot applet's form.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';

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

export function FlowPicture() {
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

export function AppletPicture() {
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
