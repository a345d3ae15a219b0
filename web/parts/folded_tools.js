// What a narrow window keeps behind one button: open until the reader goes elsewhere, by Escape, the focus or a click.
import { useEffect, useRef, useState } from '../vendor/htm.js';

/** `route`: another one closes it. {open, toggle, box, button: refs, onKeyDown, onFocusOut: of the box}. */
export function useFoldedTools(route) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const button = useRef(null);
  useEffect(() => setOpen(false), [route]);
  useEffect(() => {
    if (!open) return undefined;
    const pressed = ({ target }) => box.current?.contains(target) || setOpen(false);
    document.addEventListener('pointerdown', pressed);
    return () => document.removeEventListener('pointerdown', pressed);
  }, [open]);
  const onKeyDown = (event) => {
    if (event.key !== 'Escape' || !open) return;
    setOpen(false);
    button.current.focus();
  };
  // Without a target the focus left the window, not the tools.
  const onFocusOut = ({ relatedTarget }) => {
    if (relatedTarget && !box.current.contains(relatedTarget)) setOpen(false);
  };
  return { open, toggle: () => setOpen(!open), box, button, onKeyDown, onFocusOut };
}
