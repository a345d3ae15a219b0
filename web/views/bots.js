// What answers a call: the list of bots, a page for each, and a place to talk to one; removing one.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import {
  Badge, Loaded, MoreButton, Notice, SaidInSight, SearchBox, Table, matches, useLoad, useSaid, useShare,
} from '../parts/data.js';
import { FormDialog } from '../parts/form.js';
import { count, currentLanguage, go, hrefTo, t, word } from '../reader.js';
import { changeBot, copyOf } from './bot_fields.js';
import { BotPage, NewBotPage } from './bot_page.js';

// All bots: what each says and does, and whether it answers at all.

/** The path of the page where a bot is made: no bot can have this id. */
const NEW = '+';
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
function BotList({ data, source, by, mayEdit, onRemove }) {
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

function BotListHeading({ mayEdit }) {
  return html`<div class="heading">
      <h1>${t('bots.title')}</h1>
      ${mayEdit &&
      html`<button type="button" class="primary" onClick=${() => go(`bots/${NEW}`)}>${t('bots.add')}</button>`}
    </div>
    <p class="lead">${t('bots.lead')}</p>`;
}

// Removing a bot: at once, with an undo that makes it again. What cannot come back is said before.

const without = (bot) => (data) => ({ ...data, bots: data.bots.filter((each) => each.id !== bot.id) });
const inserted = (bot, at) => (data) => ({
  ...data,
  bots: [...data.bots.slice(0, at), bot, ...data.bots.slice(at)],
});

async function recordingOf(bot) {
  if (bot.greeting_recording === null) return null;
  return (await api.recording(bot.id)).wav;
}

/** {wav, losses: 'login' and 'recording', as far as they would be lost} */
async function whatIsLost(bot) {
  const losses = bot.stream_login.required ? ['login'] : [];
  try {
    return { wav: await recordingOf(bot), losses };
  } catch {
    return { wav: null, losses: [...losses, 'recording'] };
  }
}

async function makeAgain(bot, wav, source) {
  try {
    await api.saveBot(bot.id, copyOf(bot));
    if (wav) await api.saveRecording(bot.id, wav);
  } finally {
    await source.reload();
  }
  return t('bots.restored', { name: bot.name });
}

function removedText(bot, dids) {
  const numbers = dids.filter((did) => did.bot_id === bot.id).map(({ number }) => number);
  const text = t('bots.removed', { name: bot.name });
  return numbers.length === 0 ? text : `${text} ${t('bots.removed_numbers', { numbers: numbers.join(', ') })}`;
}

/** {begin(bot), dialog}; `onRemoved` after it is gone. */
function useRemoval(source, by, onRemoved) {
  const [asked, setAsked] = useState(null);
  const remove = async ({ bot, wav }) => {
    const at = source.data.bots.findIndex((each) => each.id === bot.id);
    await source.attempt(without(bot), () => api.removeBot(bot.id), inserted(bot, at));
    onRemoved();
    by.offer(removedText(bot, source.data.dids), () => makeAgain(bot, wav, source));
  };
  const begin = async (bot) => {
    by.say('');
    const { wav, losses } = await whatIsLost(bot);
    if (losses.length > 0) return setAsked({ bot, wav, losses });
    return remove({ bot, wav }).catch((error) => by.say(`${bot.name}: ${error.message}`, 'bad'));
  };
  const dialog =
    asked &&
    html`<${FormDialog}
      title=${t('bots.remove_title', { name: asked.bot.name })}
      submitText=${t('form.remove')}
      danger
      onSubmit=${() => remove(asked)}
      onDone=${() => setAsked(null)}
      onClose=${() => setAsked(null)}
    >
      <p>${t('bots.remove_sure')}</p>
      <ul class="plain">
        ${asked.losses.map((loss) => html`<li key=${loss}>${t(`bots.remove_loses.${loss}`)}</li>`)}
      </ul>
    <//>`;
  return { begin, dialog };
}

/** {bots, settings: null when they cannot be read, dids: [] for who may not read them} */
async function loadBots(mayEdit) {
  const [bots, settings, integration] = await Promise.all([
    api.bots(),
    api.settings().catch(() => null),
    mayEdit ? api.integration().catch(() => null) : null,
  ]);
  return { bots, settings, dids: integration?.dids ?? [] };
}

/**
 * Another page of this view begins at its top, as another view does. What was said was about the page before, except an
 * offer to undo and what is said by the way of `leave(path)`.
 */
function useArrival(page, source, by) {
  const shown = useRef(page);
  const keeps = useRef(false);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
    if (!keeps.current && !by.said?.undo) by.say('');
    keeps.current = false;
    source.reload();
  }, [page]);
  return (path) => {
    keeps.current = true;
    go(path);
  };
}

function NoSuchBot({ id }) {
  return html`<h1>${t('bots.title')}</h1>
    <${Notice} kind="bad">
      <p>${t('bots.unknown', { id })}</p>
      <p><a href=${hrefTo('bots')}>${t('bots.back')}</a></p>
    <//>`;
}

/** The module that plays Exotel's part over the microphone is fetched when somebody wants to talk. */
function Talk({ bot, user }) {
  const [state, setState] = useState({});
  useEffect(() => {
    let shown = true;
    import('./talk.js').then(
      ({ TalkView }) => shown && setState({ view: TalkView }),
      () => shown && setState({ failed: true }),
    );
    return () => {
      shown = false;
    };
  }, []);
  if (state.failed) return html`<${Notice} kind="bad">${t('bots.talk_missing')}<//>`;
  if (!state.view) return html`<p class="waiting">${t('load.waiting')}</p>`;
  return html`<${state.view} bot=${bot} user=${user} onClose=${() => go(`bots/${bot.id}`)} />`;
}

function Page({ id, sub, user, data, ...given }) {
  if (id === NEW && given.mayEdit) return html`<${NewBotPage} data=${data} ...${given} />`;
  const bot = data.bots.find((each) => each.id === id);
  if (!bot) return html`<${NoSuchBot} id=${id} />`;
  if (sub === 'talk') return html`<${Talk} key=${id} bot=${bot} user=${user} />`;
  return html`<${BotPage} key=${id} bot=${bot} data=${data} ...${given} />`;
}

export function BotsView({ user, place }) {
  const mayEdit = user.role === 'super_admin';
  const [id = '', sub = ''] = place.rest;
  const source = useLoad(() => loadBots(mayEdit));
  const by = useSaid();
  const leave = useArrival(place.rest.join('/'), source, by);
  const removal = useRemoval(source, by, () => id && leave('bots'));
  const given = { source, by, mayEdit, leave, onRemove: removal.begin };
  return html`${id === '' && html`<${BotListHeading} mayEdit=${mayEdit} />`}
    <${SaidInSight} by=${by} />
    <${Loaded} source=${source}>
      ${(data) =>
        id === ''
          ? html`<${BotList} data=${data} ...${given} />`
          : html`<${Page} id=${id} sub=${sub} user=${user} data=${data} ...${given} />`}
    <//>
    ${removal.dialog}`;
}
