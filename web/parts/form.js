// Forms: fields, what is wrong with them, dialogs, and buttons that copy.
import { html, render, useEffect, useLayoutEffect, useRef, useState } from '../vendor/htm.js';

import { PUBLIC_URL, reachableFromInternet } from '../api.js';
import { count, t, useAsking, useUnsaved } from '../reader.js';
import { Outcome, Words } from './data.js';

// What a browser objects to in a field, in the page's language instead of the browser's.

const TEXTS = {
  valueMissing: () => t('field.required'),
  typeMismatch: ({ type }) => (type === 'email' ? t('field.email') : ''),
  tooShort: ({ minLength }) => t('field.too_short', { count: count(minLength) }),
  patternMismatch: () => t('field.pattern'),
};

/** '' leaves it to the browser. */
function textFor(field) {
  const fault = Object.keys(TEXTS).find((each) => field.validity[each]);
  return fault ? TEXTS[fault](field) : '';
}

/** Attributes for a field: the words stay until something is typed. */
const validity = {
  onInvalid: ({ target }) => {
    target.setCustomValidity(''); // an objection of before hides what is wrong now
    target.setCustomValidity(textFor(target));
  },
};

// Fields, buttons and the life of a form: sending, failed, done.

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

// Modal dialogs on the browser's own <dialog>: it keeps the focus inside and gives it back, and Escape closes.

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

// A value with a button that copies it.

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
