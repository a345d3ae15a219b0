// A telephone's keys: by mouse, by touch, and by the keyboard while the keypad has the focus.
import { html, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function Keypad({ onPress }) {
  const [pressed, setPressed] = useState('');
  const press = (key) => {
    setPressed((before) => before + key);
    onPress(key);
  };
  const typed = (event) => {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    press(event.key);
  };
  return html`<div class="keypad" role="group" aria-label=${t('talk.keypad')} onKeyDown=${typed}>
    ${KEYS.map((key) => html`<button key=${key} type="button" onClick=${() => press(key)}>${key}</button>`)}
    <output class="pressed" aria-label=${t('talk.pressed')}>${pressed}</output>
  </div>`;
}
