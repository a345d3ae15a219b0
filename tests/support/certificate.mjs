// Certificates for tests over TLS, made with the openssl command.
import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const EC_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/**
 * A private authority and a certificate for localhost, 127.0.0.1 and ::1 (and `names`) that it signed.
 * Returns the paths {certificate, key, caFile} and the authority's PEM text `ca`.
 */
export async function makeCertificate(folder, { names = [], days = 2 } = {}) {
  await mkdir(folder, { recursive: true });
  const at = (name) => path.join(folder, name);
  const alternatives = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1', ...names.map((name) => `DNS:${name}`)].join(',');
  await run('openssl', [
    ...['req', '-x509', ...EC_KEY, '-days', String(days), '-subj', '/CN=exogate test authority'],
    ...['-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    ...['-keyout', at('ca.key'), '-out', at('ca.pem')],
  ]);
  await run('openssl', [
    ...['req', '-x509', ...EC_KEY, '-days', String(days), '-subj', '/CN=localhost'],
    ...['-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ...['-addext', `subjectAltName=${alternatives}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'extendedKeyUsage=serverAuth', '-keyout', at('server.key'), '-out', at('server.pem')],
  ]);
  const ca = await readFile(at('ca.pem'), 'utf8');
  return { certificate: at('server.pem'), key: at('server.key'), caFile: at('ca.pem'), ca };
}
