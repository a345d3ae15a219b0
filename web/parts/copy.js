// A value with a button that copies it.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { PUBLIC_URL, reachableFromInternet } from '../reachable.js';

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

/** {copy, words, said}: what a copy button does, shows and tells. `shown`: the element to select where all else fails. */
function useCopy(value, shown) {
  const [state, setState] = useState('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => setState((await copyText(value, shown.current)) ? 'done' : 'selected');
  const words = { idle: t('copy.copy'), done: t('copy.done'), selected: t('copy.selected') }[state];
  return { copy, words, said: state === 'idle' ? '' : words };
}

/** `name` says what is copied, for readers who do not see where the button stands. */
export function CopyValue({ value, name }) {
  const shown = useRef(null);
  const { copy, words, said } = useCopy(value, shown);
  return html`<span class="copy">
    <code ref=${shown}>${value}</code>
    <button type="button" class="small" aria-label=${`${words}: ${name}`} onClick=${copy}>${words}</button>
    <span class="unseen" role="status">${said}</span>
  </span>`;
}

/** Several lines, with the button above them; `lang`: of the text. */
export function CopyBlock({ value, name, lang }) {
  const shown = useRef(null);
  const { copy, words, said } = useCopy(value, shown);
  return html`<div class="copy-block">
    <button type="button" class="small" aria-label=${`${words}: ${name}`} onClick=${copy}>${words}</button>
    <span class="unseen" role="status">${said}</span>
    <pre ref=${shown} lang=${lang} tabindex="0" role="group" aria-label=${name}>${value}</pre>
  </div>`;
}

/** An address for Exotel: only one that Exotel could open is offered for copying. `setting`: what it is made of. */
export function AddressForExotel({ value, name, setting = PUBLIC_URL }) {
  if (value && reachableFromInternet(value)) return html`<${CopyValue} value=${value} name=${name} />`;
  return html`<span class="copy">
    ${value && html`<code>${value}</code>`}
    <span class="warning">${t('copy.unreachable', { key: setting })}</span>
  </span>`;
}
