// A greeting to listen to, before anybody else does.
import { html, useEffect, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t, word } from '../i18n.js';
import { useSubmit } from '../parts/form.js';
import { Notice, Results } from '../parts/notice.js';

/** An address of the blob for as long as it is shown. */
function useAddressOf(blob) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    if (!blob) return setAddress('');
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}

/** `fields` as POST /greeting-preview takes them. What was heard is forgotten when they change. */
export function Listen({ fields }) {
  const asked = JSON.stringify(fields);
  const sound = useSubmit(async () => ({ ...(await api.previewGreeting(fields)), asked }));
  const current = sound.result?.asked === asked ? sound.result : null;
  const address = useAddressOf(current?.wav);
  return html`<div class="listen">
    <button type="button" aria-disabled=${String(sound.busy)} onClick=${sound.submit}>
      ${sound.busy ? t('connect.listen.busy') : t('connect.listen.play')}
    </button>
    <${Results}>
      ${sound.error && html`<${Notice} kind="bad">${sound.error}<//>`}
      ${current &&
      address &&
      html`<audio controls autoplay src=${address} aria-label=${t('connect.listen.name')}></audio>
        <p class="hint">
          ${t('connect.listen.voice', { voice: word('voice', current.voice) })}
          ${current.because && html` <span lang="en">${current.because}</span>`}
        </p>`}
    <//>
  </div>`;
}
