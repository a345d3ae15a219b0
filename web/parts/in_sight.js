// What was done, in sight of whoever works at the end of a long page.
import { html, useEffect, useRef } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Said } from './undo.js';

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
