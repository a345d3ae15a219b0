// The columns of the table of numbers.
import { html } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { AddressForExotel } from '../parts/copy.js';
import { Badge } from '../parts/notice.js';

// A choice in every row: with more bots than this the page would grow slow, and the dialog has the choice too.
const MOST_BOTS_IN_A_ROW = 40;

function BotChoice({ did, bots, onBot }) {
  const known = did.bot_id === '' || bots.some((bot) => bot.id === did.bot_id);
  return html`<select
      aria-label=${t('numbers.bot_of', { number: did.number })}
      value=${did.bot_id}
      aria-busy=${String(did.busy ?? false)}
      onChange=${(event) => onBot(did, event.target.value)}
    >
      <option value="">${t('numbers.no_bot')}</option>
      ${!known && html`<option value=${did.bot_id}>${did.bot_id}</option>`}
      ${bots.map((bot) => html`<option key=${bot.id} value=${bot.id}>${bot.name}</option>`)}
    </select>
    ${!known && html`<div class="small-print">${t('numbers.bot_elsewhere')}</div>`}`;
}

function BotName({ did, bots }) {
  if (did.bot_id === '') return html`<span class="muted">${t('numbers.no_bot')}</span>`;
  const bot = bots.find((each) => each.id === did.bot_id);
  if (bot) return bot.name;
  return html`<code>${did.bot_id}</code>
    <div class="small-print">${t('numbers.bot_elsewhere')}</div>`;
}

function Socket({ did }) {
  if (did.busy) return html`<span class="muted">${t('form.busy')}</span>`;
  if (!did.websocket_url) return html`<span class="muted">${t('numbers.assign_bot')}</span>`;
  return html`<${AddressForExotel} value=${did.websocket_url} name=${`${t('numbers.websocket_url')} ${did.number}`} />`;
}

function Flow({ did }) {
  if (!did.flow_url) return html`<span class="muted">${t('numbers.flow_required')}</span>`;
  return html`<code>${did.flow_url}</code>`;
}

function Ready({ did, integration }) {
  if (did.test_ready) return html`<${Badge} kind="good">${t('numbers.ready')}<//>`;
  const reason = integration.credentials_configured ? 'flow_url_missing' : 'credentials_missing';
  return html`<${Badge}>${word('reason', reason)}<//>`;
}

function Actions({ did, deeds }) {
  return html`<div class="buttons">
    <button
      type="button"
      class="small"
      aria-label=${t('numbers.edit_title', { number: did.number })}
      onClick=${() => deeds.edit(did)}
    >
      ${t('form.edit')}
    </button>
    <button
      type="button"
      class="small risky"
      aria-label=${t('numbers.remove_title', { number: did.number })}
      onClick=${() => deeds.remove(did)}
    >
      ${t('form.remove')}
    </button>
  </div>`;
}

/** `deeds`: changeBot(did, botId), edit(did), remove(did). */
export function numberColumns({ integration, bots }, deeds) {
  const bot = (did) =>
    bots.length > MOST_BOTS_IN_A_ROW
      ? html`<${BotName} did=${did} bots=${bots} />`
      : html`<${BotChoice} did=${did} bots=${bots} onBot=${deeds.changeBot} />`;
  return [
    { key: 'number', text: t('numbers.number'), cell: (did) => html`<strong>${did.number}</strong>` },
    { key: 'label', text: t('numbers.label'), cell: (did) => did.label || html`<span class="muted">–</span>` },
    { key: 'bot', text: t('numbers.bot'), cell: bot },
    { key: 'socket', text: t('numbers.websocket_url'), cell: (did) => html`<${Socket} did=${did} />` },
    { key: 'flow', text: t('numbers.flow_url'), cell: (did) => html`<${Flow} did=${did} />` },
    {
      key: 'ready',
      text: t('numbers.test_call'),
      cell: (did) => html`<${Ready} did=${did} integration=${integration} />`,
    },
    { key: 'actions', text: t('form.actions'), cell: (did) => html`<${Actions} did=${did} deeds=${deeds} />` },
  ];
}
