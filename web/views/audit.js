// The audit: who did what, a page at a time, with filters that stand in the address.
import { html, useEffect, useMemo, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Badge, Notice, Table, useEvery, useLoad } from '../parts/data.js';
import { Choice, TextField } from '../parts/form.js';
import { clockTime, codesOf, count, currentLanguage, fullTime, hrefTo, stay, t, word } from '../reader.js';

// The audit page by page, the newest first: what is shown stays while more is fetched or new entries arrive.

const PAGE = 100;
const REFRESH_MS = 10_000;
const TYPING_MS = 300;

const NOTHING = { entries: null, next: null, error: '', fetching: false };

/** Both, each entry once, the newest first. */
function joined(entries, others) {
  const all = new Map([...entries, ...others].map((entry) => [entry.seq, entry]));
  return [...all.values()].sort((one, other) => other.seq - one.seq);
}

/** What is newer comes before what is shown; when there is a gap between them, the newest page begins anew. */
function withNewest(now, page) {
  if (now.entries === null) return { entries: page.entries, next: page.next_before };
  const newestShown = now.entries[0]?.seq ?? 0;
  if (page.entries[0]?.seq === newestShown) return now;
  const gap = page.next_before !== null && page.next_before > newestShown;
  return gap ? { entries: page.entries, next: page.next_before } : { ...now, entries: joined(now.entries, page.entries) };
}

/** {entries (null before the first answer), next (null: no more), error, fetching, more()} */
function useAuditPages(filters) {
  const key = JSON.stringify(filters);
  const wanted = useRef(key);
  wanted.current = key;
  const [state, setState] = useState(NOTHING);
  const ask = async (before, change) => {
    let next = (now) => now;
    try {
      const page = await api.audit({ ...filters, limit: PAGE, before });
      next = (now) => ({ ...change(now, page), error: '' });
    } catch (error) {
      next = (now) => ({ ...now, error: error.message });
    }
    if (wanted.current === key) setState((now) => ({ ...next(now), fetching: false }));
  };
  const first = useRef(true);
  useEffect(() => {
    const begin = () => ask('', (now, page) => ({ entries: page.entries, next: page.next_before }));
    setState((now) => ({ ...now, fetching: true }));
    const timer = setTimeout(begin, first.current ? 0 : TYPING_MS);
    first.current = false;
    return () => clearTimeout(timer);
  }, [key]);
  useEvery(REFRESH_MS, () => (state.fetching ? undefined : ask('', withNewest)));
  const more = () => {
    if (state.fetching) return undefined;
    setState((now) => ({ ...now, fetching: true }));
    return ask(state.next, (now, page) => ({ entries: joined(now.entries, page.entries), next: page.next_before }));
  };
  return { ...state, more };
}

// What is asked of the audit: kept in the address, so that a search can be linked to.

const NAMES = ['actor', 'action', 'subject', 'since', 'until'];
const PATH = 'system/audit';
const ACTORS = 'audit-actors';

const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(new Date(`${text}T00:00`).getTime());

/** {actor, action, subject, since, until}; the last two are days: 2026-11-21. */
function filtersIn(query) {
  const filters = Object.fromEntries(NAMES.map((name) => [name, query.get(name)?.trim() ?? '']));
  for (const name of ['since', 'until']) if (!isDay(filters[name])) filters[name] = '';
  return filters;
}

const hrefOf = (filters) => hrefTo(PATH, filters);

/** When a day of the reader's calendar begins, `later` days on. */
function dayBegins(text, later) {
  if (text === '') return '';
  const begin = new Date(`${text}T00:00`);
  begin.setDate(begin.getDate() + later);
  return begin.toISOString();
}

/** As the API wants them: the last day counts in full. */
const requestOf = (filters) => ({
  ...filters,
  since: dayBegins(filters.since, 0),
  until: dayBegins(filters.until, 1),
});

