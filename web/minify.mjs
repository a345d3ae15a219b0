// Writes modules and style sheets short, each by itself. From stdin {name: {source, numbers}}, to stdout {name: text}, both
// JSON. `numbers`: {key: number} of words; the module then asks for them by number (web/reader.js).
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { text } from 'node:stream/consumers';

import { parse } from 'acorn';
import { transform } from 'lightningcss';
import { minify } from 'terser';

const READ = { ecmaVersion: 2022, sourceType: 'module' };
// What compresses best after Brotli: tried one by one.
const SHORTER = { passes: 3, inline: 1, hoist_funs: true, lhs_constants: false };
const WRITE = { module: true, ecma: 2022, compress: SHORTER, format: { comments: false } };

function* nodesIn(node) {
  if (typeof node.type === 'string') yield node;
  for (const part of Object.values(node)) {
    if (part !== null && typeof part === 'object') yield* nodesIn(part);
  }
}

/** The pieces of an html`…` without the whitespace that htm drops: around line breaks of text, and between attributes. */
function shortPieces(pieces) {
  let inside = 'text'; // or 'tag', or the quote of an attribute
  return pieces.map((piece) => {
    if (piece.includes('<!--')) throw new Error('a comment in html`…`: say it outside');
    let made = '';
    let words = '';
    const endText = () => {
      made += words.replace(/^\s*\n\s*|\s*\n\s*$/g, '');
      words = '';
    };
    for (const char of piece) {
      if (inside === 'text' && char !== '<') {
        words += char;
      } else if (inside === 'text') {
        endText();
        made += char;
        inside = 'tag';
      } else if (inside !== 'tag') {
        made += char;
        if (char === inside) inside = 'tag';
      } else if (char === '>') {
        made = made.replace(/\s(?=\/?$)/, '') + char;
        inside = 'text';
      } else if (/\s/.test(char)) {
        made += /\s$/.test(made) ? '' : ' ';
      } else {
        made += char;
        if (/["']/.test(char)) inside = char;
      }
    }
    endText();
    return made;
  });
}

/** What the module calls the things that it imports. These names stay: a new one for each would cost more than it saves. */
const importedBy = (tree) =>
  tree.body.filter(({ type }) => type === 'ImportDeclaration').flatMap(({ specifiers }) => specifiers.map(({ local }) => local.name));

/** [{start, end, text}], parts of the source that are written otherwise. */
function changesOf(source, tree, numbers) {
  const changes = [];
  for (const node of nodesIn(tree)) {
    if (node.type === 'Literal' && Object.hasOwn(numbers, node.value)) {
      changes.push({ start: node.start, end: node.end, text: String(numbers[node.value]) });
    }
    if (node.type === 'TaggedTemplateExpression' && node.tag.name === 'html') {
      const { quasis } = node.quasi;
      const pieces = shortPieces(quasis.map(({ start, end }) => source.slice(start, end)));
      changes.push(...quasis.map(({ start, end }, i) => ({ start, end, text: pieces[i] })));
    }
  }
  return changes.sort((a, b) => b.start - a.start);
}

async function shortModule(name, source, numbers) {
  const tree = parse(source, READ);
  let changed = source;
  for (const { start, end, text: written } of changesOf(source, tree, numbers)) {
    changed = changed.slice(0, start) + written + changed.slice(end);
  }
  return (await minify({ [name]: changed }, { ...WRITE, mangle: { reserved: importedBy(tree) } })).code;
}

const shortSheet = (name, source) => transform({ filename: name, code: Buffer.from(source), minify: true }).code.toString();

async function shortAll(files) {
  const made = {};
  for (const [name, { source, numbers }] of Object.entries(files)) {
    try {
      made[name] = name.endsWith('.css') ? shortSheet(name, source) : await shortModule(name, source, numbers);
    } catch (error) {
      throw new Error(`web/${name}:${error.line ?? error.loc?.line ?? ''} ${error.message}`, { cause: error });
    }
  }
  return made;
}

try {
  process.stdout.write(JSON.stringify(await shortAll(JSON.parse(await text(process.stdin)))));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
