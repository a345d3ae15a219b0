// Parts of one view that have addresses of their own: #/system/users.
import { html } from '../vendor/htm.js';

import { hrefTo } from '../place.js';

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
