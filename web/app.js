// Entry: the set-up token, signing in, who is here, which view they want, what is asked of them over any view, and the
// frame around it.
import { html, render, useEffect, useState } from './vendor/htm.js';

import { api, whenPasswordNeeded, whenSignedOut } from './api.js';
import { Notice, Outcome, Results } from './parts/data.js';
import { Dialog, FormDialog, SubmitButton, TextField, useFields, useSubmit } from './parts/form.js';
import { Frame, chooseTheme, showTheme } from './parts/frame.js';
import { chooseLanguage, mayLeave, recall, remember, t, usePlace, useTexts, whenLeaving } from './reader.js';

/** `notice`: the key of a text that says why the reader is here, or ''. */
function SignInView({ notice, onDone }) {
  const [values, field] = useFields({ email: '', password: '' });
  const form = useSubmit(async () => {
    const { user } = await api.signIn(values.email.trim(), values.password);
    onDone(user);
  });
  return html`<h1>${t('sign_in.title')}</h1>
    <form class="card" onSubmit=${form.submit}>
      <${Results}>${notice && !form.error && html`<${Notice}>${t(notice)}<//>`}<//>
      <${TextField}
        label=${t('sign_in.email')}
        type="email"
        required
        autocomplete="username"
        ...${field('email')}
      />
      <${TextField}
        label=${t('sign_in.password')}
        type="password"
        required
        autocomplete="current-password"
        ...${field('password')}
      />
      <${Outcome} error=${form.error} />
      <div class="buttons"><${SubmitButton} busy=${form.busy}>${t('sign_in.submit')}<//></div>
    </form>`;
}

// The one-time token of a set-up link (/#setup=TOKEN). It leaves the address bar, and with it the history, at once.

function takeSetupToken() {
  const found = /^#setup=([^&]+)/.exec(location.hash);
  if (!found) return '';
  history.replaceState(null, '', '/');
  return found[1];
}

// The views, in the order of the menu. `superAdmin`: the API serves it to that role only. `unlisted`: reached
// by another way than the menu. A view also has the addresses below its path (place.rest).

const ROUTES = [
  { path: '', text: 'home.title', load: async () => (await import('./views/home.js')).HomeView },
  {
    path: 'connect',
    text: 'connect.title',
    superAdmin: true,
    load: async () => (await import('./views/connect.js')).ConnectView,
  },
  {
    path: 'exotel',
    text: 'exotel.title',
    superAdmin: true,
    load: async () => (await import('./views/exotel.js')).ExotelView,
  },
  { path: 'bots', text: 'bots.title', load: async () => (await import('./views/bots.js')).BotsView },
  {
    path: 'numbers',
    text: 'numbers.title',
    superAdmin: true,
    load: async () => (await import('./views/numbers.js')).NumbersView,
  },
  { path: 'test-call', text: 'test_call.title', load: async () => (await import('./views/test_call.js')).TestCallView },
  { path: 'calls', text: 'calls.title', load: async () => (await import('./views/calls.js')).CallsView },
  { path: 'system', text: 'system.title', load: async () => (await import('./views/system.js')).SystemView },
  {
    path: 'account',
    text: 'account.title',
    unlisted: true,
    load: async () => (await import('./views/account.js')).AccountView,
  },
];

// For nobody in particular.
const SET_UP = { text: 'setup.title', load: async () => (await import('./views/account.js')).SetupView };
const SIGN_IN = { text: 'sign_in.title', load: async () => SignInView };

// A view's module is fetched when the view is first opened, so that the first one shows at once.

/** Its addresses change with every release: an old page that asks for a part it never loaded has to begin anew. */
function Outdated() {
  return html`<${Notice} kind="bad">
    <p>${t('view.outdated')}</p>
    <div class="buttons">
      <button type="button" onClick=${() => location.reload()}>${t('view.reload')}</button>
    </div>
  <//>`;
}

/** `route.load` fetches the module and gives its component, which gets what is in `given`. */
function View({ route, given }) {
  const [state, setState] = useState({ route: null });
  useEffect(() => {
    let current = true;
    const show = (next) => current && setState({ route, ...next });
    route.load().then(
      (component) => show({ component }),
      () => show({ failed: true }),
    );
    return () => {
      current = false;
    };
  }, [route]);
  if (state.route !== route) return html`<p class="waiting">${t('load.waiting')}</p>`;
  if (state.failed) return html`<${Outdated} />`;
  return html`<${state.component} ...${given} />`;
}

// "You have changes that are not saved": asked before they would be lost.

function LeaveDialog() {
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    whenLeaving(() => new Promise((resolve) => setAnswer(() => resolve)));
    return () => whenLeaving(async () => true);
  }, []);
  if (!answer) return null;
  const decide = (leave) => {
    setAnswer(null);
    answer(leave);
  };
  return html`<${Dialog} title=${t('unsaved.title')} onClose=${() => decide(false)}>
    <p>${t('unsaved.what')}</p>
    <div class="buttons">
      <button type="button" class="primary" onClick=${() => decide(false)}>${t('unsaved.stay')}</button>
      <button type="button" class="risky" onClick=${() => decide(true)}>${t('unsaved.leave')}</button>
    </div>
  <//>`;
}

// Changes of credentials want a password that was entered within ten minutes: this asks for it, then the change goes on.

const nobodyAsks = async () => false;

function PasswordAgain() {
  const [answer, setAnswer] = useState(null);
  const [password, setPassword] = useState('');
  useEffect(() => {
    // Changes that are refused at the same time wait for the same dialog.
    let pending = null;
    whenPasswordNeeded(() => {
      pending ??= new Promise((resolve) => setAnswer(() => resolve)).finally(() => (pending = null));
      return pending;
    });
    return () => whenPasswordNeeded(nobodyAsks);
  }, []);
  if (!answer) return null;
  const close = (confirmed) => {
    setPassword('');
    setAnswer(null);
    answer(confirmed);
  };
  return html`<${FormDialog}
    title=${t('password_again.title')}
    submitText=${t('password_again.submit')}
    onSubmit=${() => api.confirmPassword(password)}
    onDone=${() => close(true)}
    onClose=${() => close(false)}
  >
    <p>${t('password_again.why')}</p>
    <${TextField}
      label=${t('sign_in.password')}
      type="password"
      required
      autocomplete="current-password"
      value=${password}
      onValue=${setPassword}
    />
  <//>`;
}

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
