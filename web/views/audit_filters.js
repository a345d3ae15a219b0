// What is asked of the audit: kept in the address, so that a search can be linked to.
import { html } from '../vendor/htm.js';

import { codesOf, t, word } from '../i18n.js';
import { Choice, TextField } from '../parts/form.js';
import { hrefTo, stay } from '../place.js';

const NAMES = ['actor', 'action', 'subject', 'since', 'until'];
const PATH = 'system/audit';
const ACTORS = 'audit-actors';

/** {actor, action, subject, since, until}; the last two are days: 2026-11-21. */
export const filtersIn = (query) => Object.fromEntries(NAMES.map((name) => [name, query.get(name)?.trim() ?? '']));

export const hrefOf = (filters) => hrefTo(PATH, filters);

/** When a day of the reader's calendar begins, `later` days on; '' for what is no day. */
function dayBegins(text, later) {
  const begin = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00`) : new Date(NaN);
  if (Number.isNaN(begin.getTime())) return '';
  begin.setDate(begin.getDate() + later);
  return begin.toISOString();
}

/** As the API wants them: the last day counts in full. */
export const requestOf = (filters) => ({
  ...filters,
  since: dayBegins(filters.since, 0),
  until: dayBegins(filters.until, 1),
});

export function AuditFilters({ filters, emails }) {
  const set = (name) => (value) => stay(PATH, { ...filters, [name]: value });
  const actions = codesOf('action').map((code) => ({ value: code, text: word('action', code) }));
  actions.sort((one, other) => one.text.localeCompare(other.text));
  const box = (name, text, rest) => html`<${TextField}
    label=${t(text)}
    value=${filters[name]}
    onValue=${set(name)}
    ...${rest}
  />`;
  const typed = { type: 'search', autocomplete: 'off', spellcheck: 'false' };
  return html`<form class="filters" role="search" aria-label=${t('audit.filters')} onSubmit=${(event) => event.preventDefault()}>
    ${box('actor', 'audit.actor', { ...typed, list: ACTORS, placeholder: t('audit.whole_email') })}
    <datalist id=${ACTORS}>${emails.map((email) => html`<option key=${email} value=${email} />`)}</datalist>
    <${Choice}
      label=${t('audit.what')}
      choices=${[{ value: '', text: t('audit.every_action') }, ...actions]}
      value=${filters.action}
      onValue=${set('action')}
    />
    ${box('subject', 'audit.subject', typed)} ${box('since', 'audit.since', { type: 'date' })}
    ${box('until', 'audit.until', { type: 'date' })}
  </form>`;
}
