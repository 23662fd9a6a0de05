import { v7 as uuidv7 } from 'uuid';
import { hashSecret } from '../secrets/argon2id.ts';
import { randomPassword } from '../staff/first-account.ts';
import { ROLES } from '../staff/tables.ts';
import { need } from './commands.ts';
import type { Act } from './commands.ts';

const accountName = (text: string) => text.trim().normalize('NFC').toLowerCase();

export const staffAdd: Act = async (db, options) => {
  const { name: typed, library } = need(options, 'name', 'library');
  const name = accountName(typed);
  const role = ROLES.find((known) => known === (options['role'] ?? 'librarian'));
  if (!role) throw new Error(`--role is one of ${ROLES.join(', ')}`);
  const password = randomPassword();
  const added = await db.write('staff-add', {
    id: uuidv7(),
    name,
    passwordHash: await hashSecret(password),
    grants: [{ libraryId: library, role }],
    now: Date.now(),
  });
  if (added.outcome === 'accepted') {
    console.log(`${name} ${password}`);
    return 0;
  }
  const why = { 'name-taken': 'this name is taken', 'library-unknown': 'there is no such library' };
  console.error(`The account was not added: ${why[added.code]}.`);
  return 1;
};

export const staffReset: Act = async (db, options) => {
  const name = accountName(need(options, 'name').name);
  const password = randomPassword();
  const passwordHash = await hashSecret(password);
  if (!(await db.write('staff-set-password', { name, passwordHash }))) {
    console.error('There is no account of this name.');
    return 1;
  }
  console.log(`${name} ${password}`);
  return 0;
};

export const staffCard: Act = async (db, options) => {
  const { name, card } = need(options, 'name', 'card');
  if (await db.write('staff-card-put', { card, name: accountName(name), now: Date.now() }))
    return 0;
  console.error('There is no account of this name.');
  return 1;
};

export const staffCardEnd: Act = async (db, options) => {
  if (await db.write('staff-card-end', need(options, 'card'))) return 0;
  console.error('This is no card of staff.');
  return 1;
};

export const staffList: Act = async (db) => {
  for (const { name, grants } of await db.read('staff-accounts', {})) {
    const roles = grants.map(({ role, libraryId }) => `${role} at ${libraryId}`).join(', ');
    console.log(`${name}\t${roles}`);
  }
  return 0;
};
