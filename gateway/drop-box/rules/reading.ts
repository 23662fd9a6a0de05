/** Which tags are in what lies there, and what they make of it. Rules DB10–DB14. */
import { tagSeenBehind } from './behind.ts';
import { beginDeciding } from './deciding.ts';
import { faultsOf } from './faults.ts';
import { giveBack } from './giving-back.ts';
import type { Book, Intake, Round, Step } from './state.ts';
import type { GivenBack } from './settings.ts';
import type { Turn } from './turn.ts';
import { missingNumbers, sameItem, tagsOnPad } from '../../session/rules/parts.ts';
import type { ItemRef } from '../../ils/ils.ts';
import type { SeenTag } from '../../session/rules/label.ts';

type Reading = Extract<Step, { at: 'reading' }>;

export function beginReading(turn: Turn, round: Round): void {
  const { behind = [], strays, tags } = turn.facts;
  const before = [...strays, ...behind.map(({ uid }) => uid)];
  const here = [...behind, ...tags.filter(({ uid }) => !before.includes(uid))];
  const since = { since: turn.now, lastTagAt: turn.now };
  turn.change({ behind: undefined });
  turn.go({ at: 'reading', ...since, tags: here, round });
}

/** Falling, a book is in the field for moments: whatever was seen since it came counts. */
export function tagSeen(turn: Turn, tag: SeenTag): void {
  const { step } = turn;
  tagSeenBehind(turn, tag);
  if (step.at !== 'reading' || step.tags.some(({ uid }) => uid === tag.uid)) return;
  turn.go({ ...step, lastTagAt: turn.now, tags: [...step.tags, tag] });
}

/** A second label is a second book, unless a tag says the same. */
export function labelSeen(turn: Turn, label: ItemRef): void {
  const { step } = turn;
  switch (step.at) {
    case 'reading':
      return turn.go({ ...step, lastTagAt: turn.now, round: { ...step.round, label } });
    case 'seen':
    case 'blocked':
    case 'closing':
    case 'giving-back':
      return turn.go({ ...step, round: { ...step.round, label } });
    default:
  }
}

export function reading(turn: Turn, step: Reading): void {
  const { kind, times } = turn.settings;
  const isBlind = faultsOf(turn.box, turn.settings, turn.now).includes('reader-lost');
  if (isBlind && kind === 'holding' && !step.round.left)
    return giveBack(turn, step.round, 'machine');
  const found = whatIs(step.tags, step.round.label, turn.facts.crowded);
  const isSettled = turn.now - step.lastTagAt >= times.settle;
  // In a chute the tags are gone in a second, and waiting for what is missing disarms what is there.
  const isWhole = found.trouble === undefined || (kind === 'chute' && step.tags.length > 0);
  if (!turn.isOver(times.read) && !(isWhole && isSettled)) return;
  take(turn, step, found);
}

function take(turn: Turn, { round }: Reading, { books, trouble }: Found): void {
  if (trouble) turn.ask({ kind: 'tell', code: trouble });
  if (trouble && mayGiveBack(turn, round, trouble)) return giveBack(turn, round, trouble);
  const intake: Intake = {
    ...{ id: turn.newId(), at: turn.at, books },
    ...(trouble && { trouble }),
    ...(round.card !== undefined && { card: round.card }),
    ...(round.bin !== undefined && { bin: round.bin }),
  };
  beginDeciding(turn, intake, round);
}

/** Once it was left there, it is taken as it is. */
export const mayGiveBack = (turn: Turn, round: Round, trouble: GivenBack): boolean =>
  turn.settings.kind === 'holding' &&
  !round.left &&
  turn.settings.ifTrouble[trouble] === 'give-back';

interface Found {
  readonly books: readonly Book[];
  readonly trouble?: GivenBack;
}

/** A price tag in a library's book is no second book; a card, or what cannot be told, is something else beside it. */
function whatIs(tags: readonly SeenTag[], label: ItemRef | undefined, crowded: boolean): Found {
  const items = itemsIn(tags, label);
  const torn = tags.filter(({ label: { kind } }) => kind === 'damaged');
  const books = [...items.map((item) => bookOf(tags, item)), ...torn.map(unread)];
  if (tags.some((tag) => tag.label.kind === 'card')) return { books, trouble: 'card' };
  if (crowded || books.length > 1) return { books, trouble: 'two-items' };
  const [book] = books;
  if (torn.length > 0) return { books, trouble: 'tag-damaged' };
  if (!book) return nothing(tags);
  return isWhole(tags, book) ? { books } : { books, trouble: 'set-incomplete' };
}

const nothing = (tags: readonly SeenTag[]): Found => ({
  books: tags.length > 0 ? tags.map(unread) : [{ parts: [], ils: 'none' }],
  trouble: tags.length > 0 ? 'foreign-tag' : 'no-tag',
});

const unread = ({ uid }: SeenTag): Book => ({
  parts: [{ uid, number: 1, security: 'not-needed' }],
  ils: 'none',
});

function itemsIn(tags: readonly SeenTag[], label: ItemRef | undefined): readonly ItemRef[] {
  const all = tags.flatMap((tag) => (tag.label.kind === 'item' ? [tag.label.item] : []));
  const distinct = all.filter(
    (item, index) => all.findIndex((one) => sameItem(one, item)) === index,
  );
  return label && !distinct.some((item) => sameItem(item, label)) ? [...distinct, label] : distinct;
}

/** Every tag of the item, also where two claim to be the same part: all of them are to ring. */
function bookOf(tags: readonly SeenTag[], item: ItemRef): Book {
  const parts = tags.flatMap(({ label, uid }) =>
    label.kind === 'item' && sameItem(label.item, item)
      ? [
          {
            uid,
            number: label.part.of > 1 ? label.part.number : 1,
            security: 'not-needed' as const,
          },
        ]
      : [],
  );
  return { item, parts, ils: 'none' };
}

function isWhole(tags: readonly SeenTag[], { item, parts }: Book): boolean {
  if (!item || parts.length === 0) return true;
  const tagged = tagsOnPad(tags, item);
  return tagged !== undefined && missingNumbers(tagged).length === 0;
}
