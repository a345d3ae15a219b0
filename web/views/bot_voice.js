// Whose voice speaks the greeting, and whether this gateway has it.
import { html } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { Choice, TextField } from '../parts/form.js';

/** {elevenlabs, command}: true, false, or null when the settings could not be read. */
export function configuredVoices(settings) {
  if (settings === null) return { elevenlabs: null, command: null };
  const setting = (name) => settings.settings.find(({ key }) => key === `speech.${name}`);
  return {
    elevenlabs: setting('elevenlabs_api_key')?.set ?? null,
    command: (setting('command')?.value ?? []).length > 0,
  };
}

/** The vendor of a choice, where it wants one. */
const vendorOf = (voice) => (voice.startsWith('elevenlabs') ? 'elevenlabs' : voice);

/** What speaks when the bot asks for no voice of its own; '' when the settings could not be read. */
function siteVoice({ elevenlabs, command }) {
  if (elevenlabs === null) return '';
  return elevenlabs ? 'elevenlabs' : command ? 'command' : 'builtin';
}

function siteChoice(configured) {
  const voice = siteVoice(configured);
  return voice ? t('bots.voice_site', { voice: t(`voice.${voice}`) }) : t('bots.voice_site_plain');
}

const DEVANAGARI = /\p{Script=Devanagari}/u;

/** What to know of a text that this voice would not speak as it is written; '' when there is nothing. */
export function scriptHint({ language, greeting_text, voice }, settings) {
  const speaks = voice || siteVoice(configuredVoices(settings));
  const devanagari = DEVANAGARI.test(greeting_text);
  if (speaks === 'builtin' && (devanagari || language === 'hi')) return t('bots.voice_no_hindi');
  return devanagari && language === 'en' ? t('bots.language_differs') : '';
}

export function VoiceFields({ values, field, settings }) {
  const configured = configuredVoices(settings);
  const missing = (voice) => configured[vendorOf(voice)] === false;
  const mark = (voice) => (missing(voice) ? ` (${t('bots.voice_missing')})` : '');
  const choices = [
    { value: '', text: siteChoice(configured) },
    { value: 'builtin', text: t('voice.builtin') },
    { value: 'elevenlabs', text: t('bots.voice_elevenlabs') + mark('elevenlabs') },
    { value: 'elevenlabs:', text: t('bots.voice_elevenlabs_other') + mark('elevenlabs:') },
    { value: 'command', text: t('voice.command') + mark('command') },
  ];
  const other = values.voice === 'elevenlabs:';
  return html`<${Choice}
      label=${t('bots.voice')}
      hint=${missing(values.voice) ? t(`bots.voice_missing_hint.${vendorOf(values.voice)}`) : scriptHint(values, settings)}
      choices=${choices}
      ...${field('voice')}
      ...${other && { error: '' }}
    />
    ${other &&
    html`<${TextField}
      label=${t('bots.voice_id')}
      hint=${t('bots.voice_id_hint')}
      type="text"
      required
      pattern="[A-Za-z0-9]{1,69}"
      spellcheck="false"
      autocapitalize="none"
      ...${field('voice_id')}
      error=${field('voice').error}
    />`}`;
}
