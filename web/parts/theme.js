// Light, dark, or as the system has it.
import { recall, remember } from '../memory.js';

export const THEMES = ['system', 'light', 'dark'];

export function currentTheme() {
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
