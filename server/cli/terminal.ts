import { v7 as uuidv7 } from 'uuid';
import { readPublicKey } from '../terminals/keys.ts';
import { Profile, PROFILES, TerminalId } from '../terminals/schema.ts';
import { need } from './commands.ts';
import type { Act } from './commands.ts';

const REFUSED = {
  'library-unknown': 'there is no library with this id',
  'library-ended': 'this library exists no more',
  'id-taken': 'a terminal with this id is in use with another key: remove it first',
  'key-taken': 'another terminal in use has this key',
} as const;

export const terminalAdd: Act = async (db, options) => {
  const { name, library, key } = need(options, 'name', 'library', 'key');
  const id = options['id'] ?? uuidv7();
  if (!TerminalId.safeParse(id).success) {
    console.error('An id has 1 to 64 characters, and none of them is a control character.');
    return 1;
  }
  const profile = Profile.optional().safeParse(options['profile']);
  if (!profile.success) {
    console.error(`There is no such profile. There are: ${PROFILES.join(', ')}.`);
    return 1;
  }
  const added = await db.write('terminal-add', {
    id,
    name: name.normalize('NFC'),
    libraryId: library,
    publicKey: readPublicKey(key),
    profile: profile.data,
    now: Date.now(),
  });
  if (added.outcome === 'refused') {
    console.error(`The terminal was not added: ${REFUSED[added.code]}.`);
    if (added.code === 'library-unknown') await printLibraries(db);
    return 1;
  }
  console.log(id);
  return 0;
};

export const terminalList: Act = async (db) => {
  const terminals = await db.read('terminals-in-use', {});
  for (const { id, name, library, profile } of terminals)
    console.log(`${id}\t${name}\t${library.name}\t${profile}`);
  return 0;
};

export const terminalRemove: Act = async (db, options) => {
  const { id } = need(options, 'id');
  if (await db.write('terminal-remove', { id, now: Date.now() })) return 0;
  console.error('There is no terminal in use with this id.');
  return 1;
};

const printLibraries: (db: Parameters<Act>[0]) => Promise<void> = async (db) => {
  const libraries = await db.read('libraries', {});
  for (const { id, name } of libraries) console.error(`  ${id}\t${name}`);
};
