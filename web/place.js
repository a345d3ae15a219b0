// Where the reader is: the address after the #, e.g. #/calls/0b5f…?number=0804… . Every view can be linked to.
import { useEffect, useState } from './vendor/htm.js';

import { mayLeave } from './unsaved.js';

/** {path: 'calls', rest: ['0b5f…'], query: URLSearchParams} */
export function placeNow() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [first, ...rest] = path.split('/').map(decodeURIComponent);
  return { path: first, rest, query: new URLSearchParams(query ?? '') };
}

/** The address of a place; `query` is an object, of which empty values are left out. */
export function hrefTo(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const words = new URLSearchParams(kept).toString();
  return `#/${path}${words && `?${words}`}`;
}

/** Goes there as a click would: it can be gone back from. */
export function go(path, query) {
  location.hash = hrefTo(path, query);
}

/** Changes the address of the view that is shown (its filters), without a step in the history. */
export function stay(path, query) {
  history.replaceState(null, '', hrefTo(path, query));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** The place, followed. Leaving a form with unsaved changes asks first; who stays finds the old address again. */
export function usePlace() {
  const [place, setPlace] = useState(placeNow);
  useEffect(() => {
    let shown = location.hash;
    const follow = async () => {
      const wanted = location.hash;
      if (/^#setup=/.test(wanted)) return location.reload();
      if (wanted === shown) return setPlace(placeNow());
      const kept = shown;
      history.replaceState(null, '', kept || '#/'); // until the reader has decided
      if (!(await mayLeave())) return undefined;
      shown = wanted;
      history.replaceState(null, '', wanted || '#/');
      return setPlace(placeNow());
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
