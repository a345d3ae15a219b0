// Data on the page: what came of a request, refusals and findings, loading, lists and tables, searching, removing and
// undoing.
import { html, useCallback, useEffect, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { count, hrefTo, known, t, word } from '../reader.js';
import { TextField } from './form.js';

// What happened, in words; read out by screen readers when it appears.

/** A place for results: it stays in the document, so that what appears in it is announced. Kinds: good, bad, warn, note. */
export function Results({ children }) {
  return html`<div class="results" role="status" aria-live="polite">${children}</div>`;
}

/** A message; its second line, if it has one, is what the gateway said in English. */
export function Words({ text }) {
  if (typeof text !== 'string' || !text.includes('\n')) return text;
  const [words, ...said] = text.split('\n');
  return html`${words} <small class="said-in-english" lang="en">${said.join(' ')}</small>`;
}

const worded = (children) => [children].flat().map((each) => html`<${Words} text=${each} />`);

export function Notice({ kind = 'note', children }) {
  return html`<div class=${`notice ${kind}`}>${worded(children)}</div>`;
}

/** The common case: an error, or else a success. */
export function Outcome({ error, success }) {
  return html`<${Results}>
    ${error && html`<${Notice} kind="bad">${error}<//>`}
    ${!error && success && html`<${Notice} kind="good">${success}<//>`}
  <//>`;
}

export function Badge({ kind = 'note', children }) {
  return html`<span class=${`badge ${kind}`}>${children}</span>`;
}

/** A part of a view under its heading; `beside`: what stands at the heading's end. */
export function Section({ title, lead, beside, kind = 'card', children }) {
  const heading = html`<h2>${title}</h2>`;
  return html`<section class=${kind} aria-label=${title}>
    ${beside ? html`<div class="heading">${heading} ${beside}</div>` : heading}
    ${lead && html`<p class="muted">${lead}</p>`} ${children}
  </section>`;
}

// Why Exotel refused, in the reader's language, with what to do about it. The gateway names the case (`refusal.id`).

/** `title`: what did not work. `failure`: an ApiError. */
export function Refusal({ title, failure }) {
  const refusal = failure.answer?.refusal;
  if (!refusal) return html`<${Notice} kind="bad"><strong>${title}</strong> ${failure.message}<//>`;
  const words = known(`refusal.${refusal.id}`) ?? refusal.words;
  const step = known(`refusal.${refusal.id}.step`) ?? refusal.next_step;
  return html`<${Notice} kind="bad">
    <p><strong>${title}</strong> ${words}</p>
    ${step && html`<p>${step}</p>`}
    <p class="small-print">
      ${t('refusal.said')} <q>${refusal.raw.text || failure.detail}</q>
      ${refusal.raw.status && html` (HTTP ${refusal.raw.status}${refusal.raw.code ? ` · ${refusal.raw.code}` : ''})`}
    </p>
  <//>`;
}

// A finding of the gateway's in the reader's words: the gateway itself speaks English, with the values that are wrong.

const isNamed = ({ id }) => Boolean(known(`finding.${id}`));

/** What it is. */
export function FindingName({ finding }) {
  return isNamed(finding) ? word('finding', finding.id) : html`<span lang="en">${finding.detail}</span>`;
}

/** What the gateway says of it, where that is more than its name. */
export function FindingDetail({ finding, ...rest }) {
  return isNamed(finding) && html`<p ...${rest} lang="en">${finding.detail}</p>`;
}

/** What to do; a reader of English needs no other words than the gateway's. */
export function FindingNextStep({ finding, ...rest }) {
  const words = known(`finding_next.${finding.id}`);
  return html`<p ...${rest}>
    <strong>${t('settings.next_step')}</strong> <span lang=${words ? null : 'en'}>${words ?? finding.next_step}</span>
  </p>`;
}

// Data that a view shows: loaded when it opens, again on demand, and every few seconds for what changes by itself.

/**
 * {data, error, reload, setData, attempt}; `data` is null until the first answer and keeps the last good one after an
 * error. `setData` takes the data or a function of those that are shown. `attempt(change, action, back)` shows
 * `change(data)` at once, does `action`, and when it fails shows `back(data)`, or without `back` the old data again;
 * the failure goes on to the caller.
 */
export function useLoad(load) {
  const [state, setState] = useState({ data: null, error: '' });
  const newest = useRef(0);
  const gone = useRef(false);
  const reload = useCallback(async () => {
    const mine = ++newest.current;
    const current = () => mine === newest.current && !gone.current;
    try {
      const data = await load();
      if (current()) setState({ data, error: '' });
    } catch (error) {
      if (current()) setState((before) => ({ ...before, error: error.message }));
    }
  }, []);
  useEffect(() => {
    reload();
    return () => {
      gone.current = true;
    };
  }, []);
  const setData = (next) => {
    newest.current += 1; // an answer under way is older than this
    setState((before) => ({ data: typeof next === 'function' ? next(before.data) : next, error: '' }));
  };
  const attempt = async (change, action, back = () => state.data) => {
    setData(change);
    try {
      return await action();
    } catch (error) {
      setData(back);
      throw error;
    }
  };
  return { ...state, reload, setData, attempt };
}

/** Calls `action` every `milliseconds` while the window is visible, and at once when it becomes visible again. */
export function useEvery(milliseconds, action) {
  const current = useRef(action);
  current.current = action;
  useEffect(() => {
    let timer = 0;
    let gone = false;
    let underWay = false;
    const turn = async () => {
      if (gone || underWay || document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      underWay = true;
      await current.current();
      underWay = false;
      if (!gone) timer = setTimeout(turn, milliseconds);
    };
    timer = setTimeout(turn, milliseconds);
    document.addEventListener('visibilitychange', turn);
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', turn);
    };
  }, []);
}

/** Shows `children(data)` once there is data; before that, waiting or what went wrong. */
export function Loaded({ source, children }) {
  if (source.data === null && source.error === '') return html`<p class="waiting">${t('load.waiting')}</p>`;
  return html`
    ${source.error && html`<${Notice} kind="bad">${t('load.failed')} ${source.error}<//>`}
    ${source.data !== null && children(source.data)}
  `;
}

// A table that becomes a list of cards where the window is narrow; the roles keep it a table for screen readers.

/** `columns`: [{key, text, cell: (row) => content}]; `rows` have an `id`. `caption` is for screen readers. */
export function Table({ caption, columns, rows }) {
  return html`<div class="list-box"><table role="table" class="list">
    <caption class="unseen">
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map((column) => html`<th key=${column.key} role="columnheader" scope="col">${column.text}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) => html`<tr key=${row.id} role="row">
          ${columns.map(
            (column) => html`<td key=${column.key} role="cell" class=${`cell-${column.key}`} data-label=${column.text}>
              <div class="content">${column.cell(row)}</div>
            </td>`,
          )}
        </tr>`,
      )}
    </tbody>
  </table></div>`;
}

/** `rows`: [[name, value]]; what is empty is left out. */
export function Facts({ rows }) {
  const kept = rows.filter(([, value]) => ![false, '', null, undefined].includes(value));
  return html`<dl class="facts">
    ${kept.map(([name, value]) => html`<dt key=${`${name}-name`}>${name}</dt><dd key=${name}>${value}</dd>`)}
  </dl>`;
}

// Parts of one view that have addresses of their own: #/system/users.

/** `tabs`: [{path, text}]; `current`: the path that is shown. */
export function Tabs({ label, tabs, current }) {
  return html`<nav class="tabs" aria-label=${label}>
    <ul>
      ${tabs.map(
        ({ path, text }) => html`<li key=${path}>
          <a href=${hrefTo(path)} aria-current=${path === current ? 'page' : null}>${text}</a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

// A box that narrows a list that is already here; how much is left of it is read out.

export function SearchBox({ label, value, onValue, found, all }) {
  return html`<div class="search-box">
    <${TextField} label=${label} type="search" autocomplete="off" spellcheck="false" value=${value} onValue=${onValue} />
    <p class="hint" role="status">${t('list.found', { found: count(found), all: count(all) })}</p>
  </div>`;
}

/** Is every word of `wanted` somewhere in `texts`? */
export function matches(wanted, texts) {
  const whole = texts.join('\n').toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((each) => whole.includes(each));
}

// A list of thousands: a part of it is shown, the rest on demand.

const STEP = 100;

/** {shown, rest, more}: the first rows, how many follow, and what shows the next hundred. */
export function useShare(rows) {
  const [size, setSize] = useState(STEP);
  return { shown: rows.slice(0, size), rest: Math.max(0, rows.length - size), more: () => setSize(size + STEP) };
}

export function MoreButton({ share }) {
  if (share.rest === 0) return null;
  return html`<div class="buttons">
    <button type="button" onClick=${share.more}>${t('list.more', { rest: count(share.rest) })}</button>
  </div>`;
}

// Where the focus goes when what had it is gone: a row that is removed must not throw the reader back to the top.

/** {place: a ref for something with tabindex="-1", land(): together with the change that takes the element away}. */
export function useLanding() {
  const place = useRef(null);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (turn > 0 && lost) place.current?.focus();
  }, [turn]);
  return { place, land: () => setTurn((before) => before + 1) };
}

// After a removal: says what was done, and for a while offers to take it back.

const OFFERED_MS = 15_000;

/** {said, say(text), offer(text, undo)}: `undo` may fail; its message is shown. */
export function useSaid() {
  const [said, setSaid] = useState(null);
  useEffect(() => {
    if (!said?.undo) return undefined;
    const timer = setTimeout(() => setSaid({ ...said, undo: null }), OFFERED_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return {
    said,
    say: (text, kind = 'good') => setSaid(text ? { text, kind } : null),
    offer: (text, undo) => setSaid({ text, kind: 'good', undo }),
  };
}

/** When the offer ends under the reader's fingers, the focus stays where the offer was. */
function useFocusKept(offered) {
  const box = useRef(null);
  const inside = box.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (!offered && inside) box.current?.focus();
  }, [offered]);
  return box;
}

export function Said({ by }) {
  const { said, say } = by;
  const box = useFocusKept(Boolean(said?.undo));
  const undo = async () => {
    try {
      say(await said.undo());
    } catch (error) {
      say(error.message, 'bad');
    }
  };
  return html`<${Results}>
    ${said &&
    html`<${Notice} kind=${said.kind}>
      <span class="said" tabindex="-1" ref=${box}>
        <span><${Words} text=${said.text} /></span>
        ${said.undo && html`<button type="button" class="small" onClick=${undo}>${t('form.undo')}</button>`}
      </span>
    <//>`}
  <//>`;
}

// What was done, in sight of whoever works at the end of a long page.

/** `by`: of useSaid. The row of what was removed takes the focus with it: the button that undoes it gets the focus. */
export function SaidInSight({ by }) {
  const box = useRef(null);
  useEffect(() => {
    if (by.said?.undo && document.activeElement === document.body) box.current?.querySelector('button')?.focus();
  }, [by.said]);
  const close = () => {
    by.say('');
    document.getElementById('main')?.focus({ preventScroll: true });
  };
  return html`<div class="in-sight" ref=${box}>
    <${Said} by=${by} />
    ${by.said &&
    html`<button type="button" class="close" aria-label=${t('form.close_message')} onClick=${close}>
      <span aria-hidden="true">×</span>
    </button>`}
  </div>`;
}
