// Accounts by themselves: the first one, the reader's own with its password and sign-ins, and API tokens.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import {
  Badge, Loaded, MoreButton, Notice, Outcome, Said, Section, Table, useLanding, useLoad, useSaid, useShare,
} from '../parts/data.js';
import { Choice, CopyValue, Dialog, FormDialog, SubmitButton, TextField, useFields, useSubmit } from '../parts/form.js';
import { day, dayAndTime, fromNow, stay, t, useUnsaved, word } from '../reader.js';
import { LEAST_PASSWORD, Sessions, roleChoices } from './users.js';

// First run: the holder of the one-time link becomes the first super admin, and goes on to connect the site.

function LinkNeeded() {
  return html`<section class="card">
    <p>${t('setup.needs_link')}</p>
    <p><code class="command">exogate user setup-link</code></p>
  </section>`;
}

function FirstAccount({ token, onDone }) {
  const [values, field] = useFields({ email: '', password: '', again: '' });
  const form = useSubmit(async () => {
    if (values.password !== values.again) throw new Error(t('setup.passwords_differ'));
    const { user } = await api.setUp(token, values.email.trim(), values.password);
    stay('connect');
    onDone(user);
  });
  const secret = { type: 'password', required: true, autocomplete: 'new-password' };
  return html`<form class="card" onSubmit=${form.submit}>
    <p>${t('setup.intro')}</p>
    <p class="hint">${t('setup.then')}</p>
    <${TextField}
      label=${t('sign_in.email')}
      type="email"
      required
      autocomplete="username"
      ...${field('email')}
    />
    <${TextField}
      label=${t('sign_in.password')}
      hint=${t('setup.password_hint', { least: LEAST_PASSWORD })}
      ...${secret}
      minlength=${LEAST_PASSWORD}
      ...${field('password')}
    />
    <${TextField} label=${t('setup.again')} ...${secret} ...${field('again')} />
    <${Outcome} error=${form.error} />
    <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('setup.create')}<//></div>
  </form>`;
}

export function SetupView({ token, onDone }) {
  return html`<h1>${t('setup.title')}</h1>
    ${token ? html`<${FirstAccount} token=${token} onDone=${onDone} />` : html`<${LinkNeeded} />`}`;
}

// Making an API token, telling it once, and revoking it.

const LONGEST_DAYS = 3650; // admin/token_handlers.cpp
const USUAL_DAYS = '90';

function MakeTokenDialog({ user, onDone, onClose }) {
  const usual = { name: '', role: 'admin', days: USUAL_DAYS };
  const [values, field] = useFields(usual);
  const roles = user.role === 'super_admin' ? ['admin', 'super_admin'] : ['admin'];
  const make = () => {
    const expiry = values.days === '' ? null : Number(values.days);
    return api.addToken({ name: values.name.trim(), role: values.role, expires_in_days: expiry });
  };
  return html`<${FormDialog}
    title=${t('tokens.make')}
    submitText=${t('tokens.make_submit')}
    changed=${Object.keys(usual).some((name) => values[name] !== usual[name])}
    onSubmit=${make}
    onDone=${onDone}
    onClose=${onClose}
  >
    <${TextField}
      label=${t('tokens.name')}
      hint=${t('tokens.name_hint')}
      type="text"
      required
      maxlength="80"
      autocomplete="off"
      ...${field('name')}
    />
    <${Choice}
      label=${t('users.role')}
      hint=${t('tokens.role_hint')}
      choices=${roleChoices(roles)}
      ...${field('role')}
    />
    <${TextField}
      label=${t('tokens.days')}
      hint=${t('tokens.days_hint')}
      type="number"
      min="1"
      max=${LONGEST_DAYS}
      step="1"
      ...${field('days')}
    />
  <//>`;
}

/** The gateway keeps only a hash, so this is the one time that the token is seen. */
function TokenTold({ token, onClose }) {
  const [asking, setAsking] = useState(false);
  useUnsaved(true);
  return html`<${Dialog} title=${t('tokens.told_title')} onClose=${onClose} onEscape=${() => setAsking(true)}>
    <div class="stack">
      <${Notice} kind="warn"><strong>${t('tokens.told_once')}</strong> ${t('tokens.told_means')}<//>
      <${CopyValue} value=${token.token} name=${token.name} />
      <p class="hint">${t('tokens.told_use')}</p>
      <code class="command">Authorization: Bearer ${token.prefix}…</code>
      ${token.expires_at && html`<p>${t('tokens.told_expires', { day: day(token.expires_at) })}</p>`}
      ${asking && html`<div role="alert"><${Notice}>${t('tokens.told_ask')}<//></div>`}
      <div class="buttons">
        <button type="button" class="primary" onClick=${onClose}>${t('tokens.told_stored')}</button>
      </div>
    </div>
  <//>`;
}

function RevokeTokenDialog({ token, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('tokens.revoke_title', { name: token.name })}
    submitText=${t('tokens.revoke')}
    danger
    onSubmit=${() => api.revokeToken(token.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t('tokens.revoke_sure')}</p>
  <//>`;
}

// API tokens: what programs sign in with. A super admin sees everybody's, others their own.

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
function Tokens({ user, own }) {
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

const EMPTY = { current: '', next: '', again: '' };

function PasswordFields({ field }) {
  const box = (name, label, autocomplete, rest = {}) => html`<${TextField}
    label=${t(label)}
    type="password"
    required
    maxlength="1024"
    autocomplete=${autocomplete}
    ...${field(name)}
    ...${rest}
  />`;
  const hint = t('setup.password_hint', { least: LEAST_PASSWORD });
  return html`${box('current', 'account.current_password', 'current-password')}
  ${box('next', 'account.new_password', 'new-password', { hint, minlength: LEAST_PASSWORD })}
  ${box('again', 'account.new_again', 'new-password')}`;
}

function ChangePassword({ user, onChanged }) {
  const [values, field, replace] = useFields(EMPTY);
  const form = useSubmit(async () => {
    if (values.next !== values.again) throw new Error(t('setup.passwords_differ'));
    await api.changePassword(values.current, values.next);
    replace(EMPTY);
    await onChanged();
  });
  useUnsaved(Object.values(values).some(Boolean));
  return html`<${Section} title=${t('account.password')} kind="">
    <form class="card" onSubmit=${form.submit}>
      <p class="hint">${t('account.password_ends')}</p>
      <input hidden type="email" autocomplete="username" value=${user.email} readonly />
      <${PasswordFields} field=${field} />
      <${Outcome} error=${form.error} success=${form.result && t('account.password_changed')} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('account.change_password')}<//></div>
    </form>
  <//>`;
}

export function AccountView({ user }) {
  const sessions = useLoad(api.ownSessions);
  return html`<h1>${t('account.title')}</h1>
    <p class="lead"><strong>${user.email}</strong> · ${t(`role.${user.role}`)}</p>
    <${ChangePassword} user=${user} onChanged=${sessions.reload} />
    <${Section} title=${t('sessions.title')} kind="">
      <p class="hint">${t('sessions.own_lead')}</p>
      <${Loaded} source=${sessions}>
        ${(list) => html`<${Sessions} source=${sessions} sessions=${list} endSession=${api.endOwnSession} />`}
      <//>
    <//>
    <section><${Tokens} user=${user} own /></section>`;
}
