// Where the focus goes when what had it is gone: a row that is removed must not throw the reader back to the top.
import { useLayoutEffect, useRef, useState } from '../vendor/htm.js';

/** {place: a ref for something with tabindex="-1", land(): together with the change that takes the element away}. */
export function useLanding() {
  const place = useRef(null);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (turn > 0 && lost) place.current?.focus();
  }, [turn]);
  return { place, land: () => setTurn((before) => before + 1) };
}
