// A greeting that somebody spoke, instead of a text that is read out: uploaded, or recorded right here.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { t } from '../i18n.js';
import { Outcome } from '../parts/notice.js';
import { Player } from '../parts/player.js';
import { Recorder } from '../parts/recorder.js';
import { isWav } from '../parts/wav_file.js';
import { megabytes, seconds } from '../written.js';
import { Section } from './bot_sections.js';

const MOST_BYTES = 10 * 2 ** 20; // speech/recording.h
const MOST_SECONDS = 120;

async function checked(file) {
  if (file.size > MOST_BYTES) {
    throw new Error(t('bots.file_too_large', { size: megabytes(file.size), most: megabytes(MOST_BYTES) }));
  }
  if (!(await isWav(file))) throw new Error(t('bots.file_no_wav', { name: file.name }));
  return new Blob([file], { type: 'audio/wav' });
}

/** What happens to the recording: {busy, error, save(wav), upload(file), remove()}. Every change can be undone. */
function useRecordingChanges(bot, by, onBot) {
  const [state, setState] = useState({ busy: false, error: '' });
  const change = async (work) => {
    setState({ busy: true, error: '' });
    try {
      await work();
      setState({ busy: false, error: '' });
      return true;
    } catch (error) {
      setState({ busy: false, error: error.message });
      return false;
    }
  };
  const current = () => (bot.greeting_recording ? api.recording(bot.id).then(({ wav }) => wav) : null);
  const back = (wav) => async () => {
    onBot(await (wav ? api.saveRecording(bot.id, wav) : api.removeRecording(bot.id)));
    return t(wav ? 'bots.recording_back' : 'bots.recording_removed');
  };
  const keep = async (wav) => {
    const before = await current();
    const { seconds: length, ...saved } = await api.saveRecording(bot.id, wav);
    onBot(saved);
    by.offer(t('bots.recording_saved', { length: seconds(length) }), back(before));
  };
  return {
    ...state,
    save: (wav, done) => change(() => keep(wav)).then((kept) => kept && done()),
    upload: (file) => change(async () => keep(await checked(file))),
    remove: () =>
      change(async () => {
        const before = await current();
        onBot(await api.removeRecording(bot.id));
        by.offer(t('bots.recording_removed'), back(before));
      }),
  };
}

/** A file that misses the box would be opened by the browser instead of the page. */
function useNoStrayDrops() {
  useEffect(() => {
    const refuse = (event) => event.preventDefault();
    ['dragover', 'drop'].forEach((kind) => addEventListener(kind, refuse));
    return () => ['dragover', 'drop'].forEach((kind) => removeEventListener(kind, refuse));
  }, []);
}

function Upload({ onFile, replaces }) {
  const input = useRef(null);
  const [over, setOver] = useState(false);
  useNoStrayDrops();
  const drag = (inside) => (event) => {
    event.preventDefault();
    setOver(inside);
  };
  const drop = (event) => {
    drag(false)(event);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  };
  const chosen = (event) => {
    const [file] = event.target.files;
    event.target.value = ''; // the same file may be chosen again
    if (file) onFile(file);
  };
  return html`<div
    class=${`drop ${over ? 'over' : ''}`}
    onDragOver=${drag(true)}
    onDragLeave=${drag(false)}
    onDrop=${drop}
  >
    <input
      ref=${input}
      type="file"
      class="unseen"
      tabindex="-1"
      accept=".wav,audio/wav,audio/x-wav"
      aria-label=${t('bots.file')}
      onChange=${chosen}
    />
    <button type="button" onClick=${() => input.current.click()}>
      ${t(replaces ? 'bots.file_other' : 'bots.file_choose')}
    </button>
    <p class="hint">${t('bots.file_hint', { most: megabytes(MOST_BYTES), length: seconds(MOST_SECONDS, 0) })}</p>
  </div>`;
}

function Current({ bot, mayEdit, onRemove }) {
  if (!bot.greeting_recording) return html`<p class="muted">${t('bots.recording_none')}</p>`;
  return html`<div class="controls">
    <${Player}
      key=${bot.greeting_recording.id}
      text=${t('bots.recording_hear')}
      load=${() => api.recording(bot.id)}
    />
    ${mayEdit &&
    html`<button type="button" class="risky" onClick=${onRemove}>${t('bots.recording_remove')}</button>`}
  </div>`;
}

/** `onBot(bot)`: how the gateway has it now. */
export function RecordingSection({ bot, mayEdit, by, onBot }) {
  const changes = useRecordingChanges(bot, by, onBot);
  return html`<${Section} title=${t('bots.recording')} lead=${t('bots.recording_lead')}>
    <${Current} bot=${bot} mayEdit=${mayEdit} onRemove=${changes.remove} />
    ${mayEdit &&
    html`<${Upload} onFile=${changes.upload} replaces=${bot.greeting_recording !== null} />
      <${Recorder} save=${changes.save} saveText=${t('bots.recording_save')} longest=${MOST_SECONDS} />`}
    ${changes.busy && html`<p class="muted" role="status">${t('form.busy')}</p>`}
    <${Outcome} error=${changes.error} />
  <//>`;
}
