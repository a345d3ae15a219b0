// Whether Exotel, out on the internet, could open an address that this gateway hands out.
const PRIVATE_V4 = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_V6 = /^\[(::1?\]|f[cd]|fe[89ab])/;
const LOCAL_NAME = /^[^.]+$|\.(localhost|local|lan|internal|home\.arpa|test|invalid)$/;

export const PUBLIC_URL = 'public_url';
const TABLE = 'calls';
const WEBHOOK_BASE = `${TABLE}.webhook_base_url`;

/** Which setting the webhook's address is made of; `settings` as GET /settings answers, null when it could not be read. */
export function webhookSetting(settings) {
  const own = settings?.settings.find(({ key }) => key === WEBHOOK_BASE);
  return own?.value ? WEBHOOK_BASE : PUBLIC_URL;
}

export function reachableFromInternet(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'wss:') return false;
  const host = url.hostname;
  if (host.startsWith('[')) return !PRIVATE_V6.test(host);
  return !PRIVATE_V4.test(host) && !LOCAL_NAME.test(host);
}
