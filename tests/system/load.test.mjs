// 200 simultaneous mixed calls for a minute on this machine, over plain HTTP and then over TLS: none is lost and no
// frame is late by more than 40 ms.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runExogate, waitFor } from '../support/gateway.mjs';
import { startSite } from '../support/site.mjs';

async function hold(site, seconds) {
  const url = `${site.wsUrl}/exotel/welcome`;
  const shape = ['--calls', '200', '--seconds', String(seconds), '--ramp-milliseconds', '2000', '--mix'];
  const result = await runExogate(['simulate', 'load', url, ...shape, '--json', ...site.exotelArgs], { patience: 120_000 });
  assert.equal(result.code, 0, result.stderr + result.stdout);
  return JSON.parse(result.stdout);
}

for (const tls of [false, true]) {
  const seconds = tls ? 20 : 60;
  test(`200 mixed calls for ${seconds} seconds over ${tls ? 'TLS' : 'plain HTTP'}`, async () => {
    const site = await startSite({
      tls,
      bot: { greeting_text: 'Hello, and thank you for calling. This is the front desk.' },
      config: { calls: { max_unfinished_per_address: 400 } },
    });
    try {
      const report = await hold(site, seconds);
      console.log(JSON.stringify(report));
      assert.equal(report.failed, 0, 'no call is lost');
      assert.equal(report.greeted, report.connected, 'every caller is greeted');
      assert.deepEqual(report.violations, {});
      assert.equal(report.most_at_once, 200);
      // A machine that cannot even keep the simulator on time says nothing about the gateway.
      const honest = report.send_lag_ms.max < 10;
      if (honest) assert.equal(report.underruns, 0, 'no caller hears a gap');
      if (honest) assert.ok(report.lateness_ms.max <= 40, `a frame came ${report.lateness_ms.max} ms late`);
      const idle = async () => (await site.api.get('/health')).body.active_streams === 0;
      await waitFor(idle, 40_000, 'every stream to end');
    } finally {
      await site.stop();
    }
  });
}
