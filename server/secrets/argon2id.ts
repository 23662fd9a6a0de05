/** Argon2id (RFC 9106) for passwords and PINs, in libuv's threads: never on the event loop, never in the database. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's second set: 19 MiB, two passes, one lane. */
const NOW = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** libuv has four threads, and file access needs some of them. */
const AT_ONCE = 2;

/** @returns a PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await derived(secret, salt, NOW, TAG_BYTES);
  const { memory, passes, parallelism } = NOW;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** @throws Error when `phc` is not what `hashSecret` makes */
export async function isSecret(secret: string, phc: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(phc);
  if (!parts) throw new Error('a stored secret is not an Argon2id PHC string');
  const [, memory, passes, parallelism, salt = '', tag = ''] = parts;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const kept = Buffer.from(tag, 'base64');
  return timingSafeEqual(
    await derived(secret, Buffer.from(salt, 'base64'), cost, kept.length),
    kept,
  );
}

let running = 0;
const waiting: (() => void)[] = [];

async function derived(
  secret: string,
  nonce: Buffer,
  cost: typeof NOW,
  tagLength: number,
): Promise<Buffer> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    // The same letters typed on another keyboard may come in another form (design decision 11).
    const message = Buffer.from(secret.normalize('NFC'), 'utf8');
    return await derive('argon2id', { message, nonce, tagLength, ...cost });
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** PHC strings have no padding. */
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '');

/** Checked where there is nothing to check against, so that “unknown” takes as long as “wrong”. */
export const nobodysSecret: Promise<string> = hashSecret(randomBytes(32).toString('base64'));
