// Reads 16-bit mono WAV files and looks for sound in them.
import { readFile } from 'node:fs/promises';

/** {rate, samples: Int16Array} of a RIFF/WAVE file with 16-bit mono PCM. */
export function parseWav(bytes) {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF') throw new Error('not a WAV file');
  let rate = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8);
    if (id === 'fmt ') {
      if (bytes.readUInt16LE(at + 10) !== 1 || bytes.readUInt16LE(at + 22) !== 16) throw new Error('not 16-bit mono');
      rate = bytes.readUInt32LE(at + 12);
    }
    if (id === 'data') {
      const samples = new Int16Array(size >> 1);
      for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(at + 8 + 2 * i);
      return { rate, samples };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('no data chunk');
}

export const readWav = async (file) => parseWav(await readFile(file));

/** Where `needle` stands in `haystack`, sample for sample; -1 when it does not. */
export function findSamples(haystack, needle) {
  const bytes = (samples) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  const [hay, wanted] = [bytes(haystack), bytes(needle)];
  for (let at = hay.indexOf(wanted); at >= 0; at = hay.indexOf(wanted, at + 1)) {
    if (at % 2 === 0) return at / 2;
  }
  return -1;
}

/** Samples louder than `level`: how much of a recording is sound and not silence. */
export function loudSamples(samples, level = 300) {
  let count = 0;
  for (const sample of samples) if (Math.abs(sample) > level) count += 1;
  return count;
}

/** A 16-bit mono WAV with a tone. */
export function toneWav({ seconds, hz, rate = 8000, level = 8000 }) {
  const count = Math.round(seconds * rate);
  const bytes = Buffer.alloc(44 + 2 * count);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * count, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * count, 40);
  for (let i = 0; i < count; i += 1) {
    bytes.writeInt16LE(Math.round(level * Math.sin((2 * Math.PI * hz * i) / rate)), 44 + 2 * i);
  }
  return bytes;
}
