import type { StaffView } from '#gateway/staff-messages.ts';
import type { Words } from '../words.ts';
import { said } from './said.ts';

type Printer = NonNullable<StaffView['printer']>;

/** What is wrong with the machine comes before what is wrong with its paper. */
export const paperText = (words: Words, { fault, paper }: Printer): string =>
  fault === undefined ? words.text(`staff.paper.${paper}`) : said(words, 'fault', fault);

export function paperTone({ fault, paper }: Printer): 'good' | 'wait' | 'bad' {
  if (fault !== undefined || paper === 'out') return 'bad';
  return paper === 'low' ? 'wait' : 'good';
}
