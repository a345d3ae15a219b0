// The page's words: both languages say everything that the code asks for, and nothing is written past them.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));

const readTexts = async (language) => JSON.parse(await readFile(path.join(WEB, 'i18n', `${language}.json`), 'utf8'));

async function readSources() {
  const folders = ['', 'parts', 'talk', 'views'];
  const names = [];
  for (const folder of folders) {
    const found = await readdir(path.join(WEB, folder));
    names.push(...found.filter((name) => name.endsWith('.js')).map((name) => path.join(folder, name)));
  }
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(WEB, name), 'utf8') })));
}

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('both languages have the same texts with the same placeholders', async () => {
  const [english, hindi] = [await readTexts('en'), await readTexts('hi')];
  assert.deepEqual(Object.keys(hindi), Object.keys(english));
  for (const [key, text] of Object.entries(english)) {
    assert.ok(text.trim() !== '' && hindi[key].trim() !== '', `${key} is empty`);
    assert.deepEqual(placeholders(hindi[key]), placeholders(text), key);
  }
});

test('Hindi is Hindi, except for names', async () => {
  const names = /^(Account SID|API key|API token|Call SID|WebSocket URL|ID|ElevenLabs|eSpeak NG)$/;
  const latin = Object.entries(await readTexts('hi')).filter(([, text]) => !/[\u0900-\u097f]/.test(text));
  assert.deepEqual(latin.filter(([, text]) => !names.test(text)), []);
});

test('every text that the code asks for exists, and every text is asked for', async () => {
  const known = Object.keys(await readTexts('en'));
  const source = (await readSources()).map(({ text }) => text).join('\n');
  const literal = [...source.matchAll(/'([a-z_]+(?:\.[a-z_]+)+)'/g)].map((match) => match[1]);
  const families = [...source.matchAll(/`([a-z_]+(?:\.[a-z_]+)*)\.\$\{/g)].map((match) => `${match[1]}.`);
  families.push(...[...source.matchAll(/word\('([a-z_.]+)'/g)].map((match) => `${match[1]}.`));
  const files = /\.js$/;
  assert.deepEqual(literal.filter((key) => !files.test(key) && !known.includes(key)), []);
  const unused = known.filter((key) => !literal.includes(key) && !families.some((family) => key.startsWith(family)));
  assert.deepEqual(unused, []);
});

test('no words stand in the code itself', async () => {
  const offences = [];
  for (const { name, text } of await readSources()) {
    for (const match of text.matchAll(/>\s*([A-Z][a-z]+[^<>${}=;()]*)</g)) offences.push(`${name}: ${match[1].trim()}`);
    for (const match of text.matchAll(/(?:aria-label|title|placeholder)="([A-Za-z][^"]*)"/g)) {
      if (!match[1].startsWith('http')) offences.push(`${name}: ${match[1]}`);
    }
  }
  assert.deepEqual(offences, []);
});

test('every way that the gateway names an end, a greeting or a voice has words', async () => {
  const record = await readFile(path.join(WEB, '../src/domain/call_record.cpp'), 'utf8');
  const english = await readTexts('en');
  for (const [, kind, name] of record.matchAll(/(ReasonName|OutcomeName)\{\w+::\w+, "(\w+)"\}/g)) {
    const key = `${kind === 'ReasonName' ? 'end' : 'greeting'}.${name}`;
    assert.ok(english[key], `no words for ${key}`);
  }
});
