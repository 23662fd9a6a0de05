/** What is written down of a book when it has fallen into a bin. */
import type { HoldSlip } from './inputs.ts';
import type { Sorting } from './sorting.ts';
import { sort } from './sorting.ts';
import { troubleOf } from './state.ts';
import type { BinEntry, Book, Intake } from './state.ts';
import type { BinId } from './settings.ts';
import type { Outcome } from '../../ils/ils.ts';

/** Staff have something to do with it before anything else. */
export const isListed = ({ ils, trouble }: Book): boolean =>
  trouble !== undefined || ils === 'none' || ils === 'refused';

export const entriesOf = (intake: Intake, bin: BinId, sorting: Sorting): readonly BinEntry[] =>
  intake.books.map((book) => entryOf(book, intake, bin, sorting));

function entryOf(book: Book, intake: Intake, bin: BinId, sorting: Sorting): BinEntry {
  const trouble = book.trouble ?? troubleOf(intake);
  const { answer, item, parts, refusal, transaction } = book;
  return {
    ...{ intake: intake.id, at: intake.at, bin, uids: parts.map(({ uid }) => uid) },
    ...(item && { item }),
    ...(transaction !== undefined && { transaction }),
    why: sort({ trouble, answer }, sorting).why,
    ...(trouble && { trouble }),
    ...(refusal && { refusal: refusal.code }),
    ils: book.ils === 'pending' ? 'queued' : book.ils,
    armed: armedOf(book),
    ...goesOf(answer),
  };
}

export const slipsOf = (intake: Intake, bin: BinId): readonly HoldSlip[] =>
  intake.books.flatMap(({ answer, item }) => {
    if (!item || answer?.destination !== 'hold') return [];
    const { callNumber, title } = answer.item;
    const hold = answer.hold?.id;
    const known = {
      ...(callNumber !== undefined && { callNumber }),
      ...(hold !== undefined && { hold }),
    };
    return [{ item, title, bin, ...known }];
  });

function armedOf({ parts }: Book): BinEntry['armed'] {
  const states = parts.map(({ security }) => security);
  if (states.includes('failed') || states.includes('pending')) return 'failed';
  return states.includes('done') ? 'done' : 'not-needed';
}

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;

function goesOf(answer: Accepted | undefined): Pick<BinEntry, 'goes'> {
  const kind = answer?.destination;
  if (!kind) return {};
  const library = answer.destinationLibrary?.name;
  return { goes: { kind, ...(library !== undefined && { library }) } };
}

/** The library's late word on a book that lies in its bin: what is new for staff is noted, where it lies stays. */
export function amended(entry: BinEntry, outcome: Outcome): BinEntry {
  if (outcome.outcome === 'accepted') return { ...entry, ils: 'accepted', ...goesOf(outcome) };
  if (outcome.outcome !== 'refused') return entry;
  return { ...entry, ils: 'refused', refusal: outcome.refusal.code };
}
