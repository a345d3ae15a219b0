// A box that narrows a list that is already here; how much is left of it is read out.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { count } from '../written.js';
import { TextField } from './form.js';

export function SearchBox({ label, value, onValue, found, all }) {
  return html`<div class="search-box">
    <${TextField} label=${label} type="search" autocomplete="off" spellcheck="false" value=${value} onValue=${onValue} />
    <p class="hint" role="status">${t('list.found', { found: count(found), all: count(all) })}</p>
  </div>`;
}

/** Is every word of `wanted` somewhere in `texts`? */
export function matches(wanted, texts) {
  const whole = texts.join('\n').toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((each) => whole.includes(each));
}
