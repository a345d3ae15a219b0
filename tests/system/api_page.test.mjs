// Every command of src/admin/API.md, as written, in the order of the page, in one shell: only the variables that the page
// itself introduces are set. `exogate` is the executable under test; Exotel is the simulator. Between curl and the gateway
// stands a proxy that holds every answer against the description of the API.
import assert from 'node:assert/strict';
import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { apiClient, exogateBinary, startBareSite, startProgram, temporaryFolder } from '../support/gateway.mjs';
import { startRecordingProxy } from '../support/recording_proxy.mjs';

const PAGE = fileURLToPath(new URL('../../src/admin/API.md', import.meta.url));
const README = fileURLToPath(new URL('../../README.md', import.meta.url));
/** What only the page itself calls: it signs in by cookie, and sets up with the link of the first start. */
const OF_THE_PAGE = ['/api/v1/auth/setup', '/api/v1/auth/session'];
const SETTINGS = ['-o', 'errexit', '-o', 'nounset', '-o', 'pipefail'];

/** The page's blocks of shell, each with the paragraph above it: [{task, script}]. */
function tasksOf(text) {
  return [...text.matchAll(/([^\n]*)\n\n```sh\n(.*?)```/gs)].map(([, task, script]) => ({ task, script }));
}

describe('the page of commands', () => {
  let site;
  let proxy;
  let home;
  let page;
  before(async () => {
    site = await startBareSite({ config: { public_url: 'https://voice.example.com' } });
    proxy = await startRecordingProxy(site.gateway.admin);
    home = await temporaryFolder();
    page = await readFile(PAGE, 'utf8');
    await apiClient(site.gateway.admin).setUp(site.gateway.setupToken, 'ops@example.com', 'a sentence & 100% of it');
    await symlink(path.resolve(exogateBinary()), path.join(home.path, 'exogate'));
  });
  after(async () => {
    await proxy?.stop();
    await site?.stop();
    await home?.remove();
  });

  const environment = () => ({
    PATH: `${home.path}:${process.env.PATH}`,
    EXOGATE: proxy.url,
    OPERATOR: 'ops@example.com',
    PASSWORD: 'a sentence & 100% of it',
    EXOTEL_SID: site.exotel.accountSid,
    EXOTEL_KEY: site.exotel.apiKey,
    EXOTEL_TOKEN: site.exotel.apiToken,
    EXOTEL_API: site.exotel.url,
    EXOPHONE: '08041234567',
    APP_ID: '778899',
    MOBILE: '9812345678',
  });

  test('does what it says', { timeout: 120_000 }, async (t) => {
    const tasks = tasksOf(page);
    assert.equal(tasks.length, page.split('```sh').length - 1, 'every block has a sentence above it');
    const begun = (i) => `--- task ${i}`;
    const script = tasks.map((task, i) => `echo '${begun(i)}'; echo '${begun(i)}' >&2\n${task.script}`).join('\n');
    const shell = startProgram('bash', [...SETTINGS, '-c', script], { env: environment(), cwd: home.path });
    shell.child.stdin.end();
    const { code } = await shell.exited;
    const last = [...shell.stdout.matchAll(/^--- task (\d+)$/gm)].length - 1;
    t.diagnostic(`${last + 1} of ${tasks.length} tasks`);
    const said = `${tasks[last]?.task}\n${tasks[last]?.script}\n${shell.stdout.slice(-2000)}\n${shell.stderr.slice(-2000)}`;
    assert.equal(code, 0, said);
    assert.equal(last, tasks.length - 1, said);
    assert.match(shell.stdout, /wss:\/\/voice\.example\.com\/exotel\/reception/);
    assert.match(shell.stdout, /closed\tcaller_hangup/, 'the timeline of a call');
    assert.match(shell.stdout, /user\.removed/, 'the audit');
    for (const event of ['accepted', 'begun', 'ended']) assert.match(shell.stdout, new RegExp(`^${event}\t`, 'm'), 'events');
    assert.deepEqual(proxy.faults(), []);
    const api = proxy.answers().filter(({ path: target }) => target.startsWith('/api/'));
    assert.ok(api.length >= tasks.length, 'curl asked through the proxy');
  });

  test('has every path of the API', async () => {
    const { body } = await apiClient(site.gateway.admin).get('/api/v1/openapi.json');
    const shown = (address) => new RegExp(`${address.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[\\w$-]+')}[\\s"?\`]`);
    const missing = Object.keys(body.paths).filter((address) => !OF_THE_PAGE.includes(address) && !shown(address).test(page));
    assert.deepEqual(missing, []);
  });

  test('names every variable that its commands use, and the README leads to it', async () => {
    const introduced = new Set(page.match(/`[A-Z_]+`/g).map((name) => name.slice(1, -1)));
    for (const { script } of tasksOf(page)) for (const [, name] of script.matchAll(/^([A-Z_]+)=/gm)) introduced.add(name);
    const used = tasksOf(page).flatMap(({ script }) => [...script.matchAll(/(?:\$|env\.)([A-Z_]+)/g)].map((match) => match[1]));
    assert.deepEqual([...new Set(used)].filter((name) => !introduced.has(name)), []);
    assert.deepEqual(Object.keys(environment()).filter((name) => name !== 'PATH' && !introduced.has(name)), []);
    assert.match(await readFile(README, 'utf8'), /src\/admin\/API\.md/);
  });
});
