// All bots: what each says and does, and whether it answers at all.
import { html, useState } from '../vendor/htm.js';

import { currentLanguage, t, word } from '../i18n.js';
import { MoreButton, useShare } from '../parts/long_list.js';
import { Badge } from '../parts/notice.js';
import { SearchBox, matches } from '../parts/search.js';
import { Table } from '../parts/table.js';
import { go, hrefTo } from '../place.js';
import { count } from '../written.js';
import { changeBot } from './bot_conflict.js';

/** The path of the page where a bot is made: no bot can have this id. */
export const NEW = '+';
const NUMBERS_SHOWN = 2;
const SEARCHED_FROM = 12;

const withActive = (id, active) => (data) => ({
  ...data,
  bots: data.bots.map((each) => (each.id === id ? { ...each, active } : each)),
});

function useSwitch(source, by) {
  return async (bot, active) => {
    const change = withActive(bot.id, active);
    try {
      await source.attempt(change, () => changeBot(bot.id, { active }), withActive(bot.id, !active));
      by.say(t(active ? 'bots.switched_on' : 'bots.switched_off', { name: bot.name }));
    } catch (error) {
      by.say(`${bot.name}: ${error.message}`, 'bad');
    }
  };
}

function Name({ bot }) {
  return html`<a class="bot-name" title=${bot.name} href=${hrefTo(`bots/${bot.id}`)}><strong>${bot.name}</strong></a>
    <div class="small-print"><code>${bot.id}</code> · ${word('bots.language', bot.language)}</div>`;
}

function Greeting({ bot }) {
  if (bot.greeting_recording) return html`<${Badge} kind="good">${t('voice.recording')}<//>`;
  if (!bot.greeting_text) return html`<span class="muted">${t('bots.default_greeting')}</span>`;
  return html`<span class="greeting-text" lang=${bot.language}>${bot.greeting_text}</span>`;
}

function Answers({ dids }) {
  if (dids.length === 0) return html`<span class="muted">–</span>`;
  const shown = dids.slice(0, NUMBERS_SHOWN).map(({ number }) => html`<div key=${number} class="number">${number}</div>`);
  const rest = dids.length - shown.length;
  return html`${shown} ${rest > 0 && html`<div class="small-print">${t('bots.more_numbers', { rest: count(rest) })}</div>`}`;
}

function ActiveSwitch({ bot, mayEdit, onSwitch }) {
  return html`<input
      type="checkbox"
      role="switch"
      class="switch"
      aria-label=${t('bots.active_of', { name: bot.name })}
      disabled=${!mayEdit}
      checked=${bot.active}
      onChange=${(event) => onSwitch(bot, event.target.checked)}
    />
    ${!bot.active && html`<div class="small-print">${t('bots.off')}</div>`}`;
}

function Actions({ bot, mayEdit, onRemove }) {
  return html`<div class="buttons">
    <a class="button small" href=${hrefTo(`bots/${bot.id}`)} aria-label=${t('bots.edit_title', { name: bot.name })}>
      ${t(mayEdit ? 'form.edit' : 'bots.look')}
    </a>
    <a
      class="button small"
      href=${hrefTo(`bots/${bot.id}/talk`)}
      aria-label=${`${t('bots.talk')}: ${bot.name}`}
    >
      ${t('bots.talk')}
    </a>
    ${mayEdit &&
    html`<button
      type="button"
      class="small risky"
      aria-label=${t('bots.remove_title', { name: bot.name })}
      onClick=${() => onRemove(bot)}
    >
      ${t('form.remove')}
    </button>`}
  </div>`;
}

function columns({ dids, mayEdit, onSwitch, onRemove }) {
  const after = (bot) => t(bot.kind === 'echo' ? 'bots.kind.echo' : `bots.after.${bot.after}`);
  const answers = (bot) => html`<${Answers} dids=${dids.filter((did) => did.bot_id === bot.id)} />`;
  return [
    { key: 'name', text: t('bots.bot'), cell: (bot) => html`<${Name} bot=${bot} />` },
    { key: 'greeting_text', text: t('bots.greeting'), cell: (bot) => html`<${Greeting} bot=${bot} />` },
    { key: 'after', text: t('bots.after'), cell: after },
    ...(mayEdit ? [{ key: 'answers', text: t('bots.answers'), cell: answers }] : []),
    {
      key: 'active',
      text: t('bots.active'),
      cell: (bot) => html`<${ActiveSwitch} bot=${bot} mayEdit=${mayEdit} onSwitch=${onSwitch} />`,
    },
    {
      key: 'actions',
      text: t('form.actions'),
      cell: (bot) => html`<${Actions} bot=${bot} mayEdit=${mayEdit} onRemove=${onRemove} />`,
    },
  ];
}

/** Bot 2 stands before Bot 10. */
const byName = (one, other) => one.name.localeCompare(other.name, currentLanguage(), { numeric: true });

function found({ bots, dids }, wanted) {
  const numbersOf = (bot) => dids.filter((did) => did.bot_id === bot.id).map(({ number }) => number);
  const fits = (bot) => matches(wanted, [bot.name, bot.id, bot.greeting_text, ...numbersOf(bot)]);
  return (wanted === '' ? bots : bots.filter(fits)).toSorted(byName);
}

/** `onRemove(bot)`. */
export function BotList({ data, source, by, mayEdit, onRemove }) {
  const [wanted, setWanted] = useState('');
  const rows = found(data, wanted);
  const share = useShare(rows);
  const onSwitch = useSwitch(source, by);
  const all = data.bots.length;
  if (all === 0) return html`<p class="empty">${t('bots.none')}</p>`;
  return html`${(all > SEARCHED_FROM || wanted !== '') &&
    html`<div class="narrow">
      <${SearchBox} label=${t('bots.search')} value=${wanted} onValue=${setWanted} found=${rows.length} all=${all} />
    </div>`}
    ${rows.length === 0
      ? html`<p class="empty">${t('list.nothing_found')}</p>`
      : html`<${Table}
          caption=${t('bots.title')}
          columns=${columns({ dids: data.dids, mayEdit, onSwitch, onRemove })}
          rows=${share.shown}
        />`}
    <${MoreButton} share=${share} />`;
}

export function BotListHeading({ mayEdit }) {
  return html`<div class="heading">
      <h1>${t('bots.title')}</h1>
      ${mayEdit &&
      html`<button type="button" class="primary" onClick=${() => go(`bots/${NEW}`)}>${t('bots.add')}</button>`}
    </div>
    <p class="lead">${t('bots.lead')}</p>`;
}
