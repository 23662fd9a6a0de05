/** The last words of a visit: what was done, and below it what became of the receipt. */
import type { ReceiptStep, ReceiptView, Snapshot } from '#gateway/messages.ts';
import type { MessageKey, Words } from '../words.ts';
import { summary } from './summary.ts';

type Facts = Pick<Snapshot, 'lines' | 'people'>;

/** What stands, said first: whatever becomes of the receipt, it is no less true. */
export function parting({ lines, people }: Facts, words: Words): string {
  const kept = lines.filter(({ undone }) => !undone);
  if (kept.some(({ ils }) => ils === 'queued')) {
    const borrowed = kept.some(({ act }) => act !== 'checkin');
    return words.text(borrowed ? 'recorded-here.borrowed' : 'recorded-here.returned');
  }
  return summary(lines, words, people.filter(({ books }) => books > 0).length);
}

/** The same in two words, where the code needs the room. */
export function shortParting({ lines }: Pick<Facts, 'lines'>, words: Words): string {
  const isHere = lines.some(({ ils, undone }) => ils === 'queued' && !undone);
  return words.text(isHere ? 'line.checkout.queued' : 'done.nothing');
}

/**
 * Undefined where the receipt takes its usual way.
 * @param reasonOnly what to do instead stands below the code already
 */
export function receiptNote(
  { noPaper, step }: ReceiptView,
  words: Words,
  reasonOnly: boolean,
): string | undefined {
  switch (step.state) {
    case 'offered':
      return noPaper && words.text(`receipt.no.${noPaper}`);
    case 'mailing':
      return words.text('receipt.mailing');
    case 'mailed':
      return words.text('receipt.mailed', { to: step.to });
    case 'shown':
      return step.instead && instead(step.instead, words, reasonOnly);
    default:
      return undefined;
  }
}

type Instead = NonNullable<Extract<ReceiptStep, { state: 'shown' }>['instead']>;

const instead = (why: Instead, words: Words, reasonOnly: boolean): string => {
  const key: MessageKey = reasonOnly ? `receipt.reason.${why}` : `receipt.instead.${why}`;
  return words.text(key);
};
