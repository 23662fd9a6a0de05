/** The terminal's own PIN, for device work while the server does not answer: a file of its own, for its owner's eyes. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from '../durable-file.ts';
import { lockAfter, triesLeft } from './rules/pin-limit.ts';

const Kept = z.strictObject({
  /** Base64 of salt and hash: scrypt (RFC 7914) with the cost below. */
  salt: z.string(),
  hash: z.string(),
  /** Wrong PINs since the last right one; written down before a PIN is checked. */
  failures: z.int().min(0),
});
type Kept = z.infer<typeof Kept>;

/** OWASP's set of 64 MiB and two lanes. A PIN is short: what slows its guessing down is the lock, not this. */
const COST = { N: 2 ** 16, r: 8, p: 2, maxmem: 128 * 1024 * 1024 } as const;
const HASH_BYTES = 32;

export type PinAnswer =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'locked'; readonly waitMs: number }
  | { readonly outcome: 'not-set' };

export class DeskPin {
  readonly #path: string;
  readonly #monotonic: () => number;
  #kept: Kept | undefined;
  /** By the monotonic clock. */
  #lockedUntil: number;
  /** Ends, well or not, when the PIN of the settings is in force: whoever comes first after a start waits for it. */
  #providing: Promise<unknown> = Promise.resolve();

  /**
   * @param monotonic milliseconds of a clock that nobody sets
   * @throws Error when the file is there and cannot be read: it is not taken for “no PIN”
   */
  constructor(path: string, monotonic: () => number) {
    this.#path = path;
    this.#monotonic = monotonic;
    this.#kept = existsSync(path) ? Kept.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
    this.#lockedUntil = monotonic() + lockAfter(this.#kept?.failures ?? 0);
  }

  get isSet(): boolean {
    return this.#kept !== undefined;
  }

  /** Durable when it resolves. @throws Error of the disk */
  async set(pin: string): Promise<void> {
    const salt = randomBytes(16);
    const hash = await derive(pin, salt);
    this.#keep({ salt: salt.toString('base64'), hash: hash.toString('base64'), failures: 0 });
    this.#lockedUntil = 0;
  }

  /** What the settings say counts; wrong tries stay counted where it is the same. @throws Error of the disk */
  provide(pin: string): Promise<void> {
    const provided = this.#provide(pin);
    // What goes wrong is told to whoever provides it; for the others there is no PIN then.
    this.#providing = provided.catch(() => undefined);
    return provided;
  }

  async #provide(pin: string): Promise<void> {
    if (this.#kept && (await isRight(pin, this.#kept))) return;
    await this.set(pin);
  }

  /** The try counts before it is checked, so that neither many at once nor a plug pulled out gain one. */
  async check(pin: string): Promise<PinAnswer> {
    await this.#providing;
    const kept = this.#kept;
    if (!kept) return { outcome: 'not-set' };
    const waitMs = this.#lockedUntil - this.#monotonic();
    if (waitMs > 0) return { outcome: 'locked', waitMs };
    const failures = kept.failures + 1;
    this.#keep({ ...kept, failures });
    this.#lockedUntil = this.#monotonic() + lockAfter(failures);
    if (!(await isRight(pin, kept))) return { outcome: 'wrong', triesLeft: triesLeft(failures) };
    this.#keep({ ...kept, failures: 0 });
    this.#lockedUntil = 0;
    return { outcome: 'right' };
  }

  #keep(kept: Kept): void {
    writeDurably(this.#path, JSON.stringify(kept));
    this.#kept = kept;
  }
}

async function isRight(pin: string, { hash, salt }: Kept): Promise<boolean> {
  return timingSafeEqual(
    await derive(pin, Buffer.from(salt, 'base64')),
    Buffer.from(hash, 'base64'),
  );
}

/** In libuv's threads: off the event loop. */
const derive = (pin: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, HASH_BYTES, COST, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
