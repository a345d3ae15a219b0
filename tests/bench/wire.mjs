// The cable between the bench's callers and its servers: a TUN device with an address of the range that RFC 2544 sets aside
// for measurements. Where none can be had, callers and servers share the loopback.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';

const DEVICE = 'exobench';
const ADDRESS = '198.18.0.1';

const ip = (line) => {
  const root = userInfo().uid === 0;
  execFileSync(root ? 'ip' : 'sudo', [...(root ? [] : ['-n', 'ip']), ...line.split(' ')], { stdio: ['ignore', 'ignore', 'pipe'] });
};

/** A bench that was killed leaves its device. */
function removeLeftOver() {
  try {
    ip(`link del ${DEVICE}`);
  } catch {
    // There was none.
  }
}

/** → {address, device}; without a device `device` is null and `why` tells what is missing. */
export function layWire() {
  try {
    accessSync('/dev/net/tun', constants.R_OK | constants.W_OK);
    removeLeftOver();
    ip(`tuntap add dev ${DEVICE} mode tun user ${userInfo().uid} vnet_hdr`);
    process.once('exit', () => ip(`link del ${DEVICE}`));
    ip(`addr add ${ADDRESS}/24 dev ${DEVICE}`);
    ip(`link set ${DEVICE} mtu 1500 txqueuelen 20000 up`);
    return { address: ADDRESS, device: DEVICE };
  } catch (error) {
    return { address: '127.0.0.1', device: null, why: String(error.stderr ?? error.message).trim() };
  }
}
