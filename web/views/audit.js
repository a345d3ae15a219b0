// Who changed what and who signed in. Only a super admin comes here.
import { html, useMemo } from '../vendor/htm.js';

import { api } from '../api.js';
import { currentLanguage, t } from '../i18n.js';
import { useLoad } from '../parts/load.js';
import { Notice } from '../parts/notice.js';
import { count } from '../written.js';
import { AuditFilters, filtersIn, hrefOf, requestOf } from './audit_filters.js';
import { useAuditPages } from './audit_pages.js';
import { AuditTable } from './audit_table.js';

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
