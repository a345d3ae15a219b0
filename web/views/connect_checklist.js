// What has to be so at Exotel. Nothing here can see it: people tick it off, and this browser remembers.
import { html, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { CopyValue } from '../parts/copy.js';
import { keepTicks, ticks } from './connect_steps.js';

const EXOTEL_MAIL = 'hello@exotel.com';
// Exotel's own wording (exotel.md S8): the mail is sorted by it.
const SUBJECT = 'Enable Stream/Voicebot Applet for SID';
const UNKNOWN_SID = '________';

/** [ticked names, tick(name, on)]. */
export function useTicks(onChange) {
  const [list, setList] = useState(ticks);
  const tick = (name, on) => {
    const next = on ? [...list, name] : list.filter((each) => each !== name);
    setList(next);
    keepTicks(next);
    onChange();
  };
  return [list, tick];
}

/** `above`: what stands before the list; `extra`: {check: what stands below it}. */
export function Checks({ title, above, checks, ticked, onTick, extra = {} }) {
  return html`<fieldset class="checks">
    <legend>${title}</legend>
    ${above}
    <ul>
      ${checks.map(
        (check) => html`<li key=${check}>
          <label class="pick">
            <input
              type="checkbox"
              checked=${ticked.includes(check)}
              onChange=${(event) => onTick(check, event.target.checked)}
            />
            <span class="what">
              <strong>${t(`check.${check}`)}</strong>
              <span class="small-print">${t(`check_why.${check}`)}</span>
            </span>
          </label>
          ${extra[check]}
        </li>`,
      )}
    </ul>
  </fieldset>`;
}

/** A mail to Exotel, ready to copy or to open in the mail program. */
export function Mail({ accountSid }) {
  const sid = accountSid || UNKNOWN_SID;
  const subject = `${SUBJECT} ${sid}`;
  const body = t('connect.mail.body', { sid });
  const address = `mailto:${EXOTEL_MAIL}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
  return html`<details class="mail">
    <summary>${t('connect.mail.title')}</summary>
    ${!accountSid && html`<p class="warning">${t('connect.mail.no_sid')}</p>`}
    <dl>
      <dt>${t('connect.mail.to')}</dt>
      <dd><${CopyValue} value=${EXOTEL_MAIL} name=${t('connect.mail.to')} /></dd>
      <dt>${t('connect.mail.subject')}</dt>
      <dd><${CopyValue} value=${subject} name=${t('connect.mail.subject')} /></dd>
      <dt>${t('connect.mail.text')}</dt>
      <dd class="long"><${CopyValue} value=${body} name=${t('connect.mail.text')} /></dd>
    </dl>
    <p><a href=${address}>${t('connect.mail.open')}</a></p>
  </details>`;
}
