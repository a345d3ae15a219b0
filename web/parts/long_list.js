// A list of thousands: a part of it is shown, the rest on demand.
import { html, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { count } from '../written.js';

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
