// Modal dialogs on the browser's own <dialog>: it keeps the focus inside and gives it back, and Escape closes.
import { html, render, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { useAsking, useUnsaved } from '../unsaved.js';
import { SubmitButton, fieldOf, useSubmit } from './form.js';
import { Outcome } from './notice.js';

/** Beside the page: what changes there may move its nodes about, and a dialog that is moved is not modal any more. */
function Beside({ children }) {
  const [box] = useState(() => document.createElement('div'));
  useLayoutEffect(() => {
    document.body.append(box);
    return () => {
      render(null, box);
      box.remove();
    };
  }, []);
  useLayoutEffect(() => render(children, box));
  return null;
}

function OpenDialog({ title, onClose, onEscape, children }) {
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
  const cancelled = (event) => {
    if (!onEscape) return;
    event.preventDefault();
    onEscape();
  };
  return html`<dialog ref=${element} aria-label=${title} onClose=${closed} onCancel=${cancelled}>
    <h2>${title}</h2>
    ${children}
  </dialog>`;
}

/** `onEscape`: instead of closing at once; the dialog stays until its owner takes it away. */
export const Dialog = (given) => html`<${Beside}><${OpenDialog} ...${given} /><//>`;

function Unsaved({ onLeave, onStay }) {
  const box = useRef(null);
  useLayoutEffect(() => box.current.scrollIntoView({ block: 'nearest' }), []);
  return html`<div class="notice" role="alert" ref=${box}>
    <p>${t('unsaved.what')}</p>
    <div class="buttons">
      <button type="button" class="risky" onClick=${onLeave}>${t('unsaved.leave')}</button>
      <button type="button" onClick=${onStay}>${t('unsaved.stay')}</button>
    </div>
  </div>`;
}

/**
 * A form in a dialog. `onSubmit` does the work; when it succeeds the dialog closes through `onDone(result)`. Whoever
 * closes it while `changed` is asked first. `children` may be a function of (errorOf): then errorOf('flow_url') tells a
 * field what is wrong with it, of those in `fields`.
 */
export function FormDialog({ title, submitText, danger, changed = false, fields = [], onSubmit, onDone, onClose, children }) {
  const form = useSubmit(async () => onDone(await onSubmit()));
  const [asking, setAsking] = useState(false);
  useUnsaved(changed);
  useAsking(asking);
  const leave = () => (changed ? setAsking(true) : onClose());
  const faulty = fieldOf(form.failure, fields);
  const errorOf = (field) => (field === faulty ? form.error : '');
  return html`<${Dialog} title=${title} onClose=${onClose} onEscape=${leave}>
    <form onSubmit=${form.submit} class=${danger ? 'danger' : ''}>
      ${typeof children === 'function' ? children(errorOf) : children}
      <${Outcome} error=${faulty ? '' : form.error} />
      <div class="buttons">
        <${SubmitButton} busy=${form.busy}>${submitText}<//>
        <button type="button" onClick=${leave}>${t('form.cancel')}</button>
      </div>
      ${asking && html`<${Unsaved} onLeave=${onClose} onStay=${() => setAsking(false)} />`}
    </form>
  <//>`;
}
