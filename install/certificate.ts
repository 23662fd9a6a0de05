/** A certificate of one's own: terminals know the server by the key in it, whoever has issued it and until whenever. */
import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** Its key is the machine's own and never leaves it; ten years, because a pin does not look at dates. */
export function makeCertificate(certificate: string, key: string, name: string): void {
  const what = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '3650'];
  const names = `subjectAltName=${isIP(name) ? 'IP' : 'DNS'}:${name},DNS:localhost`;
  const about = ['-subj', '/CN=nhip-cau', '-addext', names, '-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', ...what, ...about], { stdio: 'pipe' });
}

/** SHA-256 of the public key (SPKI), base64: what `server.tlsPin` of a terminal holds. */
export function pinOf(certificate: string): string {
  const { publicKey } = new X509Certificate(readFileSync(certificate));
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}
