// After a removal: says what was done, and for a while offers to take it back.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Notice, Results, Words } from './notice.js';

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
