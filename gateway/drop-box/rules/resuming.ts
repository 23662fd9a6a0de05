/** A sudden end left a book in hand: each moment of it is gone on from (DB28). */
import { tagsOf, transactionOf } from './deciding.ts';
import { beginPassing, dropped } from './passing.ts';
import { isIn } from './state.ts';
import type { Book, BookPart, Intake } from './state.ts';
import type { Turn } from './turn.ts';

/** Called once the eyes can be seen. */
export function resume(turn: Turn, kept: Intake): void {
  turn.resumed();
  const intake = { ...kept, books: kept.books.map((book) => promised(turn, book, kept)) };
  if (turn.isOn(turn.settings.inputs.inner)) return goOn(turn, intake);
  // The mouth shuts by itself when the power goes: it has fallen, or it lies where staff will find it.
  const bin = intake.bin ?? turn.settings.sorting.exceptions[0];
  const trouble = intake.bin === undefined ? ({ trouble: intake.trouble ?? 'jam' } as const) : {};
  if (bin !== undefined) dropped(turn, { ...asFallen(intake), ...trouble }, bin);
}

/** Out of the reader's reach: what was not armed by then is not. The outbox remembers it. */
const asFallen = (intake: Intake): Intake => ({
  ...intake,
  books: intake.books.map((book) =>
    isIn(book) && book.parts.some(({ security }) => security !== 'done')
      ? { ...book, trouble: book.trouble ?? 'alarm-not-set', parts: book.parts.map(unarmed) }
      : book,
  ),
});

const unarmed = ({ number, security, uid }: BookPart): BookPart => ({
  ...{ number, uid },
  security: security === 'done' ? 'done' : 'failed',
});

/** What was not answered then has happened all the same. */
function promised(turn: Turn, book: Book, intake: Intake): Book {
  if (book.ils !== 'pending') return book;
  const transaction = transactionOf(book, intake);
  if (!transaction) return book;
  turn.ask({ kind: 'ensure', transaction, tags: tagsOf(book) });
  return { ...book, ils: 'queued' };
}

/** It lies there still: armed, if that is not known, and dropped. */
function goOn(turn: Turn, intake: Intake): void {
  const round = { tries: 0, left: true };
  const books = intake.books.map((book) => ({
    ...book,
    parts: book.parts.map((part) =>
      part.security === 'done' ? part : { ...part, security: 'not-needed' as const },
    ),
  }));
  if (turn.settings.kind === 'chute') return beginPassing(turn, asFallen(intake));
  if (intake.bin !== undefined) return beginPassing(turn, { ...intake, books });
  turn.go({ at: 'deciding', since: turn.now, intake: { ...intake, books }, round });
}
