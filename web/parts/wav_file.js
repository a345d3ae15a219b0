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
