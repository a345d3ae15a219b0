// What came of it: results, refusals, findings, and data that is loaded.
import { html, useCallback, useEffect, useRef, useState } from '../vendor/htm.js';

import { known, t, word } from '../reader.js';

// What happened, in words; read out by screen readers when it appears.

/** A place for results: it stays in the document, so that what appears in it is announced. Kinds: good, bad, warn, note. */
export function Results({ children }) {
  return html`<div class="results" role="status" aria-live="polite">${children}</div>`;
}

/** A message; its second line, if it has one, is what the gateway said in English. */
export function Words({ text }) {
  if (typeof text !== 'string' || !text.includes('\n')) return text;
  const [words, ...said] = text.split('\n');
  return html`${words} <small class="said-in-english" lang="en">${said.join(' ')}</small>`;
}

const worded = (children) => [children].flat().map((each) => html`<${Words} text=${each} />`);

export function Notice({ kind = 'note', children }) {
  return html`<div class=${`notice ${kind}`}>${worded(children)}</div>`;
}

/** The common case: an error, or else a success. */
export function Outcome({ error, success }) {
  return html`<${Results}>
    ${error && html`<${Notice} kind="bad">${error}<//>`}
    ${!error && success && html`<${Notice} kind="good">${success}<//>`}
  <//>`;
}

export function Badge({ kind = 'note', children }) {
  return html`<span class=${`badge ${kind}`}>${children}</span>`;
}

// Why Exotel refused, in the reader's language, with what to do about it. The gateway names the case (`refusal.id`).

/** `title`: what did not work. `failure`: an ApiError. */
export function Refusal({ title, failure }) {
  const refusal = failure.answer?.refusal;
  if (!refusal) return html`<${Notice} kind="bad"><strong>${title}</strong> ${failure.message}<//>`;
  const words = known(`refusal.${refusal.id}`) ?? refusal.words;
  const step = known(`refusal.${refusal.id}.step`) ?? refusal.next_step;
  return html`<${Notice} kind="bad">
    <p><strong>${title}</strong> ${words}</p>
    ${step && html`<p>${step}</p>`}
    <p class="small-print">
      ${t('refusal.said')} <q>${refusal.raw.text || failure.detail}</q>
      ${refusal.raw.status && html` (HTTP ${refusal.raw.status}${refusal.raw.code ? ` · ${refusal.raw.code}` : ''})`}
    </p>
  <//>`;
}

// A finding of the gateway's in the reader's words: the gateway itself speaks English, with the values that are wrong.

const isNamed = ({ id }) => Boolean(known(`finding.${id}`));

/** What it is. */
export function FindingName({ finding }) {
  return isNamed(finding) ? word('finding', finding.id) : html`<span lang="en">${finding.detail}</span>`;
}

/** What the gateway says of it, where that is more than its name. */
export function FindingDetail({ finding, ...rest }) {
  return isNamed(finding) && html`<p ...${rest} lang="en">${finding.detail}</p>`;
}

/** What to do; a reader of English needs no other words than the gateway's. */
export function FindingNextStep({ finding, ...rest }) {
  const words = known(`finding_next.${finding.id}`);
  return html`<p ...${rest}>
    <strong>${t('settings.next_step')}</strong> <span lang=${words ? null : 'en'}>${words ?? finding.next_step}</span>
  </p>`;
}

// Data that a view shows: loaded when it opens, again on demand, and every few seconds for what changes by itself.

/**
 * {data, error, reload, setData, attempt}; `data` is null until the first answer and keeps the last good one after an
 * error. `setData` takes the data or a function of those that are shown. `attempt(change, action, back)` shows
 * `change(data)` at once, does `action`, and when it fails shows `back(data)`, or without `back` the old data again;
 * the failure goes on to the caller.
 */
export function useLoad(load) {
  const [state, setState] = useState({ data: null, error: '' });
  const newest = useRef(0);
  const gone = useRef(false);
  const reload = useCallback(async () => {
    const mine = ++newest.current;
    const current = () => mine === newest.current && !gone.current;
    try {
      const data = await load();
      if (current()) setState({ data, error: '' });
    } catch (error) {
      if (current()) setState((before) => ({ ...before, error: error.message }));
    }
  }, []);
  useEffect(() => {
    reload();
    return () => {
      gone.current = true;
    };
  }, []);
  const setData = (next) => {
    newest.current += 1; // an answer under way is older than this
    setState((before) => ({ data: typeof next === 'function' ? next(before.data) : next, error: '' }));
  };
  const attempt = async (change, action, back = () => state.data) => {
    setData(change);
    try {
      return await action();
    } catch (error) {
      setData(back);
      throw error;
    }
  };
  return { ...state, reload, setData, attempt };
}

/** Calls `action` every `milliseconds` while the window is visible, and at once when it becomes visible again. */
export function useEvery(milliseconds, action) {
  const current = useRef(action);
  current.current = action;
  useEffect(() => {
    let timer = 0;
    let gone = false;
    let underWay = false;
    const turn = async () => {
      if (gone || underWay || document.visibilityState !== 'visible') return;
      clearTimeout(timer);
      underWay = true;
      await current.current();
      underWay = false;
      if (!gone) timer = setTimeout(turn, milliseconds);
    };
    timer = setTimeout(turn, milliseconds);
    document.addEventListener('visibilitychange', turn);
    return () => {
      gone = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', turn);
    };
  }, []);
}

/** Shows `children(data)` once there is data; before that, waiting or what went wrong. */
export function Loaded({ source, children }) {
  if (source.data === null && source.error === '') return html`<p class="waiting">${t('load.waiting')}</p>`;
  return html`
    ${source.error && html`<${Notice} kind="bad">${t('load.failed')} ${source.error}<//>`}
    ${source.data !== null && children(source.data)}
  `;
}
