// The audit page by page, the newest first: what is shown stays while more is fetched or new entries arrive.
import { useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { useEvery } from '../parts/load.js';

const PAGE = 100;
const REFRESH_MS = 10_000;
const TYPING_MS = 300;

const NOTHING = { entries: null, next: null, error: '', fetching: false };

/** Both, each entry once, the newest first. */
function joined(entries, others) {
  const all = new Map([...entries, ...others].map((entry) => [entry.seq, entry]));
  return [...all.values()].sort((one, other) => other.seq - one.seq);
}

/** What is newer comes before what is shown; when there is a gap between them, the newest page begins anew. */
function withNewest(now, page) {
  if (now.entries === null) return { entries: page.entries, next: page.next_before };
  const newestShown = now.entries[0]?.seq ?? 0;
  if (page.entries[0]?.seq === newestShown) return now;
  const gap = page.next_before !== null && page.next_before > newestShown;
  return gap ? { entries: page.entries, next: page.next_before } : { ...now, entries: joined(now.entries, page.entries) };
}

/** {entries (null before the first answer), next (null: no more), error, fetching, more()} */
export function useAuditPages(filters) {
  const key = JSON.stringify(filters);
  const wanted = useRef(key);
  wanted.current = key;
  const [state, setState] = useState(NOTHING);
  const ask = async (before, change) => {
    let next = (now) => now;
    try {
      const page = await api.audit({ ...filters, limit: PAGE, before });
      next = (now) => ({ ...change(now, page), error: '' });
    } catch (error) {
      next = (now) => ({ ...now, error: error.message });
    }
    if (wanted.current === key) setState((now) => ({ ...next(now), fetching: false }));
  };
  const first = useRef(true);
  useEffect(() => {
    const begin = () => ask('', (now, page) => ({ entries: page.entries, next: page.next_before }));
    setState((now) => ({ ...now, fetching: true }));
    const timer = setTimeout(begin, first.current ? 0 : TYPING_MS);
    first.current = false;
    return () => clearTimeout(timer);
  }, [key]);
  useEvery(REFRESH_MS, () => (state.fetching ? undefined : ask('', withNewest)));
  const more = () => {
    if (state.fetching) return undefined;
    setState((now) => ({ ...now, fetching: true }));
    return ask(state.next, (now, page) => ({ entries: joined(now.entries, page.entries), next: page.next_before }));
  };
  return { ...state, more };
}
