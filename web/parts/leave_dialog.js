// "You have changes that are not saved": asked before they would be lost.
import { html, useEffect, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { whenLeaving } from '../unsaved.js';
import { Dialog } from './dialog.js';

export function LeaveDialog() {
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    whenLeaving(() => new Promise((resolve) => setAnswer(() => resolve)));
    return () => whenLeaving(async () => true);
  }, []);
  if (!answer) return null;
  const decide = (leave) => {
    setAnswer(null);
    answer(leave);
  };
  return html`<${Dialog} title=${t('unsaved.title')} onClose=${() => decide(false)}>
    <p>${t('unsaved.what')}</p>
    <div class="buttons">
      <button type="button" class="primary" onClick=${() => decide(false)}>${t('unsaved.stay')}</button>
      <button type="button" class="risky" onClick=${() => decide(true)}>${t('unsaved.leave')}</button>
    </div>
  <//>`;
}
