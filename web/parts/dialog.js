// Modal dialogs on the browser's own <dialog>: it keeps the focus inside and gives it back, and Escape closes.
import { html, useLayoutEffect, useRef } from '/vendor/htm.js';

import { t } from '../i18n.js';
import { SubmitButton, useSubmit } from './form.js';
import { Outcome } from './notice.js';

export function Dialog({ title, onClose, children }) {
  const element = useRef(null);
  const gone = useRef(false);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog.showModal();
    return () => {
      gone.current = true;
      dialog.close();
    };
  }, []);
  const closed = () => gone.current || onClose();
  return html`<dialog ref=${element} aria-label=${title} onClose=${closed}>
    <h2>${title}</h2>
    ${children}
  </dialog>`;
}

/** A form in a dialog. `onSubmit` does the work; when it succeeds the dialog closes through `onDone(result)`. */
export function FormDialog({ title, submitText, danger, onSubmit, onDone, onClose, children }) {
  const form = useSubmit(async () => onDone(await onSubmit()));
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${form.submit} class=${danger ? 'danger' : ''}>
      ${children}
      <${Outcome} error=${form.error} />
      <div class="buttons">
        <${SubmitButton} busy=${form.busy}>${submitText}<//>
        <button type="button" onClick=${onClose}>${t('form.cancel')}</button>
      </div>
    </form>
  <//>`;
}
