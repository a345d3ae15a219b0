// Numbers: the ExoPhones that are answered here, and by which bot.
import { html, useMemo, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Badge, Loaded, MoreButton, SaidInSight, Table, useLoad, useSaid, useShare } from '../parts/data.js';
import { AddressForExotel } from '../parts/form.js';
import { count, t, word } from '../reader.js';
import { NumberDialog } from './number_dialog.js';

// The columns of the table of numbers.

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
function numberColumns({ integration, bots }, deeds) {
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

// The account's numbers (DIDs): which bot answers each, and the addresses that go into Exotel's flow.

async function loadNumbers() {
  const [integration, bots, site] = await Promise.all([api.integration(), api.bots(), api.site()]);
  return { integration, bots, site };
}

/** A change of the list of DIDs, for `source.attempt` and `source.setData`. */
const withDids = (change) => (data) => ({
  ...data,
  integration: { ...data.integration, dids: change(data.integration.dids) },
});
const replaced = (did) => withDids((dids) => dids.map((each) => (each.id === did.id ? did : each)));

/** Puts a DID back where it stood. */
const inserted = (did, at) => withDids((dids) => [...dids.slice(0, at), did, ...dids.slice(at)]);

/**
 * Choosing a bot in the row. Arrow keys choose several in a row: they are saved one after the other, and only the last
 * one's answer is shown; what fails goes back to what the gateway confirmed last.
 */
function useBotChange(source, by) {
  const queue = useRef(Promise.resolve());
  const newest = useRef({});
  const confirmed = useRef({});
  return async (did, botId) => {
    const mine = Symbol(botId);
    newest.current[did.id] = mine;
    if (!did.busy) confirmed.current[did.id] = did;
    const isLast = () => newest.current[did.id] === mine;
    const settled = (data) => (isLast() ? replaced(confirmed.current[did.id])(data) : data);
    const save = () => (queue.current = queue.current.catch(() => {}).then(() => api.saveNumber(did.id, { bot_id: botId })));
    try {
      const waiting = { ...did, bot_id: botId, websocket_url: '', busy: true };
      confirmed.current[did.id] = await source.attempt(replaced(waiting), save, settled);
      source.setData(settled);
      if (isLast()) by.say(t('numbers.bot_changed', { number: did.number }));
    } catch (error) {
      by.say(`${did.number}: ${error.message}`, 'bad');
    }
  };
}

function useRemoval(source, by) {
  return async (did) => {
    const at = source.data.integration.dids.indexOf(did);
    const without = withDids((dids) => dids.filter((each) => each.id !== did.id));
    const undo = async () => {
      const { number, label, bot_id, flow_url } = did;
      source.setData(inserted(await api.addNumber({ number, label, bot_id, flow_url }), at));
      return t('numbers.restored', { number });
    };
    try {
      await source.attempt(without, () => api.removeNumber(did.id), inserted(did, at));
      by.offer(t('numbers.removed', { number: did.number }), undo);
    } catch (error) {
      by.say(`${did.number}: ${error.message}`, 'bad');
    }
  };
}

const plain = (text) => text.toLocaleLowerCase();

/** The DIDs that contain every word; digits are found however the number is grouped. */
function matching(dids, bots, wanted) {
  const words = plain(wanted).split(/\s+/).filter(Boolean);
  const joined = wanted.replace(/[\s-]/g, '');
  if (words.length === 0) return dids;
  const names = new Map(bots.map((bot) => [bot.id, bot.name]));
  return dids.filter((did) => {
    if (/^\+?\d+$/.test(joined) && did.number.includes(joined)) return true;
    const text = plain(`${did.number} ${did.label} ${did.bot_id} ${names.get(did.bot_id) ?? ''} ${did.flow_url}`);
    return words.every((each) => text.includes(each));
  });
}

function Search({ value, onValue, shown, all }) {
  return html`<div class="search" role="search">
    <input
      type="search"
      aria-label=${t('numbers.search')}
      placeholder=${t('numbers.search')}
      value=${value}
      onInput=${(event) => onValue(event.target.value)}
    />
    <p class="muted" role="status">
      ${value.trim() === ''
        ? t('numbers.count', { all: count(all) })
        : t('numbers.found', { shown: count(shown), all: count(all) })}
    </p>
  </div>`;
}

function NumberList({ data, deeds, onEdit }) {
  const [wanted, setWanted] = useState('');
  const { dids } = data.integration;
  const found = useMemo(() => matching(dids, data.bots, wanted), [dids, data.bots, wanted]);
  const share = useShare(found);
  if (dids.length === 0) return html`<p class="empty">${t('numbers.none')}</p>`;
  return html`<${Search} value=${wanted} onValue=${setWanted} shown=${found.length} all=${dids.length} />
    ${found.length === 0
      ? html`<p class="empty">${t('numbers.none_found')}</p>`
      : html`<${Table}
          caption=${t('numbers.title')}
          columns=${numberColumns(data, { ...deeds, edit: onEdit })}
          rows=${share.shown}
        />`}
    <${MoreButton} share=${share} />`;
}

export function NumbersView() {
  const source = useLoad(loadNumbers);
  const by = useSaid();
  const deeds = { changeBot: useBotChange(source, by), remove: useRemoval(source, by) };
  const [dialog, setDialog] = useState(null);
  const open = (did) => {
    by.say('');
    setDialog({ did });
  };
  const done = async () => {
    setDialog(null);
    by.say(t('numbers.saved'));
    await source.reload();
  };
  return html`<div class="heading">
      <h1>${t('numbers.title')}</h1>
      <button type="button" class="primary" onClick=${() => open(null)}>${t('numbers.add')}</button>
    </div>
    <p class="lead">${t('numbers.lead')}</p>
    <${SaidInSight} by=${by} />
    <${Loaded} source=${source}>
      ${(data) => html`<${NumberList} data=${data} deeds=${deeds} onEdit=${open} />
        ${dialog &&
        html`<${NumberDialog} did=${dialog.did} ...${data} onDone=${done} onClose=${() => setDialog(null)} />`}`}
    <//>`;
}
