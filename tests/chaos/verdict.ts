/** What was promised against what the server has: nothing lost, nothing doubled, the right person holds each book. Pure. */
import type { Deed } from './deed.ts';

/** Something that the server has taken in of a book. */
export interface Fact {
  /** Of its transaction. */
  readonly id: string;
  readonly terminal: number;
  readonly book: number;
  readonly kind: 'checkout' | 'checkin' | 'undo';
  /** Of a checkout; absent where the server does not know the card. */
  readonly patron?: number;
  /** Epoch milliseconds, as the server believes. */
  readonly occurredAt: number;
  /** A loan that was taken back. */
  readonly isUndone: boolean;
  /** Kinds of the open conflicts of this transaction. */
  readonly conflicts: readonly string[];
}

export interface Truth {
  readonly facts: readonly Fact[];
  /** Who has which book, by open loans. */
  readonly holders: ReadonlyMap<number, number>;
}

/** A sentence about one book. */
export interface Finding {
  readonly book: number;
  readonly text: string;
}

export interface WorstTime {
  /** Milliseconds. */
  readonly offMs: number;
  /** What was promised, in words. */
  readonly text: string;
}

export interface Verdict {
  readonly promised: number;
  /** Promises that are facts and need nobody. */
  readonly settled: number;
  /** Promises that are facts, and a task for staff. */
  readonly conflicts: number;
  readonly lost: readonly Finding[];
  readonly doubled: readonly Finding[];
  /** The settled promise of which the server's time is off the most. */
  readonly worstTime: WorstTime;
}

/** A deed with the fact that it has become. */
interface Matched {
  readonly deed: Deed;
  readonly fact?: Fact;
}

/** @param deeds in the order in which they were done */
export function judge(deeds: readonly Deed[], { facts, holders }: Truth): Verdict {
  const factsOf = Map.groupBy(facts, ({ book }) => book);
  const books = Map.groupBy(deeds, ({ book }) => book);
  const strangers = [...factsOf.keys()].filter((book) => !books.has(book));
  const judged = [
    ...[...books].map(([book, own]) => judgeBook(book, own, factsOf.get(book) ?? [], holders)),
    ...strangers.map((book) => judgeBook(book, [], factsOf.get(book) ?? [], holders)),
  ];
  return {
    promised: deeds.filter(({ word }) => word === 'promised').length,
    settled: sum(judged, ({ settled }) => settled),
    conflicts: sum(judged, ({ conflicts }) => conflicts),
    lost: judged.flatMap(({ lost }) => lost),
    doubled: judged.flatMap(({ doubled }) => doubled),
    worstTime: judged.map(({ worstTime }) => worstTime).reduce(worse, ON_TIME),
  };
}

function judgeBook(
  book: number,
  deeds: readonly Deed[],
  facts: readonly Fact[],
  holders: ReadonlyMap<number, number>,
): Omit<Verdict, 'promised'> {
  const { left, matched } = match(deeds, facts);
  const kept = matched.filter(({ deed }) => deed.word === 'promised');
  const stand = kept.filter(({ fact }) => fact?.isUndone === false);
  const disputed = stand.filter(({ fact }) => isDisputed(fact));
  const settled = stand.filter(({ fact }) => !isDisputed(fact));
  const lost = kept.filter(({ fact }) => !fact || fact.isUndone).map(({ deed }) => lostOne(deed));
  const doubled = [
    ...left.map((fact) => ({ book, text: `nobody was promised ${inWords(fact)}` })),
    ...matched.flatMap(standsAfterAll),
  ];
  const isOwned = lost.length === 0 && doubled.length === 0;
  const wrong = isOwned ? wrongHolder(book, matched, facts, holders.get(book)) : [];
  return {
    settled: settled.length,
    conflicts: disputed.length,
    lost: [...lost, ...wrong],
    doubled,
    worstTime: settled.map(timeOf).reduce(worse, ON_TIME),
  };
}

