// What answers a call: the list of bots, a page for each, and a place to talk to one.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { SaidInSight } from '../parts/in_sight.js';
import { Loaded, useLoad } from '../parts/load.js';
import { Notice } from '../parts/notice.js';
import { useSaid } from '../parts/undo.js';
import { go, hrefTo } from '../place.js';
import { BotList, BotListHeading, NEW } from './bot_list.js';
import { BotPage, NewBotPage } from './bot_page.js';
import { useRemoval } from './bot_removal.js';

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
