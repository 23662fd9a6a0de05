import { byText } from '../sayings.ts';
import type { StaffWords } from '../words.ts';
import type { Alert } from './answers.ts';

type By = NonNullable<Alert['acknowledged']>['by'];

/** Colleagues are called by their names alone. */
export const whoText = (words: StaffWords, by: By): string =>
  by.kind === 'staff' ? (by.name ?? by.id) : byText(words, by);
