// A value with a button that copies it.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { reachableFromInternet } from '../reachable.js';

const SHOWN_MS = 2500;

/** Over plain HTTP on a LAN name there is no clipboard API: select the text and use the old command. */
function copyBySelection(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand('copy');
}

async function copyText(text, element) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(element);
  }
}

/** `name` says what is copied, for readers who do not see where the button stands. */
export function CopyValue({ value, name }) {
  const shown = useRef(null);
  const [state, setState] = useState('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(value, shown.current)) ? 'done' : 'selected');
  const words = { idle: t('copy.copy'), done: t('copy.done'), selected: t('copy.selected') };
  return html`<span class="copy">
    <code ref=${shown}>${value}</code>
    <button type="button" class="small" aria-label=${`${words[state]}: ${name}`} onClick=${copy}>
      ${words[state]}
    </button>
    <span class="unseen" role="status">${state === 'idle' ? '' : words[state]}</span>
  </span>`;
}

/** An address for Exotel: only one that Exotel could open is offered for copying. */
export function AddressForExotel({ value, name }) {
  if (value && reachableFromInternet(value)) return html`<${CopyValue} value=${value} name=${name} />`;
  return html`<span class="copy">
    ${value && html`<code>${value}</code>`}
    <span class="warning">${t('copy.unreachable')}</span>
  </span>`;
}
