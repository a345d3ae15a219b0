// The real binary for system and browser tests: the gateway, and the simulator that stands in for Exotel.
// Every start… returns an object with stop(). Addresses are loopback with ports that the system chooses.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { exogateBinary, freePort, startAnnounced, stopProgram, temporaryFolder } from './process.mjs';
import { toToml } from './toml.mjs';

export { apiClient } from './api_client.mjs';
export { makeCertificate } from './certificate.mjs';
export * from './process.mjs';
export { toToml } from './toml.mjs';

const LOOPBACK = '127.0.0.1:0';

async function folderOrTemporary(folder) {
  if (!folder) return temporaryFolder();
  await mkdir(folder, { recursive: true });
  return { path: folder, remove: async () => {} };
}

/** Test configuration: loopback, free ports, its own data folder; `config` is merged over it, table by table. */
function withDefaults(config, folder) {
  const { admin, calls, store, ...rest } = config;
  return {
    ...rest,
    admin: { listen: LOOPBACK, ...admin },
    calls: { listen: LOOPBACK, drain_seconds: 0, ...calls },
    store: { folder: path.join(folder, 'data'), ...store },
  };
}

/**
 * Starts `exogate serve`. `config` is a nested object of configuration keys. Without `folder` a temporary one is made
 * and removed by stop(); give one to start again on the same data.
 *
 * → {admin, calls: base URLs, setupLink, setupToken ('' when there is a user), folder, dataFolder, configFile,
 *    program (stdout, stderr, pid, exited), reconfigure(config), kill(), stop(signal?)}
 */
export async function startGateway({ config = {}, env = {}, folder, args = [], patience } = {}) {
  const home = await folderOrTemporary(folder);
  const configFile = path.join(home.path, 'exogate.toml');
  const complete = withDefaults(config, home.path);
  await mkdir(complete.store.folder, { recursive: true, mode: 0o700 });
  await writeFile(configFile, toToml(complete));
  let program;
  try {
    const command = ['serve', '--config', configFile, '--announce', ...args];
    program = await startAnnounced(exogateBinary(), command, { env, patience });
  } catch (error) {
    await home.remove();
    throw error;
  }
  const setupLink = program.announced.get('setup') ?? '';
  return {
    admin: program.announced.get('admin'),
    calls: program.announced.get('calls'),
    setupLink,
    setupToken: setupLink.split('#setup=')[1] ?? '',
    folder: home.path,
    dataFolder: complete.store.folder,
    configFile,
    program,
    reconfigure: (changed) => writeFile(configFile, toToml(withDefaults(changed, home.path))),
    kill: () => stopProgram(program, 'SIGKILL'),
    stop: async (signal = 'SIGTERM') => {
      const result = await stopProgram(program, signal);
      await home.remove();
      return result;
    },
  };
}

async function readJsonLines(file) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/**
 * Starts `exogate simulate exotel`. `hangUpAfterMarkMs`: the caller hangs up that long after the greeting was heard.
 *
 * → {url, accountSid, apiKey, apiToken, folder, requests(): what its REST API was asked, calls(): outcomes of the calls
 *    that have ended, wavOf(callSid): path, program, stop()}
 */
export async function startExotel({
  listen = LOOPBACK,
  accountSid = 'acmeco1',
  apiKey = 'key-of-the-test',
  apiToken = 'token-of-the-test',
  appletUrl = '',
  hangUpAfterMarkMs = 500,
  folder,
  args = [],
  env = {},
} = {}) {
  const home = await folderOrTemporary(folder);
  const command = ['simulate', 'exotel', '--listen', listen, '--announce', '--folder', home.path];
  command.push('--account-sid', accountSid, '--api-key', apiKey, '--api-token', apiToken);
  if (appletUrl) command.push('--applet-url', appletUrl);
  if (hangUpAfterMarkMs !== null) command.push('--hang-up-after-mark', String(hangUpAfterMarkMs));
  let program;
  try {
    program = await startAnnounced(exogateBinary(), [...command, ...args], { env });
  } catch (error) {
    await home.remove();
    throw error;
  }
  return {
    url: program.announced.get('exotel'),
    accountSid,
    apiKey,
    apiToken,
    folder: home.path,
    program,
    requests: () => readJsonLines(path.join(home.path, 'requests.jsonl')),
    calls: async () => {
      const names = (await readdir(home.path)).filter((name) => name.endsWith('.json')).sort();
      return Promise.all(names.map(async (name) => JSON.parse(await readFile(path.join(home.path, name), 'utf8'))));
    },
    wavOf: (callSid) => path.join(home.path, `${callSid}.wav`),
    stop: async () => {
      const result = await stopProgram(program);
      await home.remove();
      return result;
    },
  };
}

/**
 * An empty gateway and a simulated Exotel that know each other: dialled calls come back to the webhook.
 * `config` and `exotel` are options of startGateway and startExotel. → {gateway, exotel, stop()}
 */
export async function startBareSite({ config = {}, exotel: exotelOptions = {}, ...gatewayOptions } = {}) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const exotel = await startExotel({ appletUrl: `${base}/api/v1/exotel/voice/connect`, ...exotelOptions });
  try {
    const gateway = await startGateway({
      ...gatewayOptions,
      config: {
        ...config,
        calls: { listen: `127.0.0.1:${port}`, webhook_base_url: base, ...config.calls },
        exotel: { allowed_api_hosts: [exotel.url], ...config.exotel },
      },
    });
    const stop = async () => {
      await gateway.stop();
      await exotel.stop();
    };
    return { gateway, exotel, stop };
  } catch (error) {
    await exotel.stop();
    throw error;
  }
}
