// Somebody else removed or changed the bot that is being edited: what is stored is looked at right before saving. A PUT
// makes a bot that is not there, and the changes alone would make one without its greeting.
import { html } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { t } from '../i18n.js';
import { Notice, Results } from '../parts/notice.js';
import { copyOf, requestOf } from './bot_fields.js';

/** `kind`: 'gone', or 'changed' with the bot as it is `stored` now. */
class Conflict extends Error {
  constructor(kind, stored) {
    super(t(`bots.conflict.${kind}`));
    this.kind = kind;
    this.stored = stored;
  }
}

const NOT_FOUND = 404;
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** The bot as it is stored. Refuses when there is none any more. */
async function storedBot(id) {
  try {
    return await api.bot(id);
  } catch (error) {
    if (error instanceof ApiError && error.status === NOT_FOUND) throw new Conflict('gone');
    throw error;
  }
}

/** Saves `changes` of a bot that is still there. */
export async function changeBot(id, changes) {
  await storedBot(id);
  return api.saveBot(id, changes);
}

/** Refuses when the form's fields are not stored any more as `base` has them; a new recording or login is none of them. */
export async function checkUnchanged(id, base) {
  const stored = await storedBot(id);
  if (!same(copyOf(stored), requestOf(base))) throw new Conflict('changed', stored);
}

function Ways({ form }) {
  if (form.failure.kind === 'gone') {
    return html`<button type="button" onClick=${() => form.submitAs('again')}>${t('bots.conflict_again')}</button>
      <button type="button" onClick=${form.abandon}>${t('bots.conflict_leave')}</button>`;
  }
  return html`<button type="button" onClick=${() => form.adoptStored(form.failure.stored)}>${t('bots.conflict_load')}</button>
    <button type="button" onClick=${() => form.submitAs('mine')}>${t('bots.conflict_keep')}</button>`;
}

/** Why saving failed, where that is not about one field, and what can be done. */
export function SaveTrouble({ form }) {
  const conflict = form.failure instanceof Conflict;
  return html`<${Results}>
    ${form.error &&
    html`<${Notice} kind="bad">
      <p class="save-trouble" tabindex="-1">${form.error}</p>
      ${conflict && html`<div class="buttons"><${Ways} form=${form} /></div>`}
    <//>`}
  <//>`;
}
