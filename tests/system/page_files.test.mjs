// How the page's files are served: addresses that never change what they hold, compressed, and nothing fetched late.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { startGateway } from '../support/gateway.mjs';

// As served: written short, with several on one line.
const STATIC_IMPORT = /(?:^|[;}])\s*(?:import|export)\b(?:[^'"();]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;

/** Without fetch, which would inflate and negotiate by itself. */
function ask(url, { method = 'GET', headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers, agent: false }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }));
    });
    request.on('error', reject);
    request.end();
  });
}

const BROWSER = { 'accept-encoding': 'gzip, deflate, br, zstd' };
const GZIP = { 'accept-encoding': 'gzip, deflate' };

describe('the files of the page', () => {
  let gateway;
  before(async () => {
    gateway = await startGateway();
  });
  after(() => gateway?.stop());

  const at = (address) => new URL(address, gateway.admin);
  const documentText = async (path) => (await ask(at(path))).bytes.toString();
  const named = (text) => [...text.matchAll(/\s(?:href|src)="([^"]+)"/g)].map((match) => match[1]);

  for (const path of ['/', '/reference/']) {
    test(`${path} is asked for each time`, async () => {
      const first = await ask(at(path), { headers: BROWSER });
      assert.equal(first.status, 200);
      assert.equal(first.headers['cache-control'], 'no-cache');
      const again = await ask(at(path), { headers: { ...BROWSER, 'if-none-match': first.headers.etag } });
      assert.equal(again.status, 304);
      assert.equal(again.bytes.length, 0);
      assert.equal(again.headers['content-security-policy'], first.headers['content-security-policy']);
    });

    test(`what ${path} names is there, compressed and for ever`, async () => {
      const addresses = named(await documentText(path));
      assert.ok(addresses.length > 3);
      for (const address of addresses) {
        const packed = await ask(at(address), { headers: BROWSER });
        const zipped = await ask(at(address), { headers: GZIP });
        const plain = await ask(at(address));
        const head = await ask(at(address), { method: 'HEAD', headers: BROWSER });
        const answers = [packed, zipped, plain, head];
        assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200], address);
        assert.deepEqual(answers.map(({ headers }) => headers['content-encoding']), ['br', 'gzip', undefined, 'br'], address);
        assert.ok(answers.every(({ headers }) => headers.vary === 'Accept-Encoding'), address);
        assert.deepEqual(brotliDecompressSync(packed.bytes), plain.bytes, address);
        assert.deepEqual(gunzipSync(zipped.bytes), plain.bytes, address);
        assert.equal(head.headers['content-length'], String(packed.bytes.length), address);
        assert.equal(head.headers.etag, packed.headers.etag);
        assert.equal(head.bytes.length, 0);
        if (address === '/favicon.svg') continue;
        assert.match(address, /^\/a\/[0-9a-f]{12}\//);
        assert.equal(packed.headers['cache-control'], 'public, max-age=31536000, immutable');
      }
    });

    test(`${path} fetches all modules of its first view at once`, async () => {
      const addresses = named(await documentText(path));
      const modules = addresses.filter((address) => address.endsWith('.js'));
      assert.ok(modules.length > 1);
      for (const module of modules) {
        const { bytes } = await ask(at(module));
        for (const [, imported] of bytes.toString().matchAll(STATIC_IMPORT)) {
          assert.match(imported, /^\.\.?\//, `${module} imports ${imported}: the page may lie under any prefix`);
          const address = new URL(imported, at(module)).pathname;
          assert.ok(modules.includes(address), `${module} imports ${address} late`);
        }
      }
    });
  }

  test('modules keep what others import of them, and no word of explanation', async () => {
    const scripts = named(await documentText('/')).filter((address) => address.endsWith('.js'));
    const written = (await ask(at(scripts.find((address) => address.endsWith('/reader.js'))))).bytes.toString();
    assert.match(written, /\bmilliseconds\b/);
    assert.doesNotMatch(written, /\/\*|^\s*\/\/|\n {2}/m);
  });

  test('an unknown hash, and an address without one, is nothing', async () => {
    const script = named(await documentText('/')).find((address) => address.endsWith('/app.js'));
    assert.equal((await ask(at(script))).status, 200);
    for (const address of [script.replace(/^\/a\/[0-9a-f]+/, '/a/000000000000'), '/app.js', '/a/app.js', `${script}.gz`, `${script}.br`]) {
      assert.equal((await ask(at(address), { headers: GZIP })).status, 404, address);
    }
    assert.equal((await ask(at(script), { method: 'POST' })).status, 405);
  });

  test('the words and the charts are there as well', async () => {
    const [prefix] = /\/a\/[0-9a-f]{12}\//.exec(await documentText('/'));
    for (const name of ['i18n/en.words', 'i18n/hi.words', 'vendor/uplot.js']) {
      assert.equal((await ask(at(prefix + name), { headers: GZIP })).status, 200, name);
    }
  });
});