function AuditFilters({ filters, emails }) {
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

// Entries of the audit in words: when, who and how, what, about what, which fields.

function WhoCell({ entry }) {
  const name = entry.via === 'console' ? t('via.console') : entry.actor;
  const how = entry.via === 'console' || entry.via === 'nobody' ? '' : word('via', entry.via);
  const details = [how, entry.token_prefix, entry.address].filter(Boolean).join(' · ');
  return html`${name
      ? html`<a class="breakable" href=${hrefOf({ actor: entry.actor })}>${name}</a>`
      : html`<span class="muted">${t('via.nobody')}</span>`}
    ${details && html`<div class="small-print">${details}</div>`}`;
}

function WhatCell({ entry }) {
  return html`${word('action', entry.action)}
    ${entry.status >= 400 && html` <${Badge} kind="warn">${t('audit.refused', { status: entry.status })}<//>`}
    ${entry.left_out > 0 &&
    html`<div class="small-print">${t('audit.left_out', { count: count(entry.left_out) })}</div>`}`;
}

const SHORT_ID = 8;
const short = (id) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id) ? `${id.slice(0, SHORT_ID)}…` : id);

function AboutCell({ entry, names }) {
  if (entry.subject === '' || entry.subject === entry.actor_id) return html`<span class="muted">–</span>`;
  const [id, ...rest] = entry.subject.split('/');
  const name = names.get(id);
  const detail = rest.map(short).join(' / ');
  return html`<a class="breakable" href=${hrefOf({ subject: id })} title=${id}>
      ${name ?? html`<code>${short(id)}</code>`}
    </a>
    ${detail && html`<div class="small-print" title=${rest.join('/')}>${detail}</div>`}`;
}

function FieldsCell({ fields }) {
  if (fields.length === 0) return html`<span class="muted">–</span>`;
  return html`<span class="field-names">${fields.map((name) => html`<code key=${name}>${name}</code>`)}</span>`;
}

function WhenCell({ iso }) {
  return html`<time datetime=${iso} title=${fullTime(iso)}>${clockTime(iso)}</time>`;
}

/** `names`: what ids stand for. */
function AuditTable({ entries, names }) {
  const columns = [
    { key: 'when', text: t('calls.when'), cell: ({ at }) => html`<${WhenCell} iso=${at} />` },
    { key: 'who', text: t('audit.who'), cell: (entry) => html`<${WhoCell} entry=${entry} />` },
    { key: 'what', text: t('audit.what'), cell: (entry) => html`<${WhatCell} entry=${entry} />` },
    {
      key: 'about',
      text: t('audit.about'),
      cell: (entry) => html`<${AboutCell} entry=${entry} names=${names} />`,
    },
    { key: 'fields', text: t('audit.fields'), cell: ({ fields }) => html`<${FieldsCell} fields=${fields} />` },
  ];
  return html`<${Table} caption=${t('audit.title')} columns=${columns} rows=${entries} />`;
}

// Who changed what and who signed in. Only a super admin comes here.

/** What ids stand for. The audit can be read without it, so whatever fails is left out. */
async function loadNames() {
  const list = (asked) => asked.catch(() => []);
  const [users, tokens, dids] = await Promise.all([
    list(api.users()),
    list(api.tokens()),
    list(api.integration().then((integration) => integration.dids)),
  ]);
  const names = new Map(users.map(({ id, email }) => [id, email]));
  tokens.forEach(({ id, name }) => names.set(id, name));
  dids.forEach(({ id, number }) => names.set(id, number));
  return { names, emails: users.map(({ email }) => email) };
}

const UNKNOWN = { names: new Map(), emails: [] };

function Entries({ pages, names, filtered }) {
  const { entries, next, error, fetching, more } = pages;
  const language = currentLanguage();
  // A thousand rows are not made anew for every letter that is typed into a filter.
  const table = useMemo(
    () => entries && html`<${AuditTable} entries=${entries.map((each) => ({ id: each.seq, ...each }))} names=${names} />`,
    [entries, names, language],
  );
  if (entries === null) return error ? null : html`<p class="waiting">${t('load.waiting')}</p>`;
  if (entries.length === 0) return html`<p class="empty">${t(filtered ? 'list.nothing_found' : 'audit.none')}</p>`;
  return html`<div aria-busy=${String(fetching)}>${table}</div>
    <p class="hint" role="status">
      ${t(next === null ? 'audit.shown_all' : 'audit.shown', { count: count(entries.length) })}
    </p>
    ${next !== null &&
    html`<div class="buttons">
      <button type="button" aria-disabled=${String(fetching)} onClick=${more}>${t('audit.older')}</button>
    </div>`}`;
}

export function AuditPart({ place }) {
  const filters = filtersIn(place.query);
  const request = requestOf(filters);
  const pages = useAuditPages(request);
  const { names, emails } = useLoad(loadNames).data ?? UNKNOWN;
  const filtered = Object.values(filters).some(Boolean);
  return html`<div class="heading">
      <h2>${t('audit.title')}</h2>
      <span class="buttons">
        ${filtered && html`<a class="button" href=${hrefOf({})}>${t('audit.clear')}</a>`}
        <a class="button" href=${api.auditFile(request)} download>${t('audit.csv')}</a>
      </span>
    </div>
    <p class="lead">${t('audit.lead')}</p>
    <${AuditFilters} filters=${filters} emails=${emails} />
    ${pages.error && html`<${Notice} kind="bad">${t('load.failed')} ${pages.error}<//>`}
    <${Entries} pages=${pages} names=${names} filtered=${filtered} />`;
}
