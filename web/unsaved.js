// Forms with changes that are not saved. Nothing is lost without a question: not by a link, not by closing the tab.
import { useLayoutEffect, useRef } from './vendor/htm.js';

const dirty = new Set();
let ask = async () => true;
let asked = 0;
let pending = null;

/** `question` shows a dialog and answers whether the reader leaves. */
export function whenLeaving(question) {
  ask = question;
}

/** A form asks about its own changes: whoever would leave waits for that answer, and has to come again. */
export function useAsking(asking) {
  useLayoutEffect(() => {
    if (!asking) return undefined;
    asked += 1;
    return () => {
      asked -= 1;
    };
  }, [asking]);
}

/** True when nothing would be lost, or the reader says so. There is one question at a time. */
export async function mayLeave() {
  if (dirty.size === 0) return true;
  if (asked > 0) return false;
  pending ??= ask().finally(() => {
    pending = null;
  });
  const leave = await pending;
  if (leave) dirty.clear();
  return leave;
}

/** While `changed`, leaving asks first: from the change itself on, not from the next frame. */
export function useUnsaved(changed) {
  const mark = useRef({});
  useLayoutEffect(() => {
    if (changed) dirty.add(mark.current);
    else dirty.delete(mark.current);
    return () => dirty.delete(mark.current);
  }, [changed]);
}

addEventListener('beforeunload', (event) => {
  if (dirty.size > 0) event.preventDefault();
});
