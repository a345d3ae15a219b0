// The description of the API: what the gateway serves, what the executable prints, and what a linter says of it.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { apiDescription, operationsOf } from '../support/api_description.mjs';
import { apiClient, runExogate, startGateway, startProgram, temporaryFolder } from '../support/gateway.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

describe('the description of the API', () => {
  let gateway;
  let document;
  before(async () => {
    gateway = await startGateway();
    document = (await apiClient(gateway.admin).get('/api/v1/openapi.json')).body;
  });
  after(() => gateway?.stop());

  test('the executable prints what the gateway serves', async () => {
    const printed = await runExogate(['openapi']);
    assert.equal(printed.code, 0, printed.stderr);
    assert.deepEqual(JSON.parse(printed.stdout), document);
    assert.match(printed.stdout, /\n {2}"openapi": "3\.1\.0"/, 'for people to read');
    const version = (await runExogate(['--version'])).stdout.trim().split(' ')[1];
    assert.equal(document.info.version, version);
  });

  test('every path that it names is served, and no method that it does not name', async () => {
    const api = apiClient(gateway.admin);
    for (const [pattern, item] of Object.entries(document.paths)) {
      const address = pattern.replaceAll(/\{\w+\}/g, 'nothing');
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
        const { status } = await api.request(method, address, method === 'GET' ? undefined : {});
        const named = item[method.toLowerCase()] !== undefined;
        assert.equal(status !== 405 && status !== 404, named, `${method} ${pattern} → ${status}`);
      }
    }
  });

  test('an answer that breaks it is noticed', () => {
    const { faultOf } = apiDescription(document);
    const answer = { method: 'GET', path: '/api/v1/auth/setup', status: 200, headers: { 'content-type': 'application/json' } };
    assert.equal(faultOf({ ...answer, body: { setup_needed: true } }), '');
    assert.match(faultOf({ ...answer, body: { setup_needed: 'yes' } }), /boolean/);
    assert.match(faultOf({ ...answer, body: {} }), /setup_needed/);
    assert.match(faultOf({ ...answer, body: { setup_needed: true, api_key: 'x' } }), /additional/);
    assert.match(faultOf({ ...answer, body: 'x', headers: { 'content-type': 'text/html' } }), /text\/html/);
    assert.match(faultOf({ ...answer, body: { detail: 'x' }, status: 401 }), /401/);
    assert.match(faultOf({ ...answer, body: {}, path: '/api/v1/secrets' }), /no such path/);
  });

  test('an event that breaks it is noticed', () => {
    const { eventFaultOf } = apiDescription(document);
    const faultOf = (event, data) => eventFaultOf('/api/v1/events', { event, data });
    for (const event of ['reset', 'signed-out']) assert.equal(faultOf(event, {}), '');
    assert.match(faultOf('reset', { api_key: 'x' }), /properties/);
    assert.match(faultOf('secrets', {}), /additional/);
    assert.match(faultOf('call', { change: 'begun' }), /call/);
    assert.match(faultOf('call', { change: 'paused', call: {} }), /allowed values/);
    assert.match(eventFaultOf('/api/v1/calls', { event: 'call', data: {} }), /no events/);
  });

  test('every operation says who may, and has an id of its own', () => {
    const operations = operationsOf(document).map(({ operation }) => operation);
    assert.ok(operations.length > 20);
    assert.equal(new Set(operations.map((operation) => operation.operationId)).size, operations.length);
    for (const operation of operations) {
      assert.match(operation['x-role'], /^(none|any|admin|super_admin)$/);
      assert.equal(operation.security.length === 0, operation['x-role'] === 'none', operation.operationId);
    }
  });

  test('the linter has nothing to say', { timeout: 120_000 }, async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder.path, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const spectral = here('../node_modules/@stoplight/spectral-cli/dist/index.js');
    const args = [spectral, 'lint', file, '--ruleset', here('../spectral.yaml'), '--fail-severity', 'hint'];
    const linter = startProgram(process.execPath, args);
    const { code } = await linter.exited;
    await folder.remove();
    assert.equal(code, 0, linter.stdout + linter.stderr);
  });
});