/** What was promised has the first claim on a fact, what was left open the next; each fact stands for one deed. */
function match(
  deeds: readonly Deed[],
  facts: readonly Fact[],
): { readonly matched: readonly Matched[]; readonly left: readonly Fact[] } {
  const left = new Set(facts.filter(({ kind }) => kind !== 'undo'));
  const found = new Map<Deed, Fact>();
  for (const word of ['promised', 'open', 'taken-back'] as const) {
    for (const deed of deeds.filter((each) => each.word === word)) {
      const fact = nearest(
        deed,
        [...left].filter((each) => isOf(deed, each)),
      );
      if (!fact) continue;
      found.set(deed, fact);
      left.delete(fact);
    }
  }
  const matched = deeds.map((deed) => {
    const fact = found.get(deed);
    return { deed, ...(fact && { fact }) };
  });
  return { matched, left: [...left].filter((fact) => !isTakenBackUnknown(fact, deeds)) };
}

/** Whoever left it in doubt was told that they do not have it. */
const standsAfterAll = ({ deed, fact }: Matched): Finding[] =>
  deed.word === 'taken-back' && fact?.isUndone === false
    ? [{ book: deed.book, text: `${inWords(fact)} was taken back, and stands` }]
    : [];

const isDisputed = (fact: Fact | undefined): boolean => (fact?.conflicts.length ?? 0) > 0;

/** Of a book that no catalogue knows there is no loan to be taken back, so that the undo stands as a return. */
const isTakenBackUnknown = (fact: Fact, deeds: readonly Deed[]): boolean =>
  fact.kind === 'checkin' &&
  fact.conflicts.includes('item-unknown') &&
  deeds.some(
    ({ act, terminal, word }) =>
      act === 'checkout' &&
      terminal === fact.terminal &&
      (word === 'taken-back' || word === 'open'),
  );

const isOf = (deed: Deed, fact: Fact): boolean =>
  fact.terminal === deed.terminal &&
  fact.kind === deed.act &&
  (fact.kind === 'checkin' || fact.patron === undefined || fact.patron === deed.patron);

const nearest = (deed: Deed, facts: readonly Fact[]): Fact | undefined =>
  facts.toSorted((a, b) => away(deed, a) - away(deed, b))[0];

const away = ({ at }: Deed, { occurredAt }: Fact): number => Math.abs(occurredAt - at);

/** The last thing that happened says who has it, unless staff have been asked to find out. */
function wrongHolder(
  book: number,
  matched: readonly Matched[],
  facts: readonly Fact[],
  holder: number | undefined,
): Finding[] {
  const last = matched.findLast(({ fact }) => fact?.isUndone === false);
  const expected = last?.deed.act === 'checkout' ? last.deed.patron : undefined;
  if (holder === expected || facts.some(({ conflicts }) => conflicts.length > 0)) return [];
  const [is, ought] = [holder, expected].map((patron) =>
    patron === undefined ? 'nobody' : `patron ${patron}`,
  );
  return [{ book, text: `it is with ${is} by the server, and was left with ${ought}` }];
}

const lostOne = (deed: Deed): Finding => ({ book: deed.book, text: promiseInWords(deed) });

const promiseInWords = ({ act, patron, round, said, terminal }: Deed): string =>
  `${act}${patron === undefined ? '' : ` by patron ${patron}`} of round ${round} at terminal ${terminal} was promised (${said})`;

const ON_TIME: WorstTime = { offMs: 0, text: '' };

const timeOf = ({ deed, fact }: Matched): WorstTime => ({
  offMs: Math.abs((fact?.occurredAt ?? deed.at) - deed.at),
  text: `book ${deed.book}: ${promiseInWords(deed)}`,
});

const worse = (a: WorstTime, b: WorstTime): WorstTime => (b.offMs > a.offMs ? b : a);

const inWords = ({ id, kind, patron, terminal }: Fact): string =>
  `${kind}${patron === undefined ? '' : ` by patron ${patron}`} at terminal ${terminal}, transaction ${id}`;

const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((total, one) => total + of(one), 0);
