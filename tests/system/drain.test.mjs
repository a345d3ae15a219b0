// Stopping: no new calls, live ones may finish; a second signal ends them politely at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { apiClient, startGateway, startProgram, temporaryFolder, waitFor } from '../support/gateway.mjs';

const PASSWORD = 'correct horse battery';

async function status(url) {
  const answer = await fetch(url).catch(() => null);
  return answer?.status;
}

test('SIGTERM takes no more calls, a second one ends the live ones', async () => {
  const home = await temporaryFolder('exogate-drain-');
  const config = { calls: { drain_seconds: 60 } };
  const gateway = await startGateway({ folder: home.path, config });
  try {
    await apiClient(gateway.admin).setUp(gateway.setupToken, 'ops@example.com', PASSWORD);
    const url = `${gateway.calls.replace('http', 'ws')}/voice-stream`;
    const args = ['simulate', 'call', url, '--json', '--talk-milliseconds', '50000', '--call-sid', 'drained'];
    const caller = startProgram(process.env.EXOGATE, args);
    const active = async () => (await (await fetch(`${gateway.calls}/health`)).json()).active_streams;
    await waitFor(async () => (await active()) === 1, 30_000, 'the call to begin');

    gateway.program.child.kill('SIGTERM');
    const webhook = `${gateway.calls}/api/v1/exotel/voice/connect?CallSid=late`;
    await waitFor(async () => (await status(webhook)) === 503, 30_000, 'the webhook to refuse');
    assert.equal(await active(), 1, 'the live call goes on');
    assert.equal(gateway.program.ended, false);

    const begin = Date.now();
    gateway.program.child.kill('SIGTERM');
    const result = await gateway.program.exited;
    assert.equal(result.code, 0, gateway.program.stderr);
    assert.ok(Date.now() - begin < 30_000, 'not after the drain time');
    await caller.exited;
    const outcome = JSON.parse(caller.stdout);
    assert.equal(outcome.close_code, 1001);
    assert.equal(outcome.ended_by, 'bot');

    const again = await startGateway({ folder: home.path, config });
    try {
      const api = apiClient(again.admin);
      await api.login('ops@example.com', PASSWORD);
      const { calls } = (await api.get('/api/v1/calls')).body;
      assert.equal(calls.find((call) => call.call_sid === 'drained').end_reason, 'shutdown', 'its end is on disk');
    } finally {
      await again.stop();
    }
  } finally {
    await gateway.stop('SIGKILL');
    await home.remove();
  }
});
