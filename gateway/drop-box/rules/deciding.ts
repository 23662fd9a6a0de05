/** The library is asked, the gate is made to ring: in that order, and each on disk before it is done. Rules DB16–DB19. */
import type { Outcome, Transaction } from '../../ils/ils.ts';
import { giveBack } from './giving-back.ts';
import type { Input } from './inputs.ts';
import { beginPassing } from './passing.ts';
import { mayGiveBack } from './reading.ts';
import { isIn } from './state.ts';
import type { Book, BookPart, Intake, Round, Step } from './state.ts';
import type { Turn } from './turn.ts';

type At<Name extends Step['at']> = Extract<Step, { at: Name }>;

/** Kept first, then asked: after a sudden end the same transactions go on. */
export function beginDeciding(turn: Turn, found: Intake, round: Round): void {
  const asks = found.trouble !== 'set-incomplete' || turn.settings.incompleteSets === 'check-in';
  const books = found.books.map((book) =>
    book.item && asks ? { ...book, transaction: turn.newId(), ils: 'pending' as const } : book,
  );
  const intake = { ...found, books };
  turn.ask({ kind: 'keep', intake });
  for (const book of books) {
    const transaction = transactionOf(book, intake);
    if (transaction) turn.ask({ kind: 'transact', transaction, tags: tagsOf(book) });
  }
  turn.go({ at: 'deciding', since: turn.now, intake, round });
}

export const tagsOf = ({ parts }: Book) => parts.map(({ number: part, uid }) => ({ uid, part }));

export function transactionOf(
  { item, transaction: id }: Book,
  { at: occurredAt, card }: Intake,
): Transaction | undefined {
  if (!item || id === undefined) return undefined;
  const whose = card === undefined ? {} : { card };
  return { id, act: 'checkin', mode: 'attempt', item, occurredAt, ...whose };
}

export function deciding(turn: Turn, { intake, round }: At<'deciding'>): void {
  if (intake.books.some(({ ils }) => ils === 'pending')) return;
  const refused = intake.books.find(({ ils }) => ils === 'refused');
  if (refused) turn.ask({ kind: 'tell', code: 'refused', about: refused.refusal?.code ?? '' });
  const isLone = intake.books.length === 1;
  if (refused && isLone && mayGiveBack(turn, round, 'refused')) {
    // Nothing has happened: whoever has it back when the power goes has left nothing here.
    turn.ask({ kind: 'forget' });
    return giveBack(turn, round, 'refused', refused.refusal);
  }
  beginSecuring(turn, intake, round);
}

function beginSecuring(turn: Turn, intake: Intake, round: Round): void {
  turn.ask({ kind: 'keep', intake });
  const books = intake.books.map((book) => (isIn(book) ? armed(turn, book) : book));
  turn.go({ at: 'securing', since: turn.now, intake: { ...intake, books }, round });
}

const armed = (turn: Turn, book: Book): Book => ({
  ...book,
  parts: book.parts.map((part) => write(turn, book, part)),
});

function write(turn: Turn, { transaction }: Book, { number, uid }: BookPart): BookPart {
  if (transaction !== undefined) turn.ask({ kind: 'secure', transaction, uid });
  return { uid, number, security: 'pending' };
}

export function securing(turn: Turn, step: At<'securing'>): void {
  const parts = step.intake.books.flatMap((book) => book.parts);
  if (parts.some(({ security }) => security === 'pending')) return;
  const failed = parts.filter(({ security }) => security === 'failed');
  if (failed.length === 0) return beginPassing(turn, step.intake);
  if (turn.isOver(turn.settings.times.arm)) return silent(turn, step);
  if (failed.every(({ againAt = 0 }) => againAt > turn.now)) return;
  const books = step.intake.books.map((book) => ({
    ...book,
    parts: book.parts.map((part) => (part.security === 'failed' ? write(turn, book, part) : part)),
  }));
  turn.go({ ...step, intake: { ...step.intake, books } });
}

/** The outbox remembers it: wherever the book is laid down next, it is armed. */
function silent(turn: Turn, { intake }: At<'securing'>): void {
  turn.ask({ kind: 'tell', code: 'alarm-not-set' });
  const books = intake.books.map((book) =>
    book.parts.some(({ security }) => security === 'failed')
      ? { ...book, trouble: book.trouble ?? ('alarm-not-set' as const) }
      : book,
  );
  beginPassing(turn, { ...intake, books });
}

export function onOutcome(turn: Turn, { outcome, transaction }: Of<'outcome'>): void {
  const { facts, step } = turn;
  const isOf = (book: Book) => book.transaction === transaction;
  // What a sudden end has left is answered before the machine can be seen.
  if (facts.resume?.books.some(isOf)) {
    const books = facts.resume.books.map((book) =>
      isOf(book) ? heard(turn, book, outcome) : book,
    );
    const resume = { ...facts.resume, books };
    turn.ask({ kind: 'keep', intake: resume });
    return turn.change({ resume });
  }
  const isHere = 'intake' in step && step.intake.books.some(isOf);
  if (!isHere) {
    const isAnswer = outcome.outcome === 'accepted' || outcome.outcome === 'refused';
    return isAnswer ? turn.ask({ kind: 'amend', transaction, outcome }) : undefined;
  }
  changeBook(turn, transaction, (book) => heard(turn, book, outcome));
}

type Of<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>;

function heard(turn: Turn, book: Book, outcome: Outcome): Book {
  switch (outcome.outcome) {
    case 'accepted':
      return { ...book, ils: 'accepted', answer: outcome };
    case 'refused':
      // Promised meanwhile: it stays taken.
      if (book.ils !== 'pending') return book;
      return { ...book, ils: 'refused', refusal: outcome.refusal, trouble: 'refused' };
    case 'unreachable':
    case 'unknown':
      if (book.ils !== 'pending' || book.transaction === undefined) return book;
      turn.ask({ kind: 'promise', transaction: book.transaction });
      return { ...book, ils: 'queued' };
  }
}

/** The book is here, and this machine cannot write it down: staff have to. Whichever disk it was tells of itself. */
export function onNotRecorded(turn: Turn, { transaction }: Of<'not-recorded'>): void {
  turn.ask({ kind: 'tell', code: 'not-recorded' });
  changeBook(turn, transaction, (book) => ({ ...book, ils: 'none', trouble: 'not-recorded' }));
}

export function onSecured(turn: Turn, { done, transaction, uid }: Of<'secured'>): void {
  const againAt = turn.now + turn.settings.times.armAgain;
  const after = (part: BookPart): BookPart =>
    done ? { ...part, security: 'done' } : { ...part, security: 'failed', againAt };
  changeBook(turn, transaction, (book) => ({
    ...book,
    parts: book.parts.map((part) =>
      part.uid === uid && part.security === 'pending' ? after(part) : part,
    ),
  }));
}

function changeBook(turn: Turn, transaction: string, change: (book: Book) => Book): void {
  const { step } = turn;
  if (!('intake' in step)) return;
  const books = step.intake.books.map((book) =>
    book.transaction === transaction ? change(book) : book,
  );
  turn.go({ ...step, intake: { ...step.intake, books } });
}
