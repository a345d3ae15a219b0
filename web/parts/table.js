// A table that becomes a list of cards where the window is narrow; the roles keep it a table for screen readers.
import { html } from '../vendor/htm.js';

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
