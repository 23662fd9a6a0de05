import { dayIn } from '../libraries/rules/day.ts';
import { loadSample } from '../sample/load.ts';
import { DEMO_CARDS } from '../sample/sample.ts';
import type { Act } from './commands.ts';

export const sampleLoad: Act = async (db) => {
  const today = dayIn('Asia/Ho_Chi_Minh', Date.now());
  const { titles, items, patrons, libraries } = await loadSample(db, { today });
  console.log(
    `${titles.length} titles, ${items.length} items, ${patrons.length} patrons, ${libraries.length} libraries.`,
  );
  for (const { number, pin } of DEMO_CARDS.slice(0, 2)) console.log(`card ${number}\tPIN ${pin}`);
  return 0;
};
