// Who may use this gateway. Only a super admin comes here.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useLanding } from '../parts/landing.js';
import { Loaded, useLoad } from '../parts/load.js';
import { MoreButton, useShare } from '../parts/long_list.js';
import { Badge } from '../parts/notice.js';
import { SearchBox, matches } from '../parts/search.js';
import { Table } from '../parts/table.js';
import { Said, useSaid } from '../parts/undo.js';
import { day } from '../written.js';
import { AddUserDialog, EditUserDialog, RemoveUserDialog, UserSessionsDialog } from './user_dialogs.js';

const SEARCHED_FROM = 10;

function Actions({ each, open }) {
  const button = (kind, text, title, style = '') => html`<button
    type="button"
    class=${`small ${style}`}
    aria-label=${t(title, { email: each.email })}
    onClick=${() => open({ kind, each })}
  >
    ${t(text)}
  </button>`;
  return html`<div class="buttons">
    ${button('edit', 'form.edit', 'users.edit_title')} ${button('sessions', 'users.sessions', 'users.sessions_title')}
    ${button('remove', 'form.remove', 'users.remove_title', 'risky')}
  </div>`;
}

function columns(user, open) {
  const name = (each) => html`<strong class="breakable">${each.email}</strong>
    ${each.id === user.id && html` <${Badge}>${t('users.you')}<//>`}`;
  const state = ({ disabled }) =>
    disabled
      ? html`<${Badge} kind="warn">${t('users.disabled')}<//>`
      : html`<${Badge} kind="good">${t('users.enabled')}<//>`;
  return [
    { key: 'email', text: t('sign_in.email'), cell: name },
    { key: 'role', text: t('users.role'), cell: ({ role }) => word('role_name', role) },
    { key: 'state', text: t('users.state'), cell: state },
    { key: 'since', text: t('users.since'), cell: ({ created_at: iso }) => day(iso) },
    { key: 'actions', text: t('form.actions'), cell: (each) => html`<${Actions} each=${each} open=${open} />` },
  ];
}

function UserTable({ users, user, open }) {
  const [wanted, setWanted] = useState('');
  const found = users.filter(({ email, role }) => matches(wanted, [email, word('role_name', role)]));
  const share = useShare(found);
  return html`
    ${users.length > SEARCHED_FROM &&
    html`<div class="narrow">
      <${SearchBox}
        label=${t('users.search')}
        value=${wanted}
        onValue=${setWanted}
        found=${found.length}
        all=${users.length}
      />
    </div>`}
    ${found.length === 0
      ? html`<p class="empty">${t('list.nothing_found')}</p>`
      : html`<${Table} caption=${t('users.title')} columns=${columns(user, open)} rows=${share.shown} />`}
    <${MoreButton} share=${share} />
  `;
}

function UserDialog({ dialog, user, done, close }) {
  const { kind, each } = dialog;
  if (kind === 'add') return html`<${AddUserDialog} onDone=${done('users.added')} onClose=${close} />`;
  if (kind === 'sessions') return html`<${UserSessionsDialog} each=${each} onClose=${close} />`;
  const Wanted = kind === 'edit' ? EditUserDialog : RemoveUserDialog;
  const text = kind === 'edit' ? 'users.saved' : 'users.removed';
  return html`<${Wanted} each=${each} self=${each.id === user.id} onDone=${done(text)} onClose=${close} />`;
}

export function UsersPart({ user, onUserChanged }) {
  const source = useLoad(api.users);
  const [dialog, setDialog] = useState(null);
  const said = useSaid();
  const { place, land } = useLanding();
  const close = () => setDialog(null);
  const open = (wanted) => {
    said.say('');
    setDialog(wanted);
  };
  const done = (text) => async () => {
    const { id, email } = dialog.each ?? {};
    close();
    said.say(t(text, { email }));
    const me = id === user.id ? await api.me().catch(() => user) : user;
    if (me.role !== user.role) return onUserChanged(me); // another page, without this part
    await source.reload();
    return land();
  };
  return html`<div class="heading">
      <h2 tabindex="-1" ref=${place}>${t('users.title')}</h2>
      <button type="button" class="primary" onClick=${() => open({ kind: 'add' })}>${t('users.add')}</button>
    </div>
    <p class="lead">${t('users.lead')}</p>
    <${Said} by=${said} />
    <${Loaded} source=${source}>
      ${(users) => html`<${UserTable} users=${users} user=${user} open=${open} />`}
    <//>
    ${dialog && html`<${UserDialog} dialog=${dialog} user=${user} done=${done} close=${close} />`}`;
}
