import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { PeerCertificate, TLSSocket } from 'node:tls';

export interface TlsSettings {
  /** PEM of the authority to believe instead of the machine's. */
  readonly ca?: string | undefined;
  /** SHA-256 of the peer's certificate, hexadecimal, colons or not: believed whoever signed it, and nobody else's. */
  readonly pin?: string | undefined;
  /** Name in the certificate, where it is not the host's. */
  readonly serverName?: string | undefined;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsSettings | undefined;
}

const CONNECT_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

/** @returns a socket ready to be written to @throws Error in words, when there is none within five seconds */
export async function openSocket(address: Address): Promise<Socket> {
  const { socket, ready } = address.tls ? overTls(address, address.tls) : overTcp(address);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => socket.destroy(new Error(`no connection within ${CONNECT_MS / 1000} s`)),
      CONNECT_MS,
    );
    // A certificate that was not believed has ended it already; the reason follows as an error.
    socket.once(ready, () => socket.destroyed || resolve());
    // Stays: a socket without a listener for errors ends the program.
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('hung up before it was ready')));
    for (const end of [ready, 'close']) socket.once(end, () => clearTimeout(timer));
  });
  return socket;
}

const overTcp = ({ host, port }: Address) => ({
  socket: connectTcp({ host, port }),
  ready: 'connect',
});

function overTls({ host, port }: Address, { ca, pin, serverName }: TlsSettings) {
  const name = serverName ?? host;
  const socket: TLSSocket = connectTls({
    host,
    port,
    // RFC 6066 §3: no address is a server name.
    ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
    ...(ca === undefined ? {} : { ca }),
    // With a pin the certificate itself is compared, below, before anything is said.
    rejectUnauthorized: pin === undefined,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(name, certificate),
  });
  if (pin !== undefined) socket.prependOnceListener('secureConnect', () => checkPin(socket, pin));
  return { socket, ready: 'secureConnect' };
}

function checkPin(socket: TLSSocket, pin: string): void {
  const found = socket.getPeerCertificate().fingerprint256 ?? '';
  if (plainHex(found) === plainHex(pin)) return;
  socket.destroy(new Error(`its certificate is another one: ${plainHex(found)}`));
}

const plainHex = (hex: string): string => hex.replaceAll(':', '').toLowerCase();
