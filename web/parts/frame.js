// What surrounds every view: name, menu, language, who is signed in.
import { html, useEffect, useRef } from '../vendor/htm.js';

import { LANGUAGES, currentLanguage, t } from '../i18n.js';
import { useLiveState } from '../live.js';
import { hrefTo } from '../place.js';
import { THEMES, currentTheme } from './theme.js';

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

/** Whether what is shown follows the gateway. */
function LiveMark() {
  const state = useLiveState();
  return html`<span class=${`live-mark ${state}`} role="status">${t(`frame.${state}`)}</span>`;
}

function Menu({ routes, current }) {
  return html`<nav class="menu" aria-label=${t('frame.menu')}>
    <ul>
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
      <${ThemeChoice} onTheme=${onTheme} />
      <${LanguageChoice} onLanguage=${onLanguage} />
      ${user &&
      html`<div class="who">
        <${AccountLink} user=${user} current=${current} />
        <button type="button" class="quiet" onClick=${onSignOut}>${t('frame.sign_out')}</button>
      </div>`}
    </header>
    ${user && html`<${Menu} routes=${routes} current=${current} />`}
    <main id="main" tabindex="-1" ref=${main}>${children}</main>
  </div>`;
}
