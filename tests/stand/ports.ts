/** TCP ports of the stand: the ones asked for, or free ones. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/**
 * Below what Linux gives to outgoing connections (32768 and up): a port from there, free when it was looked at, was now and then
 * somebody's connection by the time the server came to listen.
 */
const FIRST = 20_000;
const END = 32_000;

/**
 * Each process has ports of its own, one after the other: two that drew the same by chance both found it free, and the program
 * that came later ended.
 */
const OWN = 100;
const own = FIRST + (process.pid % ((END - FIRST) / OWN)) * OWN;
let taken = 0;

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = own + (taken++ % OWN);
    try {
      return await listenOnce(port);
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
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
