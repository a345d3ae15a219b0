// Forms with changes that are not saved. Nothing is lost without a question: not by a link, not by closing the tab.
import { useEffect, useRef } from './vendor/htm.js';

const dirty = new Set();
let ask = async () => true;

/** `question` shows a dialog and answers whether the reader leaves. */
export function whenLeaving(question) {
  ask = question;
}

/** True when nothing would be lost, or the reader says so. */
export async function mayLeave() {
  if (dirty.size === 0) return true;
  const leave = await ask();
  if (leave) dirty.clear();
  return leave;
}

/** While `changed`, leaving asks first. */
export function useUnsaved(changed) {
  const mark = useRef({});
  useEffect(() => {
    if (changed) dirty.add(mark.current);
    else dirty.delete(mark.current);
    return () => dirty.delete(mark.current);
  }, [changed]);
}

addEventListener('beforeunload', (event) => {
  if (dirty.size > 0) event.preventDefault();
});
