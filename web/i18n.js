// All words of the page come from i18n/*.json.
import { recall, remember } from './memory.js';

export const LANGUAGES = { en: 'English', hi: 'हिन्दी' };

let language = 'en';
let texts = {};

function preferredLanguage() {
  const kept = recall('language');
  if (kept in LANGUAGES) return kept;
  return navigator.languages?.some((name) => /^en\b/.test(name)) || !/^hi\b/.test(navigator.language) ? 'en' : 'hi';
}

/** Of a file of words: Devanagari stands in the upper half of the bytes (web/pack.py). */
function letters(file) {
  const devanagari = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xf780 + 0x900);
  return new TextDecoder('x-user-defined').decode(file).replace(/[\uf780-\uf7ff]/g, devanagari);
}

/**
 * Words as web/pack.py writes them: those that modules name in full are `numbered`, from 1 on; `texts` have keys, of which
 * each line of `keys` has a family and its codes.
 */
function unpack({ keys, texts: rest, numbered }) {
  const names = keys.split('\n').flatMap((line) => {
    const [family, ...codes] = line.split(' ');
    return codes.map((code) => `${family}.${code}`);
  });
  const all = Object.fromEntries(names.map((name, i) => [name, rest[i]]));
  numbered.forEach((text, i) => (all[i + 1] = text));
  return all;
}

/** Loads a language (default: the reader's) and makes it the page's. */
export async function useTexts(wanted = preferredLanguage()) {
  const response = await fetch(new URL(`./i18n/${wanted}.words`, import.meta.url));
  texts = unpack(JSON.parse(letters(await response.arrayBuffer())));
  language = wanted;
  document.documentElement.lang = wanted;
}

/** The same, by the reader's choice: it is remembered. */
export async function chooseLanguage(wanted) {
  await useTexts(wanted);
  remember('language', wanted);
}

export const currentLanguage = () => language;

/** The text of `key`, with `{name}` replaced from `values`. An unknown key shows itself. */
export function t(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The text of `key`, or undefined: for what the gateway may name and this page does not know. */
export const known = (key) => texts[key];

/** The text of `prefix.code`, or the code itself when nobody has words for it. */
export function word(prefix, code) {
  return texts[`${prefix}.${code}`] ?? code;
}

/** Every code that has words in this family: codesOf('action'). */
export function codesOf(prefix) {
  const start = `${prefix}.`;
  return Object.keys(texts)
    .filter((key) => key.startsWith(start))
    .map((key) => key.slice(start.length));
}
