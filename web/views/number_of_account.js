// A number picked from the Exotel account's own list, so that nobody types one wrongly.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Choice } from '../parts/form.js';
import { Results } from '../parts/notice.js';

const FLOW = /^https?:\/\/.*\/exoml\/start_voice\/\d+$/;

/** What the account tells of one of its numbers, as fields of a DID. */
function accountFields(phone) {
  return {
    number: phone.number,
    label: phone.friendly_name === phone.number ? '' : phone.friendly_name,
    flow_url: FLOW.test(phone.voice_url) ? phone.voice_url : '',
  };
}

function textOf(phone) {
  const name = phone.friendly_name && phone.friendly_name !== phone.number ? ` · ${phone.friendly_name}` : '';
  return `${phone.number}${name}${phone.did_id ? ` (${t('numbers.already_here')})` : ''}`;
}

/** `onPick` gets {number, label, flow_url}; what the account does not know is ''. */
export function NumberOfAccount({ onPick }) {
  const [phones, setPhones] = useState(null);
  const [error, setError] = useState('');
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    let shown = true;
    api.exophones().then(
      (found) => shown && setPhones(found),
      (failure) => shown && setError(failure.message),
    );
    return () => {
      shown = false;
    };
  }, []);
  const pick = (number) => {
    setChosen(number);
    const phone = phones.find((each) => each.number === number);
    if (phone) onPick(accountFields(phone));
  };
  if (phones === null || phones.length === 0) {
    const words = phones && t('numbers.account_empty');
    return html`<${Results}>
      <p class="hint">${error ? t('numbers.account_failed', { reason: error }) : (words ?? t('numbers.account_asked'))}</p>
    <//>`;
  }
  const choices = [
    { value: '', text: t('numbers.account_type') },
    ...phones.map((phone) => ({ value: phone.number, text: textOf(phone), disabled: phone.did_id !== null })),
  ];
  return html`<${Choice} label=${t('numbers.of_account')} choices=${choices} value=${chosen} onValue=${pick} />`;
}
