// Entry: who is here, which view they want, and the frame around it.
import { html, render, useEffect, useState } from './vendor/htm.js';

import { api, whenSignedOut } from './api.js';
import { chooseLanguage, t, useTexts } from './i18n.js';
import { recall, remember } from './memory.js';
import { Frame } from './parts/frame.js';
import { LeaveDialog } from './parts/leave_dialog.js';
import { PasswordAgain } from './parts/password_again.js';
import { chooseTheme, showTheme } from './parts/theme.js';
import { View } from './parts/view.js';
import { usePlace } from './place.js';
import { ROUTES, SET_UP, SIGN_IN } from './routes.js';
import { takeSetupToken } from './setup_token.js';
import { mayLeave } from './unsaved.js';

/** Asks only when this browser has signed in before: a 401 that everybody expects would look like a fault. */
async function whoIsHere(setupToken) {
  // A link also helps when there are accounts already: its holder may have lost the password of the only one.
  if (setupToken || (await api.setupNeeded())) return { user: null, notice: '', setupToken, setupNeeded: true };
  const user = recall('signed_in') ? await api.me().catch(() => null) : null;
  return { user, notice: '' };
}

function useSession(start) {
  const [state, setState] = useState(start);
  const signedIn = (user) => {
    remember('signed_in', 'yes');
    setState({ user, notice: '' });
  };
  const signedOut = (notice) => {
    remember('signed_in', '');
    setState({ user: null, notice });
  };
  const signOut = async () => {
    if (!(await mayLeave())) return;
    await api.signOut().catch(() => null);
    location.hash = '';
    signedOut('sign_in.signed_out');
  };
  const userChanged = (user) => setState({ user, notice: '' });
  useEffect(() => whenSignedOut(() => signedOut('sign_in.session_over')), []);
  return { ...state, signedIn, signOut, userChanged };
}

function App({ start }) {
  const session = useSession(start);
  const [, setSpoken] = useState('');
  const [, setTheme] = useState('');
  const place = usePlace();

  const { user } = session;
  const routes = ROUTES.filter((route) => !route.superAdmin || user?.role === 'super_admin');
  const nobody = session.setupNeeded ? SET_UP : SIGN_IN;
  const route = user ? (routes.find((each) => each.path === place.path) ?? routes[0]) : nobody;
  const title = t(route.text);
  useEffect(() => {
    document.title = `${title} · exogate`;
  }, [title]);

  const speak = (wanted) => chooseLanguage(wanted).then(() => setSpoken(wanted));
  const paint = (wanted) => {
    chooseTheme(wanted);
    setTheme(wanted);
  };
  const given = user
    ? { user, place, onUserChanged: session.userChanged }
    : { token: session.setupToken, notice: session.notice, onDone: session.signedIn };
  return html`<${Frame}
    user=${user}
    routes=${routes}
    current=${route}
    onSignOut=${session.signOut}
    onLanguage=${speak}
    onTheme=${paint}
  >
    <${View} route=${route} given=${given} />
    ${user && html`<${PasswordAgain} /><${LeaveDialog} />`}
  <//>`;
}

showTheme();
const setupToken = takeSetupToken();
const [start] = await Promise.all([
  whoIsHere(setupToken).catch((error) => ({ user: null, notice: error.message })),
  useTexts(),
]);
render(html`<${App} start=${start} />`, document.getElementById('page'));
