// Users, and where they are signed in.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import {
  Badge, Loaded, MoreButton, Notice, Said, SearchBox, Table, matches, useLanding, useLoad, useSaid, useShare,
} from '../parts/data.js';
import { Check, Choice, Dialog, FormDialog, TextField, useFields } from '../parts/form.js';
import { day, dayAndTime, fromNow, t, word } from '../reader.js';

// Adding, changing and removing a user, and where they are signed in.

export const LEAST_PASSWORD = 12; // letters: store/password.h

export const roleChoices = (roles) => roles.map((role) => ({ value: role, text: t(`role.${role}`) }));

function AddUserDialog({ onDone, onClose }) {
  const empty = { email: '', password: '', role: 'admin' };
  const [values, field] = useFields(empty);
  const changed = Object.keys(empty).some((name) => values[name] !== empty[name]);
  return html`<${FormDialog}
    title=${t('users.add')}
    submitText=${t('users.add_submit')}
    changed=${changed}
    onSubmit=${() => api.addUser({ ...values, email: values.email.trim() })}
    onDone=${onDone}
    onClose=${onClose}
  >
    <${TextField}
      label=${t('sign_in.email')}
      type="email"
      required
      maxlength="254"
      autocomplete="off"
      ...${field('email')}
    />
    <${TextField}
      label=${t('users.first_password')}
      hint=${t('users.first_password_hint', { least: LEAST_PASSWORD })}
      type="password"
      required
      minlength=${LEAST_PASSWORD}
      maxlength="1024"
      autocomplete="new-password"
      ...${field('password')}
    />
    <${Choice}
      label=${t('users.role')}
      choices=${roleChoices(['admin', 'super_admin'])}
      ...${field('role')}
    />
  <//>`;
}

function EditUserDialog({ each, self, onDone, onClose }) {
  const [values, field] = useFields({ role: each.role, enabled: !each.disabled });
  const changes = {};
  if (values.role !== each.role) changes.role = values.role;
  if (values.enabled === each.disabled) changes.disabled = !values.enabled;
  return html`<${FormDialog}
    title=${t('users.edit_title', { email: each.email })}
    submitText=${t('form.save')}
    changed=${Object.keys(changes).length > 0}
    onSubmit=${() => api.saveUser(each.id, changes)}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${self && html`<${Notice}>${t('users.edit_self')}<//>`}
    <${Choice}
      label=${t('users.role')}
      choices=${roleChoices(['admin', 'super_admin'])}
      ...${field('role')}
    />
    <${Check}
      label=${t('users.may_sign_in')}
      hint=${t('users.may_sign_in_hint')}
      ...${field('enabled')}
    />
  <//>`;
}

function RemoveUserDialog({ each, self, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('users.remove_title', { email: each.email })}
    submitText=${t('form.remove')}
    danger
    onSubmit=${() => api.removeUser(each.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    ${self && html`<${Notice} kind="bad">${t('users.remove_self')}<//>`}
    <p>${t('users.remove_sure')}</p>
    <p>${t('users.remove_instead')}</p>
  <//>`;
}

function UserSessionsDialog({ each, onClose }) {
  const source = useLoad(() => api.sessionsOf(each.id));
  return html`<${Dialog} title=${t('users.sessions_title', { email: each.email })} onClose=${onClose}>
    <div class="stack">
      <${Loaded} source=${source}>
        ${(sessions) => html`<${Sessions}
          source=${source}
          sessions=${sessions}
          endSession=${(id) => api.endSessionOf(each.id, id)}
        />`}
      <//>
      <div class="buttons"><button type="button" onClick=${onClose}>${t('form.close')}</button></div>
    </div>
  <//>`;
}

// Where somebody is signed in, and the way to end it.

// As they name themselves; the first that fits.
const BROWSERS = [
  ['Edge', /\bEdg/],
  ['Opera', /\bOPR\//],
  ['Firefox', /\bFirefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /\bSafari\//],
  ['curl', /^curl\//],
];
const SYSTEMS = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
];

const nameIn = (list, agent) => list.find(([, rule]) => rule.test(agent))?.[0];

function Device({ session }) {
  const names = [nameIn(BROWSERS, session.user_agent), nameIn(SYSTEMS, session.user_agent)].filter(Boolean);
  return html`<span title=${session.user_agent}>${names.join(' · ') || session.user_agent || t('sessions.unknown')}</span>
    <div class="small-print">${word('session_kind', session.kind)}</div>`;
}

function Ago({ iso }) {
  return html`<time datetime=${iso} title=${dayAndTime(iso)}>${fromNow(iso)}</time>`;
}

function sessionColumns(onEnd) {
  const end = (session) =>
    session.current
      ? html`<${Badge} kind="good">${t('sessions.current')}<//>`
      : html`<button
          type="button"
          class="small risky"
          aria-label=${t('sessions.end_title', { address: session.address, time: dayAndTime(session.created_at) })}
          onClick=${() => onEnd(session)}
        >
          ${t('sessions.end')}
        </button>`;
  return [
    { key: 'device', text: t('sessions.device'), cell: (session) => html`<${Device} session=${session} />` },
    { key: 'address', text: t('sessions.address'), cell: ({ address }) => html`<code>${address || '–'}</code>` },
    { key: 'since', text: t('sessions.since'), cell: ({ created_at: iso }) => dayAndTime(iso) },
    { key: 'used', text: t('sessions.used'), cell: ({ last_used_at: iso }) => html`<${Ago} iso=${iso} />` },
    { key: 'actions', text: t('form.actions'), cell: end },
  ];
}

/** `source`: useLoad of sessions; `endSession(id)` ends one. The row goes at once and comes back if that fails. */
export function Sessions({ source, sessions, endSession }) {
  const said = useSaid();
  const { place, land } = useLanding();
  const end = async (session) => {
    said.say('');
    try {
      const ending = source.attempt(
        (list) => list.filter(({ id }) => id !== session.id),
        () => endSession(session.id),
      );
      land();
      await ending;
      said.say(t('sessions.ended'));
    } catch (error) {
      said.say(error.message, 'bad');
    }
  };
  return html`<div class="stack" tabindex="-1" ref=${place} role="group" aria-label=${t('sessions.title')}>
    <${Said} by=${said} />
    ${sessions.length === 0
      ? html`<p class="empty">${t('sessions.none')}</p>`
      : html`<${Table} caption=${t('sessions.title')} columns=${sessionColumns(end)} rows=${sessions} />`}
  </div>`;
}

// Who may use this gateway. Only a super admin comes here.

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
