// The page's words: both languages say everything that the code asks for, and nothing is written past them.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { printedDescription } from '../support/api_description.mjs';

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

/** What the gateway itself says in English, so that only Hindi has words of the page for it. */
const isHindiOnly = (key) => /^(help|finding_next)\./.test(key);

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test('both languages have the same texts with the same placeholders', async () => {
  const [english, hindi] = [await readTexts('en'), await readTexts('hi')];
  assert.deepEqual(Object.keys(hindi).filter((key) => !isHindiOnly(key)), Object.keys(english));
  for (const [key, text] of Object.entries(english)) {
    assert.ok(text.trim() !== '' && hindi[key].trim() !== '', `${key} is empty`);
    assert.deepEqual(placeholders(hindi[key]), placeholders(text), key);
  }
});

test('no text is given twice: the second would win unseen', async () => {
  for (const language of ['en', 'hi']) {
    const text = await readFile(path.join(WEB, 'i18n', `${language}.json`), 'utf8');
    const keys = [...text.matchAll(/^\s*"([^"]+)": /gm)].map((match) => match[1]);
    assert.deepEqual(keys.filter((key, index) => keys.indexOf(key) !== index), [], language);
  }
});

test('Hindi is Hindi, except for names', async () => {
  const names = /^(Account SID|API key|API token|Call SID|Stream SID|WebSocket URL|ID|ElevenLabs|eSpeak NG)$/;
  const latin = Object.entries(await readTexts('hi')).filter(([, text]) => !/[\u0900-\u097f]/.test(text));
  assert.deepEqual(latin.filter(([, text]) => !names.test(text)), []);
});

test('every text that the code asks for exists, and every text is asked for', async () => {
  const known = Object.keys(await readTexts('en'));
  const source = (await readSources()).map(({ text }) => text).join('\n');
  const literal = [...source.matchAll(/'([a-z_]+(?:\.[a-z_]+)+)'/g)].map((match) => match[1]);
  // Packing (web/pack.py) finds a key in single quotes, and no other.
  const quoted = [...source.matchAll(/["`]([a-z_]+(?:\.\w+)+)["`]/g)].map((match) => match[1]);
  assert.deepEqual(quoted.filter((key) => known.includes(key)), []);
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

/** Every code that the gateway may send where the page has words of its own for it: {prefix of the words: codes}. */
async function closedLists() {
  const { components, paths } = (await printedDescription()).document;
  const { schemas } = components;
  const { description } = paths['/api/v1/calls'].get.parameters.find(({ name }) => name === 'outcome');
  const codes = (schema, field) => schemas[schema].properties[field].enum.filter(Boolean);
  return {
    end: schemas.EndReason.enum,
    greeting: codes('CallFields', 'greeting'),
    voice: await voices(),
    role: codes('User', 'role'),
    reason: codes('TestCallOption', 'reason'),
    'bots.language': codes('BotFields', 'language'),
    role_name: codes('User', 'role'),
    session_kind: codes('Session', 'kind'),
    via: codes('AuditEntry', 'via'),
    plane: codes('PlaneCertificate', 'plane'),
    severity: codes('Finding', 'severity'),
    origin: schemas.Setting.properties.origin.properties.kind.enum,
    action: await codesInSources(/"(sign_in|(?:sign_in|setup|setup_link|session|password|user|token|integration|did|bot|test_call)\.[a-z_]+)"/g),
    finding: await codesInSources(/\{"([a-z-]+)",\s*Severity::/g),
    finding_next: await codesInSources(/\{"([a-z-]+)",\s*Severity::/g),
    help: await codesInSources(/\{"([a-z_.]+)", "[A-Z_]*",/g),
    turn: schemas.Turn.enum,
    verdict: schemas.VerdictCode.enum,
    verdict_short: schemas.VerdictCode.enum,
    step: codes('CallStep', 'kind'),
    report: codes('CallReport', 'source'),
    outcome: ['any', ...description.split(', ').slice(0, -1)],
    ...OF_THE_PAGE,
    call_status: [...codes('TestCallFields', 'stage'), ...codes('TestCallFields', 'final_status'), ...NOT_FINAL],
  };
}

/** Choices that the page offers, and what the brain of a stream writes beside its steps (domain/stream_brain_talk.cpp). */
const OF_THE_PAGE = {
  when: ['any', 'today', '7d', '30d', 'custom'],
  tests: ['any', 'yes', 'no'],
  said: ['greeting', 'menu', 'sorry'],
  interrupted: ['speech', 'dtmf'],
};

/** What Exotel may say of a call before its end, beside the final statuses. */
const NOT_FINAL = ['queued', 'ringing', 'in-progress'];

/** What the control plane and the application write where no schema has a list: actions of the audit, findings. */
async function codesInSources(rule) {
  const found = [];
  for (const room of ['admin', 'app']) {
    const folder = path.join(WEB, '../src', room);
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.cpp'))) {
      found.push(...[...(await readFile(path.join(folder, name), 'utf8')).matchAll(rule)].map((match) => match[1]));
    }
  }
  assert.ok(found.length > 10, `${rule} finds what it is for`);
  return found;
}

/** Whatever may have spoken a greeting: what src/speech calls itself. */
async function voices() {
  const folder = path.join(WEB, '../src/speech');
  const files = (await readdir(folder)).filter((name) => /\.(h|cpp)$/.test(name));
  const text = (await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))).join('\n');
  const own = [...text.matchAll(/ name\(\) const noexcept override \{ return "([\w-]+)"; \}/g)].map((match) => match[1]);
  const last = text.match(/LastResort::voice\([^)]*\)[^{]*\{\s*return \w+ == "hi" \? "([\w-]+)" : "([\w-]+)";/);
  assert.ok(own.length >= 6 && last, 'the voices are where they were');
  return [...new Set([...own, last[1], last[2]])];
}

test('every code that the gateway sends and the page words has words, and no other has', async () => {
  const lists = await closedLists();
  const hindi = await readTexts('hi');
  const source = (await readSources()).map(({ text }) => text).join('\n');
  const worded = new Set([...source.matchAll(/\bword\('([a-z_.]+)'/g)].map((match) => match[1]));
  assert.deepEqual([...worded].filter((prefix) => !lists[prefix]), [], 'a list that this test does not know');
  const computed = [...source.matchAll(/`([a-z_.]+)\.\$\{/g)].map((match) => match[1]);
  const used = Object.keys(lists).filter((prefix) => worded.has(prefix) || computed.includes(prefix));
  assert.ok(used.length >= 6, used.join());
  for (const prefix of used) {
    const known = Object.keys(hindi).filter((key) => key.startsWith(`${prefix}.`)).map((key) => key.slice(prefix.length + 1));
    assert.deepEqual(known.sort(), [...new Set(lists[prefix])].sort(), prefix);
  }
});
