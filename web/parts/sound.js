// Sound: playing a greeting, telling which voice speaks, and WAV files.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { seconds, t, word } from '../reader.js';
import { Outcome, Results } from './data.js';

// Why another voice speaks than the one that was asked for, in the reader's language where the case is known.

/** What src/speech says, as it begins or as it is; what a vendor says stays as it is. */
const KNOWN = [
  ['elevenlabs: no API key is configured', 'elevenlabs_key'],
  ['elevenlabs: 401', 'elevenlabs_refused'],
  ['elevenlabs: no audio in time', 'late'],
  ['command: none is configured', 'command'],
  ['builtin: speaks Latin script only', 'latin'],
  ['builtin: nothing to speak', 'nothing'],
  ['no greeting audio in time', 'late'],
  ['the speech workers are busy', 'busy'],
];

function fallbackReason(reason) {
  const found = KNOWN.find(([begin]) => reason.startsWith(begin));
  return found ? t(`player.reason.${found[1]}`) : reason;
}

// Plays a sound that is fetched or made when somebody wants to hear it. It goes through Web Audio, not <audio>: the
// page's content security policy lets no media element play what is not an address of the gateway.

const TICK_MS = 100;
const IDLE = { phase: 'idle', at: 0, length: 0, error: '', heard: null };

let context = null;
let stopOther = () => {};

/** One sound at a time; `onEnd` is called once, however it ends. → {at(): seconds, length, stop()} */
async function play(wav, onEnd) {
  context ??= new AudioContext();
  await context.resume();
  const buffer = await context.decodeAudioData(await wav.arrayBuffer());
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.onended = onEnd;
  source.start();
  const began = context.currentTime;
  const at = () => Math.min(buffer.duration, context.currentTime - began);
  return { at, length: buffer.duration, stop: () => source.stop() };
}

/** `load`: () => {wav, voice?, because?}. `voice`: which voice spoke; `because`: why not the one that was asked for. */
function usePlayer(load) {
  const [state, setState] = useState(IDLE);
  const playing = useRef(null);
  const attempt = useRef(0);
  const stop = () => {
    attempt.current += 1;
    playing.current?.stop();
    playing.current = null;
    setState((before) => ({ ...before, phase: 'idle' }));
  };
  useEffect(() => stop, []);
  useEffect(() => {
    if (state.phase !== 'playing') return undefined;
    const timer = setInterval(() => setState((before) => ({ ...before, at: playing.current?.at() ?? before.at })), TICK_MS);
    return () => clearInterval(timer);
  }, [state.phase]);
  const start = async () => {
    stopOther();
    stopOther = stop;
    const mine = ++attempt.current;
    const current = () => mine === attempt.current;
    setState({ ...IDLE, phase: 'loading' });
    try {
      const heard = await load();
      if (!current()) return;
      const sound = await play(heard.wav, () => current() && stop());
      if (!current()) return sound.stop();
      playing.current = sound;
      setState({ phase: 'playing', at: 0, length: sound.length, error: '', heard });
    } catch (error) {
      if (current()) setState({ ...IDLE, error: error.message });
    }
    return undefined;
  };
  return { ...state, start, stop };
}

function WhoSpoke({ heard }) {
  return html`<p class="hint">
    ${t('player.voice', { voice: word('voice', heard.voice) })}${' '}
    ${heard.because && t('player.because', { reason: fallbackReason(heard.because) })}
  </p>`;
}

/** `text`: of the button; `name`: what is heard, where the text does not say so. */
export function Player({ text, name, load, small }) {
  const player = usePlayer(load);
  const busy = player.phase !== 'idle';
  const words = { idle: text, loading: t('player.loading'), playing: t('player.stop') }[player.phase];
  return html`<div class="player">
    <div class="controls">
      <button
        type="button"
        class=${small ? 'small' : ''}
        aria-label=${name ? `${words}: ${name}` : null}
        onClick=${busy ? player.stop : player.start}
      >
        <span aria-hidden="true">${player.phase === 'playing' ? '■' : '▶'}</span> ${words}
      </button>
      ${player.phase === 'playing' &&
      html`<progress aria-label=${t('player.progress')} max=${player.length} value=${player.at}></progress>
        <span class="clock">${seconds(player.at)} / ${seconds(player.length)}</span>`}
    </div>
    <${Results}>${player.heard?.voice && html`<${WhoSpoke} heard=${player.heard} />`}<//>
    <${Outcome} error=${player.error} />
  </div>`;
}

// WAV files: is it one, and one made of samples.

/** What stands at the beginning of every WAV file. */
export async function isWav(blob) {
  const start = new Uint8Array(await blob.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...start);
  return text.startsWith('RIFF') && text.slice(8) === 'WAVE';
}

function header(rate, bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const put = (at, text) => [...text].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  put(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, bytes, true);
  return view.buffer;
}

/** A 16-bit mono WAV of `samples`, a Float32Array of -1 to 1. */
export function wavOf(samples, rate) {
  const data = new DataView(new ArrayBuffer(2 * samples.length));
  samples.forEach((sample, i) => {
    const within = Math.max(-1, Math.min(1, sample));
    data.setInt16(2 * i, Math.round(within * 32767), true);
  });
  return new Blob([header(rate, data.byteLength), data.buffer], { type: 'audio/wav' });
}

/** All channels of an AudioBuffer in one. */
export function mono(buffer) {
  const mixed = new Float32Array(buffer.length);
  for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
    buffer.getChannelData(channel).forEach((sample, i) => {
      mixed[i] += sample / buffer.numberOfChannels;
    });
  }
  return mixed;
}
