// What happened, in words; read out by screen readers when it appears.
import { html } from '../vendor/htm.js';

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
