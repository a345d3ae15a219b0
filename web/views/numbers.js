// The account's numbers (DIDs): which bot answers each, and the addresses that go into Exotel's flow.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { AddressForExotel } from '../parts/copy.js';
import { FormDialog } from '../parts/dialog.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Badge, Notice, Results } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { NumberDialog } from './number_dialog.js';

async function loadNumbers() {
  const [integration, bots, site] = await Promise.all([api.integration(), api.bots(), api.site()]);
  return { integration, bots, site };
}

function RemoveDialog({ did, onDone, onClose }) {
  return html`<${FormDialog}
    title=${t('numbers.remove_title', { number: did.number })}
    submitText=${t('form.remove')}
    danger
    onSubmit=${() => api.removeNumber(did.id)}
    onDone=${onDone}
    onClose=${onClose}
  >
    <p>${t('numbers.remove_sure')}</p>
  <//>`;
}

function BotCell({ did, bots }) {
  if (did.bot_id === '') return html`<span class="muted">${t('numbers.no_bot')}</span>`;
  const bot = bots.find((each) => each.id === did.bot_id);
  if (bot) return bot.name;
  return html`<code>${did.bot_id}</code>
    <div class="small-print">${t('numbers.bot_elsewhere')}</div>`;
}

function ReadyCell({ did, integration }) {
  if (did.test_ready) return html`<${Badge} kind="good">${t('numbers.ready')}<//>`;
  const reason = integration.credentials_configured ? 'flow_url_missing' : 'credentials_missing';
  return html`<${Badge}>${t(`reason.${reason}`)}<//>`;
}

function Actions({ did, open }) {
  return html`<div class="buttons">
    <button
      type="button"
      class="small"
      aria-label=${t('numbers.edit_title', { number: did.number })}
      onClick=${() => open({ kind: 'edit', did })}
    >
      ${t('form.edit')}
    </button>
    <button
      type="button"
      class="small risky"
      aria-label=${t('numbers.remove_title', { number: did.number })}
      onClick=${() => open({ kind: 'remove', did })}
    >
      ${t('form.remove')}
    </button>
  </div>`;
}

function columns({ integration, bots }, open) {
  const socket = (did) =>
    did.websocket_url
      ? html`<${AddressForExotel} value=${did.websocket_url} name=${`${t('numbers.websocket_url')} ${did.number}`} />`
      : html`<span class="muted">${t('numbers.assign_bot')}</span>`;
  const flow = (did) =>
    did.flow_url
      ? html`<code>${did.flow_url}</code>`
      : html`<span class="muted">${t('numbers.flow_required')}</span>`;
  return [
    { key: 'number', text: t('numbers.number'), cell: (did) => html`<strong>${did.number}</strong>` },
    { key: 'label', text: t('numbers.label'), cell: (did) => did.label || html`<span class="muted">–</span>` },
    { key: 'bot', text: t('numbers.bot'), cell: (did) => html`<${BotCell} did=${did} bots=${bots} />` },
    { key: 'socket', text: t('numbers.websocket_url'), cell: socket },
    { key: 'flow', text: t('numbers.flow_url'), cell: flow },
    {
      key: 'ready',
      text: t('numbers.test_call'),
      cell: (did) => html`<${ReadyCell} did=${did} integration=${integration} />`,
    },
    { key: 'actions', text: t('form.actions'), cell: (did) => html`<${Actions} did=${did} open=${open} />` },
  ];
}

export function NumbersView() {
  const source = useLoad(loadNumbers);
  const [dialog, setDialog] = useState(null);
  const [said, setSaid] = useState('');
  const open = (wanted) => {
    setSaid('');
    setDialog(wanted);
  };
  const close = () => setDialog(null);
  const done = (text) => async () => {
    close();
    setSaid(text);
    await source.reload();
  };
  return html`<div class="heading">
      <h1>${t('numbers.title')}</h1>
      <button type="button" class="primary" onClick=${() => open({ kind: 'edit' })}>${t('numbers.add')}</button>
    </div>
    <p class="lead">${t('numbers.lead')}</p>
    <${Results}>${said && html`<${Notice} kind="good">${said}<//>`}<//>
    <${Loaded} source=${source}>
      ${(data) => html`
        ${data.integration.dids.length === 0
          ? html`<p class="empty">${t('numbers.none')}</p>`
          : html`<${Table} caption=${t('numbers.title')} columns=${columns(data, open)} rows=${data.integration.dids} />`}
        ${dialog?.kind === 'edit' &&
        html`<${NumberDialog} did=${dialog.did} ...${data} onDone=${done(t('numbers.saved'))} onClose=${close} />`}
        ${dialog?.kind === 'remove' &&
        html`<${RemoveDialog} did=${dialog.did} onDone=${done(t('numbers.removed'))} onClose=${close} />`}
      `}
    <//>`;
}
