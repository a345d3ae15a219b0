// Writes modules and style sheets short, each by itself: { name: text } comes in as JSON, and goes out as JSON.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { text } from 'node:stream/consumers';

import { transform } from 'lightningcss';
import { minify } from 'terser';

const SCRIPT = { module: true, ecma: 2022, compress: { passes: 2 }, format: { comments: false } };

async function short(name, source) {
  if (name.endsWith('.css')) return transform({ filename: name, code: Buffer.from(source), minify: true }).code.toString();
  return (await minify({ [name]: source }, SCRIPT)).code;
}

async function all(sources) {
  const made = {};
  for (const [name, source] of Object.entries(sources)) {
    try {
      made[name] = await short(name, source);
    } catch (error) {
      throw new Error(`web/${name}:${error.line ?? error.loc?.line ?? '?'}: ${error.message}`, { cause: error });
    }
  }
  return made;
}

try {
  process.stdout.write(JSON.stringify(await all(JSON.parse(await text(process.stdin)))));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
