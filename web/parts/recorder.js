// Records with the microphone of whoever reads the page: listen, and record again, before anything is kept.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { t } from '../i18n.js';
import { useUnsaved } from '../unsaved.js';
import { seconds } from '../written.js';
import { Outcome } from './notice.js';
import { Player } from './player.js';
import { mono, wavOf } from './wav_file.js';

const RATE = 16_000; // twice a telephone's: enough for any call
const TICK_MS = 60;

/** Why this browser gives no microphone: 'insecure' (plain HTTP on a name that is not this machine), 'absent', or ''. */
export function microphoneTrouble() {
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
export function Recorder({ save, saveText, longest }) {
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
