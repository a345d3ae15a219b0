// The views, in the order of the menu. `superAdmin`: the API serves it to that role only. `unlisted`: reached
// by another way than the menu. A view also has the addresses below its path (place.rest).
export const ROUTES = [
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
export const SET_UP = { text: 'setup.title', load: async () => (await import('./views/setup.js')).SetupView };
export const SIGN_IN = { text: 'sign_in.title', load: async () => (await import('./views/sign_in.js')).SignInView };
