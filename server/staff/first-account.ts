import { randomInt } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { AppDatabase } from '../db/registry.ts';
import { hashSecret } from '../secrets/argon2id.ts';
import { WHOLE_NETWORK } from './tables.ts';

/** Without look-alikes (0 O, 1 I l): it is read from a screen and typed. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of five: 99 bits. */
export function randomPassword(): string {
  const letter = () => LETTERS[randomInt(LETTERS.length)];
  const group = () => Array.from({ length: 5 }, letter).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/**
 * Makes the account `admin` when there is none at all, and writes its password to a file that only the server's
 * own user can read.
 * @returns undefined when there were accounts already
 */
export async function makeFirstAccount(
  db: AppDatabase,
  dataFolder: string,
  now: number,
): Promise<{ name: string; password: string } | undefined> {
  if ((await db.read('staff-accounts', {})).length > 0) return undefined;
  const name = 'admin';
  const password = randomPassword();
  // The file comes first: an account whose password nobody has ever seen would lock everybody out.
  const file = join(dataFolder, 'first-password.txt');
  writeFileSync(file, `${name} ${password}\n`, { mode: 0o600 });
  const added = await db.write('staff-add-first', {
    id: uuidv7(),
    name,
    passwordHash: await hashSecret(password),
    grants: [{ libraryId: WHOLE_NETWORK, role: 'administrator' }],
    now,
  });
  return added ? { name, password } : undefined;
}
