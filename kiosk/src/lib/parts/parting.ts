/** The last words of a visit: what was done, and below it what became of the receipt. */
import type { ReceiptView, Snapshot } from '#gateway/messages.ts';
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

/** Undefined where the receipt takes its usual way. */
export function receiptNote({ noPaper, step }: ReceiptView, words: Words): string | undefined {
  switch (step.state) {
    case 'offered':
      return noPaper && words.text(`receipt.no.${noPaper}`);
    case 'mailing':
      return words.text('receipt.mailing');
    case 'mailed':
      return words.text('receipt.mailed', { to: step.to });
    case 'shown':
      return step.instead && words.text(`receipt.instead.${step.instead}` satisfies MessageKey);
    default:
      return undefined;
  }
}
