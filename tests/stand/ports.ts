/** TCP ports of the stand: the ones asked for, or free ones. */
import { createServer } from 'node:net';
import type { Server } from 'node:net';

/**
 * Below what Linux gives to outgoing connections, and to whoever listens anywhere (32768 and up): a port from there, free when it
 * was looked at or given up for a moment, was now and then somebody else's by the time a server came to listen again.
 */
const FIRST = 20_000;
const END = 32_000;

/**
 * Each process has ports of its own, one after the other: two that drew the same by chance both found it free, and the program
 * that came later ended. It holds the first of them for as long as it runs, so that nobody else takes these.
 */
const OWN = 100;
const BLOCKS = (END - FIRST) / OWN;
let own: Promise<number> | undefined;
let taken = 0;

/** A port that nobody listens on just now, and that nobody is given but this process. */
export async function freePort(): Promise<number> {
  const first = await (own ??= ownPorts(process.pid));
  for (;;) {
    const port = first + 1 + (taken++ % (OWN - 1));
    if (await isFree(port)) return port;
  }
}

/** @param from where it begins to look. @returns the first of a hundred, which is held from now on */
export async function ownPorts(from: number): Promise<number> {
  for (let tried = 0; tried < BLOCKS; tried++) {
    const first = FIRST + ((from + tried) % BLOCKS) * OWN;
    const held = await listenOn(first);
    held?.unref();
    if (held) return first;
  }
  throw new Error(`All ports from ${FIRST} to ${END} are taken by other programs.`);
}

/** @throws Error in one sentence when somebody listens there already */
export async function expectFree(port: number, what: string): Promise<number> {
  if (await isFree(port)) return port;
  throw new Error(
    `Port ${port} for ${what} is taken by another program: end that one, or choose another port.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

const TAKEN: readonly unknown[] = ['EADDRINUSE', 'EACCES'];
const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

/** @returns undefined where somebody else listens already, or may alone */
function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      TAKEN.includes(codeOf(error)) ? resolve(undefined) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
