// Plays what the bot sends, one piece after the other. A mark is played when everything before it is.
import { RATE, decodeFrame, loudness } from './pcm.js';

const LEAD_S = 0.06; // so that the next piece arrives before this one ends

export function makeSpeaker(context, { onMark, onLevel }) {
  const playing = new Set();
  const marks = new Set();
  let end = 0; // of all that is queued, on the context's clock

  function play(payload) {
    const samples = decodeFrame(payload);
    if (samples.length === 0) return;
    const buffer = context.createBuffer(1, samples.length, RATE);
    buffer.copyToChannel(samples, 0);
    const piece = context.createBufferSource();
    piece.buffer = buffer;
    piece.connect(context.destination);
    end = Math.max(end, context.currentTime + LEAD_S);
    piece.start(end);
    end += buffer.duration;
    playing.add(piece);
    onLevel(loudness(samples));
    piece.onended = () => {
      playing.delete(piece);
      if (playing.size === 0) onLevel(0);
    };
  }

  function mark(name) {
    const wait = Math.max(0, end - context.currentTime);
    const timer = setTimeout(() => {
      marks.delete(timer);
      onMark(name);
    }, wait * 1000);
    marks.add(timer);
  }

  /** What was not played is dropped, and the marks behind it come back at once (exotel.md §1.8). */
  function clear(names) {
    const dropped = end > context.currentTime;
    stop();
    names.forEach(onMark);
    onLevel(0);
    return dropped;
  }

  function stop() {
    marks.forEach(clearTimeout);
    marks.clear();
    playing.forEach((piece) => piece.stop());
    playing.clear();
    end = 0;
  }

  return { play, mark, clear, stop, queuedMs: () => Math.max(0, (end - context.currentTime) * 1000) };
}
