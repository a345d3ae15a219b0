// Somebody else removed or changed the bot that is being edited: what is stored is looked at right before saving. A PUT
// makes a bot that is not there, and the changes alone would make one without its greeting.
import { html, useEffect, useRef } from '../vendor/htm.js';

import { ApiError, api } from '../api.js';
import { t } from '../i18n.js';
import { useSubmit } from '../parts/form.js';
import { Notice, Results } from '../parts/notice.js';
import { copyOf } from './bot_fields.js';

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

/** Refuses when a field of `before` (bot_fields.js, requestOf) is not stored any more as it is there. */
export async function checkUnchanged(id, before) {
  const stored = await storedBot(id);
  const now = copyOf(stored);
  if (Object.keys(before).some((name) => !same(now[name], before[name]))) throw new Conflict('changed', stored);
}

/** useSubmit of `action(way)`: 'checked', or by submitAs(way) what the reader chose in a conflict. */
export function useCheckedSubmit(action) {
  const way = useRef('checked');
  const form = useSubmit(() => {
    const chosen = way.current;
    way.current = 'checked';
    return action(chosen);
  });
  const submitAs = (chosen) => {
    way.current = chosen;
    form.submit();
  };
  return { ...form, submitAs };
}

/** These buttons vanish when one is used: the focus goes to the form's own. */
function Way({ action, children }) {
  const choose = (event) => {
    event.currentTarget.form.querySelector('[type=submit]').focus();
    action();
  };
  return html`<button type="button" onClick=${choose}>${children}</button>`;
}

function Ways({ form }) {
  if (form.failure.kind === 'gone') {
    return html`<${Way} action=${() => form.submitAs('again')}>${t('bots.conflict_again')}<//>
      <${Way} action=${form.abandon}>${t('bots.conflict_leave')}<//>`;
  }
  return html`<${Way} action=${() => form.adoptStored(form.failure.stored)}>${t('bots.conflict_load')}<//>
    <${Way} action=${() => form.submitAs('mine')}>${t('bots.conflict_keep')}<//>`;
}

/** Why saving failed, where that is not about one field, and what can be done: {error, failure, submitAs, adoptStored(bot), abandon}. */
export function SaveTrouble({ form }) {
  const words = useRef(null);
  useEffect(() => {
    words.current?.focus();
  }, [form.failure]);
  return html`<${Results}>
    ${form.error &&
    html`<${Notice} kind="bad">
      <p ref=${words} class="save-trouble" tabindex="-1">${form.error}</p>
      ${form.failure instanceof Conflict && html`<div class="buttons"><${Ways} form=${form} /></div>`}
    <//>`}
  <//>`;
}
