// Entry: who is here, which view they want, and the frame around it.
import { html, render, useEffect, useState } from '/vendor/htm.js';

import { api, whenSignedOut } from './api.js';
import { chooseLanguage, t, useTexts } from './i18n.js';
import { recall, remember } from './memory.js';
import { Frame } from './parts/frame.js';
import { PasswordAgain } from './parts/password_again.js';
import { takeSetupToken } from './setup_token.js';
import { BotsView } from './views/bots.js';
import { CallsView } from './views/calls.js';
import { ExotelView } from './views/exotel.js';
import { HomeView } from './views/home.js';
import { NumbersView } from './views/numbers.js';
import { SetupView } from './views/setup.js';
import { SignInView } from './views/sign_in.js';
import { TestCallView } from './views/test_call.js';

// In the order of the menu. `superAdmin`: the API serves it to that role only.
const ROUTES = [
  { path: '', text: 'home.title', view: HomeView },
  { path: 'exotel', text: 'exotel.title', view: ExotelView, superAdmin: true },
  { path: 'bots', text: 'bots.title', view: BotsView },
  { path: 'numbers', text: 'numbers.title', view: NumbersView, superAdmin: true },
  { path: 'test-call', text: 'test_call.title', view: TestCallView },
  { path: 'calls', text: 'calls.title', view: CallsView },
];

const pathNow = () => location.hash.replace(/^#\/?/, '');

/** Asks only when this browser has signed in before: a 401 that everybody expects would look like a fault. */
async function whoIsHere(setupToken) {
  // A link also helps when there are accounts already: its holder may have lost the password of the only one.
  if (setupToken || (await api.setupNeeded())) return { user: null, notice: '', setupToken, setupNeeded: true };
  const user = recall('signed_in') ? await api.me().catch(() => null) : null;
  return { user, notice: '' };
}

function usePath() {
  const [path, setPath] = useState(pathNow());
  useEffect(() => {
    const follow = () => {
      if (/^#setup=/.test(location.hash)) location.reload();
      else setPath(pathNow());
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return path;
}

function App({ start }) {
  const [state, setState] = useState(start);
  const [, setLanguage] = useState('');
  const path = usePath();

  const signedIn = (user) => {
    remember('signed_in', 'yes');
    setState({ user, notice: '' });
  };
  const signedOut = (notice) => {
    remember('signed_in', '');
    setState({ user: null, notice });
  };
  useEffect(() => whenSignedOut(() => signedOut('sign_in.session_over')), []);

  const signOut = async () => {
    await api.signOut().catch(() => null);
    location.hash = '';
    signedOut('sign_in.signed_out');
  };
  const speak = (wanted) => chooseLanguage(wanted).then(() => setLanguage(wanted));

  const { user } = state;
  const routes = ROUTES.filter((route) => !route.superAdmin || user?.role === 'super_admin');
  const route = routes.find((each) => each.path === path) ?? routes[0];
  const title = t(user ? route.text : state.setupNeeded ? 'setup.title' : 'sign_in.title');
  useEffect(() => {
    document.title = `${title} · exogate`;
  }, [title]);

  const View = route.view;
  return html`<${Frame} user=${user} routes=${routes} current=${route} onSignOut=${signOut} onLanguage=${speak}>
    ${user && html`<${View} key=${route.path} user=${user} />`}
    ${!user && state.setupNeeded && html`<${SetupView} token=${state.setupToken} onDone=${signedIn} />`}
    ${!user && !state.setupNeeded && html`<${SignInView} notice=${state.notice} onDone=${signedIn} />`}
    ${user && html`<${PasswordAgain} />`}
  <//>`;
}

const setupToken = takeSetupToken();
await useTexts();
const start = await whoIsHere(setupToken).catch((error) => ({ user: null, notice: error.message }));
render(html`<${App} start=${start} />`, document.getElementById('page'));
