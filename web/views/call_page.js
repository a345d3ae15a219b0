// One call: whose turn it is, what happened when, and all that is known of it. Live while the call is.
import { html } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useFollow } from '../live.js';
import { CopyBlock } from '../parts/copy.js';
import { Loaded, useLoad } from '../parts/load.js';
import { hrefTo } from '../place.js';
import { fullTime } from '../written.js';
import { CallFacts, ExotelReports, TestCallOf } from './call_facts.js';
import { supportText } from './call_support.js';
import { isFromBrowser } from './call_filters.js';
import { CallLength, EndWords } from './call_table.js';
import { CallTimeline } from './call_timeline.js';

const LINKS = {
  unknown_bot: 'numbers',
  number_full: 'numbers',
  bot_full: 'bots',
  bot_off: 'bots',
  cap_too_short: 'bots',
  no_menu_choice: 'bots',
  voice_settings: 'bots',
};

function titleOf(call) {
  if (isFromBrowser(call)) return t('call.title_browser');
  return call.from ? t('call.title', { number: call.from }) : t('call.title_unknown');
}

/** The one thing that an operator wants to know first. */
function Verdict({ call, user }) {
  const { verdict } = call;
  if (!verdict) return html`<div class="verdict"><p><${EndWords} call=${call} /></p></div>`;
  const mayOpen = user.role === 'super_admin' || LINKS[verdict.code] !== 'numbers';
  const link = mayOpen && LINKS[verdict.code];
  return html`<div class=${`verdict ${verdict.turn}`} role="status">
    <p class="whose"><span class=${`badge turn ${verdict.turn}`}>${word('turn', verdict.turn)}</span> ${word('verdict_short', verdict.code)}</p>
    <p>${word('verdict', verdict.code)}</p>
    ${link && html`<p><a href=${hrefTo(link)}>${t(`verdict_link.${link}`)}</a></p>`}
  </div>`;
}

function ForSupport({ call, accountSid }) {
  if (isFromBrowser(call)) return null;
  return html`<section class="card" aria-labelledby="support">
    <h2 id="support">${t('call.support')}</h2>
    <p class="hint">${t('call.support_hint')}</p>
    <${CopyBlock} value=${supportText(call, accountSid)} name=${t('call.support')} lang="en" />
  </section>`;
}

function Shown({ call, user, accountSid }) {
  return html`<div>
      <h1>${titleOf(call)}</h1>
      <p class="muted call-when">
        <time datetime=${call.opened_at}>${fullTime(call.opened_at)}</time>
        ${call.end_reason === 'live' && html`<span class="badge live">${t('end.live')} <${CallLength} call=${call} /></span>`}
      </p>
    </div>
    <${Verdict} call=${call} user=${user} />
    <${CallTimeline} call=${call} />
    <div class="call-columns">
      <${CallFacts} call=${call} accountSid=${accountSid} />
      <div class="call-side">
        <${TestCallOf} call=${call} />
        <${ExotelReports} call=${call} />
        <${ForSupport} call=${call} accountSid=${accountSid} />
      </div>
    </div>`;
}

/** `query`: of the list that it was opened from. */
export function CallPage({ id, user, query }) {
  const source = useLoad(() => api.call(id));
  const account = useLoad(async () => (user.role === 'super_admin' ? (await api.integration()).account_sid : ''));
  const sid = source.data?.call_sid;
  useFollow(['call', 'test-call'], source.reload, (kind, data) =>
    kind === 'call' ? data.call.id === id : Boolean(sid) && data.call_sid === sid,
  );
  return html`<nav aria-label=${t('call.where')}>
      <a class="back" href=${hrefTo('calls', Object.fromEntries(query))}>${t('call.back')}</a>
    </nav>
    <${Loaded} source=${source}>${(call) => html`<${Shown} call=${call} user=${user} accountSid=${account.data ?? ''} />`}<//>`;
}
