// A recorded greeting: recorded here, uploaded, heard and removed.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { api } from '../api.js';
import { Outcome, Section } from '../parts/data.js';
import { Player, isWav, mono, wavOf } from '../parts/sound.js';
import { megabytes, seconds, t, useUnsaved } from '../reader.js';

// Records with the microphone of whoever reads the page: listen, and record again, before anything is kept.

const RATE = 16_000; // twice a telephone's: enough for any call
const TICK_MS = 60;

/** Why this browser gives no microphone: 'insecure' (plain HTTP on a name that is not this machine), 'absent', or ''. */
function microphoneTrouble() {
  if (!isSecureContext) return 'insecure';
  return navigator.mediaDevices?.getUserMedia && globalThis.MediaRecorder ? '' : 'absent';
}

async function toWav(chunks) {
  const bytes = await new Blob(chunks).arrayBuffer();
  const buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return wavOf(mono(buffer), RATE);
}

/** The loudest of what was heard last, 0 to 1. */
function meterOf(context, stream) {
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  };
}

/** Begins at once: {level(), stop(): Promise<Blob> (a WAV), cancel()}. Rejects with the browser's DOMException. */
async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  const context = new AudioContext();
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: 128_000 });
  const chunks = [];
  recorder.ondataavailable = (event) => chunks.push(event.data);
  const ended = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  recorder.start();
  const end = async () => {
    if (recorder.state !== 'inactive') recorder.stop();
    await ended;
    stream.getTracks().forEach((track) => track.stop());
    await context.close();
  };
  const level = meterOf(context, stream);
  return { level, cancel: end, stop: () => end().then(() => toWav(chunks)) };
}

function wordsOf(error) {
  if (error.name === 'NotAllowedError') return t('recorder.refused');
  if (error.name === 'NotFoundError') return t('recorder.no_device');
  if (error.name === 'EncodingError') return t('recorder.too_short');
  return t('recorder.failed', { reason: error.message });
}

const IDLE = { phase: 'idle', elapsed: 0, level: 0, error: '', wav: null };

function useRecorder(longest) {
  const [state, setState] = useState(IDLE);
  const session = useRef(null);
  const gone = useRef(false);
  useEffect(
    () => () => {
      gone.current = true;
      session.current?.cancel();
    },
    [],
  );
  const start = async () => {
    setState({ ...IDLE, phase: 'asking' });
    try {
      const begun = await record();
      if (gone.current) return void begun.cancel();
      session.current = { ...begun, began: performance.now() };
      setState({ ...IDLE, phase: 'recording' });
    } catch (error) {
      setState({ ...IDLE, error: wordsOf(error) });
    }
  };
  const stop = async () => {
    const running = session.current;
    session.current = null;
    if (running === null) return;
    try {
      setState({ ...IDLE, phase: 'done', wav: await running.stop() });
    } catch (error) {
      setState({ ...IDLE, error: wordsOf(error) });
    }
  };
  useEffect(() => {
    if (state.phase !== 'recording') return undefined;
    const timer = setInterval(() => {
      if (session.current === null) return;
      const elapsed = (performance.now() - session.current.began) / 1000;
      if (elapsed >= longest) stop();
      else setState((before) => ({ ...before, elapsed, level: session.current.level() }));
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [state.phase]);
  return { ...state, start, stop, discard: () => setState(IDLE) };
}

function Recording({ recorder, longest }) {
  return html`<div class="controls">
    <button type="button" class="primary" onClick=${recorder.stop}>
      <span aria-hidden="true">■</span> ${t('recorder.stop')}
    </button>
    <meter aria-label=${t('recorder.level')} min="0" max="1" value=${recorder.level}></meter>
    <span class="clock">${t('recorder.elapsed', { now: seconds(recorder.elapsed), most: seconds(longest, 0) })}</span>
  </div>`;
}

function Finished({ recorder, save, saveText }) {
  return html`<div class="recorded">
    <p>${t('recorder.done')}</p>
    <div class="controls">
      <button type="button" class="primary" onClick=${() => save(recorder.wav, recorder.discard)}>${saveText}</button>
      <${Player} text=${t('recorder.listen')} load=${async () => ({ wav: recorder.wav })} />
      <button type="button" onClick=${recorder.start}>${t('recorder.again')}</button>
      <button type="button" onClick=${recorder.discard}>${t('recorder.discard')}</button>
    </div>
  </div>`;
}

/** `save(wav, done)` keeps the recording; `done()` when it is kept. `longest`: seconds. */
function Recorder({ save, saveText, longest }) {
  const recorder = useRecorder(longest);
  useUnsaved(recorder.phase === 'done' || recorder.phase === 'recording');
  const box = useFocusFollowed(recorder.phase);
  const trouble = microphoneTrouble();
  if (trouble) return html`<p class="notice">${t(`recorder.trouble.${trouble}`)}</p>`;
  return html`<div ref=${box} class="recorder">
    ${recorder.phase === 'idle' &&
    html`<button type="button" onClick=${recorder.start}><span aria-hidden="true">●</span> ${t('recorder.start')}</button>`}
    ${recorder.phase === 'asking' && html`<p class="muted">${t('recorder.asking')}</p>`}
    ${recorder.phase === 'recording' && html`<${Recording} recorder=${recorder} longest=${longest} />`}
    ${recorder.phase === 'done' && html`<${Finished} recorder=${recorder} save=${save} saveText=${saveText} />`}
    <${Outcome} error=${recorder.error} />
  </div>`;
}

/** The buttons change with what happens; the focus goes to the first of the new ones. */
function useFocusFollowed(phase) {
  const box = useRef(null);
  const shown = useRef(phase);
  useEffect(() => {
    if (shown.current !== phase) box.current?.querySelector('button')?.focus();
    shown.current = phase;
  }, [phase]);
  return box;
}

// A greeting that somebody spoke, instead of a text that is read out: uploaded, or recorded right here.

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
