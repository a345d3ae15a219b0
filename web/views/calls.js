// Calls: the list with its filters, and below its address the page of each call. The list stays while a call is read, so
// that who comes back finds it as it was.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { CallListView } from './call_list.js';
import { CallPage } from './call_page.js';

/** The page of a call begins at its top; the list is taken up where it was left. */
function useTurn(id) {
  const left = useRef({ id, top: 0 });
  useEffect(() => {
    const before = left.current.id;
    if (before === id) return;
    if (before === '') left.current.top = left.current.scrolled;
    left.current.id = id;
    scrollTo(0, id === '' ? left.current.top : 0);
    const link = id === '' && document.querySelector(`a[href^="#/calls/${CSS.escape(before)}"]`);
    (link || document.getElementById('main'))?.focus({ preventScroll: true });
  }, [id]);
  useEffect(() => {
    const note = () => left.current.id === '' && (left.current.scrolled = scrollY);
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, []);
}

export function CallsView({ user, place }) {
  const id = place.rest[0] ?? '';
  const [listed, setListed] = useState(id === '');
  useTurn(id);
  useEffect(() => {
    if (id === '') setListed(true);
  }, [id]);
  return html`
    ${(listed || id === '') && html`<div class="calls-view" key="list" hidden=${id !== ''}><${CallListView} place=${place} /></div>`}
    ${id !== '' && html`<${CallPage} key=${id} id=${id} user=${user} query=${place.query} />`}
  `;
}
