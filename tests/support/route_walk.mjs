// Walks the API by its own description, and looks for planted secrets in whatever comes out.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { apiClient } from './api_client.mjs';
import { operationsOf } from './api_description.mjs';

const run = promisify(execFile);

/** A path with ids that name nothing. */
export const somewhere = (pattern) => pattern.replaceAll(/\{\w+\}/g, 'no-such-thing');

/** What an operation's body is sent as: "application/json", "audio/wav" or ''. */
export const bodyType = (operation) => Object.keys(operation.requestBody?.content ?? {})[0] ?? '';

/** Events never end, so they are nothing to wait for. */
export const isStream = (operation) => 'text/event-stream' in (operation.responses['200']?.content ?? {});

/**
 * A client that remembers: `plant(secret)` from then on fails any answer that holds it, and any text that is given to
 * `inspect(what, text)`; `succeeded` holds "get /path" of every operation that has answered with 2xx.
 */
export function walkingClient(gateway, document) {
  const secrets = new Set();
  const succeeded = new Set();
  const operations = operationsOf(document);

  const inspect = (what, text) => {
    for (const secret of secrets) assert.ok(!text.includes(secret), `${what} holds a secret that was planted`);
  };
  const operationOf = (method, address) =>
    operations.find(
      (each) =>
        each.method === method.toLowerCase() &&
        new RegExp(`^${each.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address),
    );
  const watched = (client) => {
    const request = async (method, address, body, options) => {
      const answer = await client.request(method, address, body, options);
      inspect(`${method} ${address} → ${answer.status}`, answer.text + JSON.stringify(answer.headers));
      const operation = operationOf(method, address.split('?')[0]);
      if (operation && answer.status < 300) succeeded.add(`${operation.method} ${operation.path}`);
      return answer;
    };
    return { request, get: (address) => request('GET', address) };
  };

  return {
    operations,
    succeeded,
    inspect,
    plant: (secret) => {
      assert.ok(secret.length >= 8, 'a secret that could stand anywhere proves nothing');
      secrets.add(secret);
    },
    as: (token) => watched(apiClient(gateway.admin, { token })),
    /** No secret in the log, nor in any file of the data folder. */
    inspectTraces: async () => {
      inspect('the log', gateway.program.stderr);
      for (const name of await readdir(gateway.dataFolder)) {
        inspect(name, (await readFile(path.join(gateway.dataFolder, name))).toString('latin1'));
      }
    },
  };
}

const EXPIRE = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=20)
for table in "tokens", "api_tokens":
    assert database.execute("UPDATE " + table + " SET expires_at = 1").rowcount > 0
database.commit()
`;

/** Makes every token that is valid now an expired one, of both kinds: nobody waits 12 hours for a test. */
export const expireTokens = (gateway) => run('python3', ['-c', EXPIRE, path.join(gateway.dataFolder, 'exogate.db')]);
