// Exotel's audio: signed 16-bit little-endian samples at 8 kHz, in base64.
export const RATE = 8000;
export const FRAME_SAMPLES = 160; // 20 ms
export const FRAME_MS = 20;

/** Int16Array → base64. DataView, because not every machine is little-endian. */
export function encodeFrame(samples) {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, index) => bytes.setInt16(index * 2, sample, true));
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}

/** base64 → Float32Array between -1 and 1; throws when it is no base64. */
export function decodeFrame(payload) {
  const text = atob(payload);
  const bytes = new DataView(Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer);
  const samples = new Float32Array(bytes.byteLength >> 1);
  for (let index = 0; index < samples.length; ++index) samples[index] = bytes.getInt16(index * 2, true) / 32768;
  return samples;
}

/** Float samples → 16 bit, clipped. */
export const toInt16 = (samples) => Int16Array.from(samples, (value) => Math.max(-1, Math.min(1, value)) * 32767);

/** How loud, 0 to 1, on a scale that looks even to the eye (-60 dB is nothing). */
export function loudness(samples) {
  let energy = 0;
  for (const value of samples) energy += value * value;
  const level = Math.sqrt(energy / Math.max(1, samples.length));
  return level < 0.001 ? 0 : Math.min(1, 1 + Math.log10(level) / 3);
}
