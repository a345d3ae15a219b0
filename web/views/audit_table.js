// Entries of the audit in words: when, who and how, what, about what, which fields.
import { html } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { Badge } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { clockTime, count, fullTime } from '../written.js';
import { hrefOf } from './audit_filters.js';

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
export function AuditTable({ entries, names }) {
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
