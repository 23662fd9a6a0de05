import { tidy } from '../retention/tidy.ts';
import type { Act } from './commands.ts';

export const tidyNow: Act = async (db, _options, { keepLoanHistoryDays }) => {
  const done = await tidy({ db, now: Date.now(), keepLoanHistoryDays });
  for (const [what, rows] of Object.entries(done)) console.log(`${what}\t${rows}`);
  return 0;
};
