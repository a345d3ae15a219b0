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

/**
 * Words as web/pack.py writes them, a line each: families with their codes, the texts of these, and texts that modules ask
 * for by number, from 1 on. Devanagari stands in the upper half of the bytes.
 */
function unpack(file) {
  const devanagari = (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xf780 + 0x900);
  const letters = new TextDecoder('x-user-defined').decode(file).replace(/[\uf780-\uf7ff]/g, devanagari);
  const unescaped = (line) => line.replace(/\\(?:n|u(....))/g, (_, code) => (code ? String.fromCharCode(parseInt(code, 16)) : '\n'));
  const [families, coded, numbered] = letters.split('\n\n').map((part) => part.split('\n').map(unescaped));
  const names = families.flatMap((line) => {
    const [family, ...codes] = line.split(' ');
    return codes.map((code) => `${family}.${code}`);
  });
  return Object.fromEntries([...names.map((name, i) => [name, coded[i]]), ...numbered.map((text, i) => [i + 1, text])]);
}

/** Loads a language (default: the reader's) and makes it the page's. */
export async function useTexts(wanted = preferredLanguage()) {
  const response = await fetch(new URL(`./i18n/${wanted}.words`, import.meta.url));
  texts = unpack(await response.arrayBuffer());
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
