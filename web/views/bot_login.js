// Who may open a bot's media URL: anybody who knows it, or only who has its password.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { AddressForExotel, CopyValue } from '../parts/copy.js';
import { FormDialog } from '../parts/dialog.js';
import { Badge, Notice, Results } from '../parts/notice.js';
import { clockTime } from '../written.js';
import { Section } from './bot_sections.js';

function Told({ login, onDone }) {
  const box = useRef(null);
  useEffect(() => box.current.scrollIntoView({ block: 'nearest' }), [login]);
  const row = (name, value) => html`<div class="told">
    <span class="label">${name}</span> <${CopyValue} value=${value} name=${name} />
  </div>`;
  return html`<${Notice} kind="good"><div ref=${box}>
    <p><strong>${t('bots.login_told')}</strong></p>
    ${row(t('bots.login_user'), login.username)} ${row(t('bots.login_password'), login.password)}
    ${login.websocket_url &&
    html`<div class="told">
      <span class="label">${t('bots.login_url')}</span>
      <${AddressForExotel} value=${login.websocket_url} name=${t('bots.login_url')} />
    </div>`}
    <p>${t(login.previous_valid_until ? 'bots.login_next_again' : 'bots.login_next')}</p>
    <button type="button" class="small" onClick=${onDone}>${t('bots.login_noted')}</button>
  </div><//>`;
}

function Confirm({ kind, bot, onDone, onClose }) {
  const remove = kind === 'remove';
  return html`<${FormDialog}
    title=${t(remove ? 'bots.login_remove' : 'bots.login_make')}
    submitText=${t(remove ? 'form.remove' : 'bots.login_make')}
    danger=${remove}
    onSubmit=${() => (remove ? api.removeStreamLogin(bot.id) : api.newStreamLogin(bot.id))}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t(remove ? 'bots.login_remove_sure' : bot.stream_login.required ? 'bots.login_again_sure' : 'bots.login_sure')}</p>
  <//>`;
}

function State({ login }) {
  const until = login.previous_valid_until;
  return html`<p>
    <${Badge} kind=${login.required ? 'good' : 'note'}>
      ${t(login.required ? 'bots.login_required' : 'bots.login_open')}
    <//>
    ${until && html`${' '}<span class="muted">${t('bots.login_previous', { time: clockTime(until) })}</span>`}
  </p>`;
}

/** `onBot(bot)`: how the gateway has it now. */
export function LoginSection({ bot, mayEdit, by, onBot }) {
  const [asking, setAsking] = useState('');
  const [told, setTold] = useState(null);
  const login = bot.stream_login;
  const removed = (changed) => {
    setAsking('');
    setTold(null);
    onBot(changed);
    by.say(t('bots.login_removed'));
  };
  const made = (credentials) => {
    setAsking('');
    setTold(credentials);
    const { previous_valid_until } = credentials;
    onBot({ ...bot, stream_login: { required: true, previous_valid_until } });
  };
  const make = () => setAsking('make');
  return html`<${Section} title=${t('bots.login')} lead=${t('bots.login_lead')}>
    <${State} login=${login} />
    <${Results}>${told && html`<${Told} login=${told} onDone=${() => setTold(null)} />`}<//>
    ${mayEdit &&
    html`<div class="buttons">
      <button type="button" onClick=${make}>${t(login.required ? 'bots.login_make_again' : 'bots.login_make')}</button>
      ${login.required &&
      html`<button type="button" class="risky" onClick=${() => setAsking('remove')}>${t('bots.login_remove')}</button>`}
    </div>`}
    ${asking &&
    html`<${Confirm}
      kind=${asking}
      bot=${bot}
      onDone=${asking === 'remove' ? removed : made}
      onClose=${() => setAsking('')}
    />`}
  <//>`;
}
