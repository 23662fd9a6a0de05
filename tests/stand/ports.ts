/** TCP ports of the stand: the ones asked for, or free ones. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A port that nobody listens on just now; the same may be given again only after it was taken. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** @throws Error in one sentence when somebody listens there already */
export async function expectFree(port: number, what: string): Promise<number> {
  try {
    return await listenOnce(port);
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE' && codeOf(cause) !== 'EACCES') throw cause;
    throw new Error(
      `Port ${port} for ${what} is taken by another program: end that one, or choose another port.`,
      { cause },
    );
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function listenOnce(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const { port: given } = server.address() as AddressInfo;
      server.close(() => resolve(given));
    });
  });
}
