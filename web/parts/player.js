// Plays a sound that is fetched or made when somebody wants to hear it. It goes through Web Audio, not <audio>: the
// page's content security policy lets no media element play what is not an address of the gateway.
import { html, useEffect, useRef, useState } from '../vendor/htm.js';

import { t, word } from '../i18n.js';
import { seconds } from '../written.js';
import { fallbackReason } from './fallback_reason.js';
import { Outcome, Results } from './notice.js';

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
