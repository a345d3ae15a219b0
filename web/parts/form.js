// Fields, buttons and the life of a form: sending, failed, done.
import { html, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';

let lastId = 0;
function useId() {
  const [id] = useState(() => `field-${++lastId}`);
  return id;
}

/**
 * A labelled control with an optional hint below, and what was found out about its value: `finding`, {state: 'ok',
 * 'wrong', 'missing' or 'unknown', text}. `control` is called with the attributes that tie it to all of them.
 */
export function Labelled({ label, hint, finding, control }) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : null;
  const findingId = finding ? `${id}-finding` : null;
  const wrong = finding?.state === 'wrong' || finding?.state === 'missing';
  const ties = {
    id,
    'aria-describedby': [findingId, hintId].filter(Boolean).join(' ') || null,
    'aria-invalid': wrong ? 'true' : null,
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control(ties)} ${finding && html`<p class=${`finding ${finding.state}`} id=${findingId}>${finding.text}</p>`}
    ${hint && html`<p class="hint" id=${hintId}>${hint}</p>`}
  </div>`;
}

export function TextField({ label, hint, finding, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<input ...${ties} ...${rest} value=${value} onInput=${(event) => onValue(event.target.value)} />`;
  return html`<${Labelled} label=${label} hint=${hint} finding=${finding} control=${control} />`;
}

export function TextArea({ label, hint, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<textarea ...${ties} ...${rest} value=${value} onInput=${(event) => onValue(event.target.value)}></textarea>`;
  return html`<${Labelled} label=${label} hint=${hint} control=${control} />`;
}

/** `choices`: [{value, text, disabled?}]. */
export function Choice({ label, hint, finding, value, onValue, choices, ...rest }) {
  const options = choices.map(
    (each) => html`<option
      key=${each.value}
      value=${each.value}
      disabled=${each.disabled}
    >
      ${each.text}
    </option>`,
  );
  const control = (ties) =>
    html`<select ...${ties} ...${rest} value=${value} onChange=${(event) => onValue(event.target.value)}>
      ${options}
    </select>`;
  return html`<${Labelled} label=${label} hint=${hint} finding=${finding} control=${control} />`;
}

export function Check({ label, hint, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<input ...${ties} ...${rest} type="checkbox" checked=${value} onChange=${(event) => onValue(event.target.checked)} />`;
  return html`<div class="check"><${Labelled} label=${label} hint=${hint} control=${control} /></div>`;
}

/** The fields of a form as one object: [values, set(name) → (value) => …, replace(values)]. */
export function useFields(initial) {
  const [values, replace] = useState(initial);
  const set = (name) => (value) => replace((before) => ({ ...before, [name]: value }));
  return [values, set, replace];
}

/**
 * Runs `action` on submit: {busy, result, error (its words), failure (the error itself), submit, reset}. A second submit while the first is under way does
 * nothing.
 */
export function useSubmit(action) {
  const idle = { busy: false, error: '', failure: null, result: null };
  const [state, setState] = useState(idle);
  const submit = async (event) => {
    event?.preventDefault();
    if (state.busy) return;
    setState({ ...idle, busy: true });
    try {
      setState({ ...idle, result: (await action()) ?? true });
    } catch (error) {
      setState({ ...idle, error: error.message, failure: error });
    }
  };
  return { ...state, submit, reset: () => setState(idle) };
}

export function SubmitButton({ busy, children }) {
  return html`<button type="submit" class="primary" aria-disabled=${String(busy)}>
    ${busy ? t('form.busy') : children}
  </button>`;
}
