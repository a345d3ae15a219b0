// A greeting to listen to, before anybody else does.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Player } from '../parts/player.js';

/** `fields` as POST /greeting-preview takes them. What was heard is forgotten when they change. */
export function Listen({ fields }) {
  return html`<${Player} key=${JSON.stringify(fields)} text=${t('bots.hear')} load=${() => api.previewGreeting(fields)} />`;
}
