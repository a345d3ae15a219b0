// Where somebody is signed in, and the way to end it.
import { html } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { useLanding } from '../parts/landing.js';
import { Badge } from '../parts/notice.js';
import { Table } from '../parts/table.js';
import { Said, useSaid } from '../parts/undo.js';
import { dayAndTime, fromNow } from '../written.js';

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
