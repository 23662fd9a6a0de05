import { need } from './commands.ts';
import type { Act } from './commands.ts';

/** For a terminal that was stolen and could not be named: what its disk holds is of no use for the next permit. */
export const permitEnd: Act = async (db, options) => {
  const { library } = need(options, 'library');
  if (await db.write('permit-epoch-end', { libraryId: library, now: Date.now() })) return 0;
  console.error('This library has no permit: no terminal of it has asked for one.');
  return 1;
};
