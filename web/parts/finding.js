// A finding of the gateway's in the reader's words: the gateway itself speaks English, with the values that are wrong.
import { html } from '../vendor/htm.js';

import { known, t, word } from '../i18n.js';

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
