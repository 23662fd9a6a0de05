/** How long the server bears whoever says little, and how many at a time: one who holds lines open keeps nobody out. */
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface Patience {
  /** Until the head of a request has come, and a TLS handshake is done. */
  readonly headMs: number;
  /** A body has this long, and beyond it a second for each `bytesPerSecond`: a file of a gigabyte may take its hours. */
  readonly bodyMs: number;
  readonly bytesPerSecond: number;
  readonly mostConnections: number;
  /** From one address: a school of many terminals is behind one, and so is a bench. */
  readonly mostFromOneAddress: number;
}

export const PATIENCE: Patience = {
  headMs: 20_000,
  bodyMs: 30_000,
  bytesPerSecond: 4096,
  mostConnections: 10_000,
  mostFromOneAddress: 2000,
};

/** For `createServer`. Node's own limit of a whole request knows no difference between a stranger's crawl and an upload. */
export const serverOptions = ({ headMs }: Patience) => ({
  headersTimeout: headMs,
  requestTimeout: 0,
  connectionsCheckingInterval: Math.ceil(headMs / 4),
  handshakeTimeout: headMs,
});

/** @param behindProxy all lines come from the proxy's address */
export function bePatient(
  http: HttpServer | HttpsServer,
  patience: Patience,
  behindProxy: boolean,
): void {
  http.maxConnections = patience.mostConnections;
  if (!behindProxy) limitAddresses(http, patience.mostFromOneAddress);
  http.on('request', (request: IncomingMessage) => watchBody(request, patience));
}

function limitAddresses(http: HttpServer | HttpsServer, most: number): void {
  const counts = new Map<string, number>();
  http.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (counts.get(address) ?? 0) + 1;
    counts.set(address, count);
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
    if (count > most) socket.destroy();
  });
}

function watchBody(request: IncomingMessage, { bodyMs, bytesPerSecond }: Patience): void {
  const { socket } = request;
  const [begun, before] = [performance.now(), socket.bytesRead];
  const look = () => {
    if (request.complete || request.destroyed) return;
    const earnedMs = ((socket.bytesRead - before) / bytesPerSecond) * 1000;
    const leftMs = bodyMs + earnedMs - (performance.now() - begun);
    if (leftMs > 0) timer = setTimeout(look, leftMs).unref();
    else socket.destroy();
  };
  let timer = setTimeout(look, bodyMs).unref();
  request.once('close', () => clearTimeout(timer));
}
