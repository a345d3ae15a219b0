// Acknowledged means durable: the process is killed with SIGKILL in the middle of writes, fifty times, and whatever it
// had answered with success is there after the next start.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { apiClient, startGateway, temporaryFolder } from '../support/gateway.mjs';

const ROUNDS = 50;
const WRITERS = 4;

/** Adds numbers until the connection breaks; notes each one that was acknowledged. */
async function writeUntilKilled(api, round, writer, acknowledged) {
  for (let i = 0; ; i += 1) {
    const number = `9${String(round).padStart(3, '0')}${writer}${String(i).padStart(6, '0')}`;
    let answer;
    try {
      answer = await api.post('/api/v1/integrations/exotel/dids', { number, label: `round ${round}` });
    } catch {
      return; // the gateway is gone; this write was never acknowledged
    }
    assert.equal(answer.status, 201, answer.text);
    acknowledged.add(number);
  }
}

test(`${ROUNDS} rounds of kill -9 during writes lose no acknowledged write`, { timeout: 280_000 }, async () => {
  const home = await temporaryFolder();
  const acknowledged = new Set();
  let token = '';
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const gateway = await startGateway({ folder: home.path });
      const api = apiClient(gateway.admin, { token });
      if (!token) token = (await api.setUp(gateway.setupToken)).access_token;
      const stored = await api.get('/api/v1/integrations/exotel');
      assert.equal(stored.status, 200, stored.text);
      const present = new Set(stored.body.dids.map((did) => did.number));
      const lost = [...acknowledged].filter((number) => !present.has(number));
      assert.deepEqual(lost, [], `lost before round ${round}`);
      const writers = Array.from({ length: WRITERS }, (_, writer) => writeUntilKilled(api, round, writer, acknowledged));
      setTimeout(() => gateway.kill(), 20 + Math.floor(Math.random() * 120));
      await Promise.all(writers);
      await gateway.program.exited;
    }
    assert.ok(acknowledged.size > ROUNDS, `${acknowledged.size} writes were acknowledged`);
    const last = await startGateway({ folder: home.path });
    const stored = await apiClient(last.admin, { token }).get('/api/v1/integrations/exotel');
    const present = new Set(stored.body.dids.map((did) => did.number));
    assert.deepEqual([...acknowledged].filter((number) => !present.has(number)), []);
    await last.stop();
  } finally {
    await home.remove();
  }
});
