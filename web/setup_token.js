// The one-time token of a set-up link (/#setup=TOKEN). It leaves the address bar, and with it the history, at once.
export function takeSetupToken() {
  const found = /^#setup=([^&]+)/.exec(location.hash);
  if (!found) return '';
  history.replaceState(null, '', '/');
  return found[1];
}
