// API tokens: what programs sign in with. A super admin sees everybody's, others their own.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useLanding } from '../parts/landing.js';
import { Loaded, useLoad } from '../parts/load.js';
import { MoreButton, useShare } from '../parts/long_list.js';
import { Badge } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { Said, useSaid } from '../parts/undo.js';
import { day, dayAndTime, fromNow } from '../written.js';
import { MakeTokenDialog, RevokeTokenDialog, TokenTold } from './token_dialogs.js';

function ExpiryCell({ iso }) {
  if (iso === null) return html`<span class="muted">${t('tokens.never_expires')}</span>`;
  if (new Date(iso) <= Date.now()) return html`<${Badge} kind="bad">${t('tokens.expired')}<//>`;
  return html`<time datetime=${iso} title=${dayAndTime(iso)}>${day(iso)}</time>`;
}

function UsedCell({ iso }) {
  if (iso === null) return html`<span class="muted">${t('tokens.never_used')}</span>`;
  return html`<time datetime=${iso} title=${dayAndTime(iso)}>${fromNow(iso)}</time>`;
}

function OwnerCell({ token }) {
  return html`<span class="breakable">${token.user_email}</span>
    ${token.created_by !== token.user_email &&
    html`<div class="small-print breakable">${t('tokens.made_by', { email: token.created_by })}</div>`}`;
}

function columns(withOwner, open) {
  const revoke = (token) => html`<button
    type="button"
    class="small risky"
    aria-label=${t('tokens.revoke_title', { name: token.name })}
    onClick=${() => open({ kind: 'revoke', token })}
  >
    ${t('tokens.revoke')}
  </button>`;
  return [
    {
      key: 'token',
      text: t('tokens.name'),
      cell: ({ name, prefix }) => html`<strong class="breakable">${name}</strong>
        <div class="small-print"><code>${prefix}…</code></div>`,
    },
    { key: 'role', text: t('users.role'), cell: ({ role }) => word('role_name', role) },
    ...(withOwner
      ? [{ key: 'owner', text: t('tokens.owner'), cell: (token) => html`<${OwnerCell} token=${token} />` }]
      : []),
    { key: 'expires', text: t('tokens.expires'), cell: ({ expires_at: iso }) => html`<${ExpiryCell} iso=${iso} />` },
    { key: 'used', text: t('sessions.used'), cell: ({ last_used_at: iso }) => html`<${UsedCell} iso=${iso} />` },
    { key: 'actions', text: t('form.actions'), cell: revoke },
  ];
}

function TokenTable({ tokens, withOwner, open }) {
  const share = useShare(tokens);
  if (tokens.length === 0) return html`<p class="empty">${t('tokens.none')}</p>`;
  return html`<${Table} caption=${t('tokens.title')} columns=${columns(withOwner, open)} rows=${share.shown} />
    <${MoreButton} share=${share} />`;
}

/** `own`: only the reader's, whatever else they may see. */
export function Tokens({ user, own }) {
  const source = useLoad(api.tokens);
  const [dialog, setDialog] = useState(null);
  const said = useSaid();
  const { place, land } = useLanding();
  const close = () => setDialog(null);
  const open = (wanted) => {
    said.say('');
    setDialog(wanted);
  };
  const made = async (token) => {
    setDialog({ kind: 'told', token });
    await source.reload();
  };
  const revoked = async () => {
    close();
    said.say(t('tokens.revoked', { name: dialog.token.name }));
    await source.reload();
    land();
  };
  return html`<div class="heading">
      <h2 tabindex="-1" ref=${place}>${t('tokens.title')}</h2>
      <button type="button" class=${own ? '' : 'primary'} onClick=${() => open({ kind: 'make' })}>
        ${t('tokens.make')}
      </button>
    </div>
    <p class="lead">${t('tokens.lead')}</p>
    <${Said} by=${said} />
    <${Loaded} source=${source}>
      ${(tokens) => html`<${TokenTable}
        tokens=${own ? tokens.filter((each) => each.user_id === user.id) : tokens}
        withOwner=${!own && user.role === 'super_admin'}
        open=${open}
      />`}
    <//>
    ${dialog?.kind === 'make' && html`<${MakeTokenDialog} user=${user} onDone=${made} onClose=${close} />`}
    ${dialog?.kind === 'told' && html`<${TokenTold} token=${dialog.token} onClose=${close} />`}
    ${dialog?.kind === 'revoke' &&
    html`<${RevokeTokenDialog} token=${dialog.token} onDone=${revoked} onClose=${close} />`}`;
}

export const TokensPart = ({ user }) => html`<${Tokens} user=${user} />`;
