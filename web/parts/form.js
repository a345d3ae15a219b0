// Fields, buttons and the life of a form: sending, failed, done.
import { html, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Words } from './notice.js';
import { validity } from './validity.js';

let lastId = 0;
function useId() {
  const [id] = useState(() => `field-${++lastId}`);
  return id;
}

/**
 * A labelled control with an optional hint below, and what is known of its value: `error`, why it was refused, or
 * `finding`, {state: 'ok', 'wrong', 'missing' or 'unknown', text}. `control` is called with the attributes that tie it to
 * all of them.
 */
export function Labelled({ label, hint, error, finding, control }) {
  const id = useId();
  const parts = [finding && `${id}-finding`, hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const wrong = error || finding?.state === 'wrong' || finding?.state === 'missing';
  const ties = { id, 'aria-describedby': parts || null, 'aria-invalid': wrong ? 'true' : null };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control(ties)}
    ${finding && html`<p class=${`finding ${finding.state}`} id=${`${id}-finding`}>${finding.text}</p>`}
    ${hint && html`<p class="hint" id=${`${id}-hint`}>${hint}</p>`}
    ${error && html`<p class="fault" id=${`${id}-error`} role="alert"><${Words} text=${error} /></p>`}
  </div>`;
}

/** Which of `fields` a refusal is about: the gateway begins with its name ("flow_url must be …"). '' when none. */
export function fieldOf(failure, fields) {
  const [, named] = /^(?:Invalid )?([a-z_]+)/.exec(failure?.detail ?? '') ?? [];
  return fields.includes(named) ? named : '';
}

/** What was objected to is not any more. */
const typed = (onValue) => (event) => {
  event.target.setCustomValidity('');
  onValue(event.target.value);
};

export function TextField({ label, hint, error, finding, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<input ...${ties} ...${validity} ...${rest} value=${value} onInput=${typed(onValue)} />`;
  return html`<${Labelled} label=${label} hint=${hint} error=${error} finding=${finding} control=${control} />`;
}

export function TextArea({ label, hint, error, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<textarea ...${ties} ...${validity} ...${rest} value=${value} onInput=${typed(onValue)}></textarea>`;
  return html`<${Labelled} label=${label} hint=${hint} error=${error} control=${control} />`;
}

/** `choices`: [{value, text, disabled?}]. */
export function Choice({ label, hint, error, finding, value, onValue, choices, ...rest }) {
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
    html`<select ...${ties} ...${validity} ...${rest} value=${value} onChange=${typed(onValue)}>
      ${options}
    </select>`;
  return html`<${Labelled} label=${label} hint=${hint} error=${error} finding=${finding} control=${control} />`;
}

export function Check({ label, hint, error, value, onValue, ...rest }) {
  const control = (ties) =>
    html`<input ...${ties} ...${rest} type="checkbox" checked=${value} onChange=${(event) => onValue(event.target.checked)} />`;
  return html`<div class="check"><${Labelled} label=${label} hint=${hint} error=${error} control=${control} /></div>`;
}

/** The fields of a form as one object: [values, field(name) → {value, onValue}, replace(values)]. */
export function useFields(initial) {
  const [values, replace] = useState(initial);
  const field = (name) => ({
    value: values[name],
    onValue: (value) => replace((before) => ({ ...before, [name]: value })),
  });
  return [values, field, replace];
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
