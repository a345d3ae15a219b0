// Lists: tables, tabs, searching, showing more, removing and undoing.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { count, hrefTo, t } from '../reader.js';
import { TextField } from './form.js';
import { Notice, Results, Words } from './load.js';

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
