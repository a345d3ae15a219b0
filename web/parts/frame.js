// What surrounds every view: name, menu, language, colours, who is signed in.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { useLiveState } from '../live.js';
import { LANGUAGES, currentLanguage, hrefTo, recall, remember, t } from '../reader.js';

// Light, dark, or as the system has it.

const THEMES = ['system', 'light', 'dark'];

function currentTheme() {
  const kept = recall('theme');
  return THEMES.includes(kept) ? kept : 'system';
}

export function chooseTheme(theme) {
  remember('theme', theme === 'system' ? '' : theme);
  showTheme(theme);
}

/** Canvases have no style sheet: who draws on one listens for `exogate-theme` and for the system's change. */
export function showTheme(theme = currentTheme()) {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  dispatchEvent(new Event('exogate-theme'));
}

// What a narrow window keeps behind one button: open until the reader goes elsewhere, by Escape, the focus or a click.

/** `route`: another one closes it. {open, toggle, box, button: refs, onKeyDown, onFocusOut: of the box}. */
function useFoldedTools(route) {
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

const PATIENCE_MS = 5000;
const STATES = { live: 'frame.live', waiting: 'frame.waiting', lost: 'frame.lost' };

function LanguageChoice({ onLanguage }) {
  const choices = Object.entries(LANGUAGES).map(
    ([code, name]) => html`<button
      type="button"
      class="language"
      lang=${code}
      aria-pressed=${String(code === currentLanguage())}
      onClick=${() => onLanguage(code)}
    >
      ${name}
    </button>`,
  );
  return html`<div class="languages" role="group" aria-label=${t('frame.language')}>${choices}</div>`;
}

function ThemeChoice({ onTheme }) {
  return html`<select
    class="theme"
    aria-label=${t('frame.theme')}
    value=${currentTheme()}
    onChange=${(event) => onTheme(event.target.value)}
  >
    ${THEMES.map((theme) => html`<option key=${theme} value=${theme}>${t(`theme.${theme}`)}</option>`)}
  </select>`;
}

/** 'waiting' for a while is nothing to speak of; after that the connection is 'lost'. */
function usePatience(state) {
  const [lost, setLost] = useState(false);
  useEffect(() => {
    setLost(false);
    if (state !== 'waiting') return undefined;
    const timer = setTimeout(() => setLost(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return state === 'waiting' && lost ? 'lost' : state;
}

/** Whether what is shown follows the gateway. */
function LiveMark() {
  const state = usePatience(useLiveState());
  return html`<span class=${`live-mark ${state}`} role="status">${t(STATES[state])}</span>`;
}

/** Where the menu is one line that scrolls sideways, the view that is shown stands in sight. */
function useCurrentInSight(list, key) {
  useEffect(() => {
    const item = list.current?.querySelector('[aria-current]');
    if (item) list.current.scrollLeft = item.offsetLeft - (list.current.clientWidth - item.offsetWidth) / 2;
  }, [key]);
}

function Menu({ routes, current }) {
  const list = useRef(null);
  useCurrentInSight(list, `${current.path} ${currentLanguage()}`);
  return html`<nav class="menu" aria-label=${t('frame.menu')}>
    <ul ref=${list}>
      ${routes.filter((route) => !route.unlisted).map(
        (route) => html`<li key=${route.path}>
          <a href=${hrefTo(route.path)} aria-current=${route === current ? 'page' : null}>${t(route.text)}</a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

function AccountLink({ user, current }) {
  return html`<a
    class="email"
    href=${hrefTo('account')}
    title=${t(`role.${user.role}`)}
    aria-label=${t('account.link', { email: user.email })}
    aria-current=${current.path === 'account' ? 'page' : null}
  >
    ${user.email}
  </a>`;
}

/** A new view begins at its top, for the eye and for the screen reader; the first one leaves the focus alone. */
function useFocusOnChange(main, key) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [key]);
}

/** Theme, language, account: on a narrow window, behind one button. Who is not signed in has few of them, and sees them all. */
function Tools({ user, current, onSignOut, onLanguage, onTheme }) {
  const tools = useFoldedTools(current);
  const choices = html`<${ThemeChoice} onTheme=${onTheme} /><${LanguageChoice} onLanguage=${onLanguage} />`;
  if (!user) return choices;
  return html`<div class="folding" ref=${tools.box} onKeyDown=${tools.onKeyDown} onFocusOut=${tools.onFocusOut}>
    <button
      type="button"
      class="quiet unfold"
      aria-label=${t('frame.tools')}
      aria-expanded=${String(tools.open)}
      aria-controls="tools"
      ref=${tools.button}
      onClick=${tools.toggle}
    >
      <span aria-hidden="true">☰</span>
    </button>
    <div class=${tools.open ? 'tools open' : 'tools'} id="tools">
      ${choices}
      <div class="who">
        <${AccountLink} user=${user} current=${current} />
        <button type="button" class="quiet" onClick=${onSignOut}>${t('frame.sign_out')}</button>
      </div>
    </div>
  </div>`;
}

export function Frame({ user, routes, current, onSignOut, onLanguage, onTheme, children }) {
  const main = useRef(null);
  useFocusOnChange(main, user ? current.path : 'nobody');
  const skip = (event) => {
    event.preventDefault(); // the fragment names the view
    main.current?.focus();
  };
  return html`<div class=${user ? 'frame' : 'frame alone'}>
    <a class="skip" href="#main" onClick=${skip}>${t('frame.skip')}</a>
    <header class="top">
      <span class="brand"><img src="/favicon.svg" alt="" width="28" height="28" /> exogate</span>
      ${user && html`<${LiveMark} />`}
      <${Tools} user=${user} current=${current} onSignOut=${onSignOut} onLanguage=${onLanguage} onTheme=${onTheme} />
    </header>
    ${user && html`<${Menu} routes=${routes} current=${current} />`}
    <main id="main" tabindex="-1" ref=${main}>${children}</main>
  </div>`;
}
