// Removing a bot: at once, with an undo that makes it again. What cannot come back is said before.
import { html, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { FormDialog } from '../parts/dialog.js';
import { copyOf } from './bot_fields.js';

const without = (bot) => (data) => ({ ...data, bots: data.bots.filter((each) => each.id !== bot.id) });
const inserted = (bot, at) => (data) => ({
  ...data,
  bots: [...data.bots.slice(0, at), bot, ...data.bots.slice(at)],
});

async function recordingOf(bot) {
  if (bot.greeting_recording === null) return null;
  return (await api.recording(bot.id)).wav;
}

/** {wav, losses: 'login' and 'recording', as far as they would be lost} */
async function whatIsLost(bot) {
  const losses = bot.stream_login.required ? ['login'] : [];
  try {
    return { wav: await recordingOf(bot), losses };
  } catch {
    return { wav: null, losses: [...losses, 'recording'] };
  }
}

async function makeAgain(bot, wav, source) {
  try {
    await api.saveBot(bot.id, copyOf(bot));
    if (wav) await api.saveRecording(bot.id, wav);
  } finally {
    await source.reload();
  }
  return t('bots.restored', { name: bot.name });
}

function removedText(bot, dids) {
  const numbers = dids.filter((did) => did.bot_id === bot.id).map(({ number }) => number);
  const text = t('bots.removed', { name: bot.name });
  return numbers.length === 0 ? text : `${text} ${t('bots.removed_numbers', { numbers: numbers.join(', ') })}`;
}

/** {begin(bot), dialog}; `onRemoved` after it is gone. */
export function useRemoval(source, by, onRemoved) {
  const [asked, setAsked] = useState(null);
  const remove = async ({ bot, wav }) => {
    const at = source.data.bots.findIndex((each) => each.id === bot.id);
    await source.attempt(without(bot), () => api.removeBot(bot.id), inserted(bot, at));
    onRemoved();
    by.offer(removedText(bot, source.data.dids), () => makeAgain(bot, wav, source));
  };
  const begin = async (bot) => {
    by.say('');
    const { wav, losses } = await whatIsLost(bot);
    if (losses.length > 0) return setAsked({ bot, wav, losses });
    return remove({ bot, wav }).catch((error) => by.say(`${bot.name}: ${error.message}`, 'bad'));
  };
  const dialog =
    asked &&
    html`<${FormDialog}
      title=${t('bots.remove_title', { name: asked.bot.name })}
      submitText=${t('form.remove')}
      danger
      onSubmit=${() => remove(asked)}
      onDone=${() => setAsked(null)}
      onClose=${() => setAsked(null)}
    >
      <p>${t('bots.remove_sure')}</p>
      <ul class="plain">
        ${asked.losses.map((loss) => html`<li key=${loss}>${t(`bots.remove_loses.${loss}`)}</li>`)}
      </ul>
    <//>`;
  return { begin, dialog };
}
