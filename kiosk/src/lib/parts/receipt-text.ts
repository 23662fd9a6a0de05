import type { ReceiptView } from '#gateway/messages.ts';
import type { Words } from '../words.ts';
import { shortened } from './shortened.ts';

/** More would make squares too small for a cheap phone’s camera. */
const MOST_LINES = 8;

/** The receipt as plain lines, for a QR code: library, moment, code, then each book with what became of it. */
export function receiptText(receipt: ReceiptView, words: Words): string {
  const shown = receipt.lines.slice(0, MOST_LINES);
  const more = receipt.lines.length - shown.length;
  return [
    receipt.library,
    `${words.time(receipt.at)} ${words.plainDate(receipt.at)}`,
    words.text('receipt.code', { code: receipt.code }),
    ...shown.map((line) => bookText(line, words)),
    ...(more > 0 ? [words.text('receipt.more', { count: more })] : []),
  ].join('\n');
}

function bookText(line: ReceiptView['lines'][number], words: Words): string {
  const state = words.text(`line.${line.act}.${line.recordedHere ? 'queued' : 'accepted'}`);
  const due = line.dueAt === undefined ? '' : `, ${words.plainDate(line.dueAt)}`;
  return `${shortened(line.title)} – ${state}${due}`;
}
