// The caller's voice, handed over 20 ms at a time, in silence too, as Exotel does.
import { FRAME_MS, FRAME_SAMPLES, RATE } from './pcm.js';

const SILENCE = new Float32Array(FRAME_SAMPLES);
const MOST_AT_ONCE = 25; // after the browser held the page up: half a second, the rest is lost as on a real line

/** Why there is no microphone here: 'insecure' (plain HTTP on a name of the LAN), 'none', or '' when there may be one. */
export function microphoneObstacle() {
  if (!isSecureContext) return 'insecure';
  return navigator.mediaDevices?.getUserMedia && 'AudioWorkletNode' in globalThis ? '' : 'none';
}

/** {start(onFrame), stop()}; throws what the browser says when it refuses. */
export async function openMicrophone(context) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  await context.audioWorklet.addModule(new URL('./capture_worklet.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'exogate-capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  const source = context.createMediaStreamSource(stream);
  return {
    start(onFrame) {
      node.port.onmessage = ({ data }) => onFrame(data);
      source.connect(node);
    },
    stop() {
      source.disconnect();
      node.port.onmessage = null;
      stream.getTracks().forEach((track) => track.stop());
    },
  };
}

/** A WAV as samples at the line's rate; the browser resamples. */
export async function samplesOf(wav) {
  const bytes = await wav.arrayBuffer();
  const buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return buffer.getChannelData(0);
}

/** {start(onFrame), stop(), say()}: silence, and `samples` whenever `say` is called. */
export function sampleVoice(samples) {
  let timer = 0;
  let place = samples.length;
  const next = () => {
    if (place >= samples.length) return SILENCE;
    const frame = new Float32Array(FRAME_SAMPLES);
    frame.set(samples.subarray(place, place + FRAME_SAMPLES));
    place += FRAME_SAMPLES;
    return frame;
  };
  return {
    start(onFrame) {
      let due = performance.now();
      timer = setInterval(() => {
        const late = performance.now() - MOST_AT_ONCE * FRAME_MS;
        for (due = Math.max(due, late); due <= performance.now(); due += FRAME_MS) onFrame(next());
      }, FRAME_MS);
    },
    stop: () => clearInterval(timer),
    say() {
      place = 0;
    },
  };
}
