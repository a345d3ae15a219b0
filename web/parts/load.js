// Data that a view shows: loaded when it opens, again on demand, and every few seconds for what changes by itself.
import { html, useCallback, useEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Notice } from './notice.js';

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
