// What is asked of the audit: kept in the address, so that a search can be linked to.
import { html } from '../vendor/htm.js';

import { codesOf, t, word } from '../i18n.js';
import { Choice, TextField } from '../parts/form.js';
import { hrefTo, stay } from '../place.js';

const NAMES = ['actor', 'action', 'subject', 'since', 'until'];
const PATH = 'system/audit';
const ACTORS = 'audit-actors';

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(`${text}T00:00`).getTime());

/** {actor, action, subject, since, until}; the last two are days: 2026-11-21. */
export function filtersIn(query) {
  const filters = Object.fromEntries(NAMES.map((name) => [name, query.get(name)?.trim() ?? '']));
  for (const name of ['since', 'until']) if (!isDay(filters[name])) filters[name] = '';
  return filters;
}

export const hrefOf = (filters) => hrefTo(PATH, filters);

/** When a day of the reader's calendar begins, `later` days on. */
function dayBegins(text, later) {
  if (text === '') return '';
  const begin = new Date(`${text}T00:00`);
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
  const field = (name) => ({ value: filters[name], onValue: (value) => stay(PATH, { ...filters, [name]: value }) });
  const actions = codesOf('action').map((code) => ({ value: code, text: word('action', code) }));
  actions.sort((one, other) => one.text.localeCompare(other.text));
  const box = (name, text, rest) => html`<${TextField} label=${t(text)} ...${field(name)} ...${rest} />`;
  const typed = { type: 'search', autocomplete: 'off', spellcheck: 'false' };
  return html`<form class="audit-filters" role="search" aria-label=${t('audit.filters')} onSubmit=${(event) => event.preventDefault()}>
    ${box('actor', 'audit.actor', { ...typed, list: ACTORS, placeholder: t('audit.whole_email') })}
    <datalist id=${ACTORS}>${emails.map((email) => html`<option key=${email} value=${email} />`)}</datalist>
    <${Choice}
      label=${t('audit.what')}
      choices=${[{ value: '', text: t('audit.every_action') }, ...actions]}
      ...${field('action')}
    />
    ${box('subject', 'audit.subject', typed)} ${box('since', 'audit.since', { type: 'date' })}
    ${box('until', 'audit.until', { type: 'date' })}
  </form>`;
}
