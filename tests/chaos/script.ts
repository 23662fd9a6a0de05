/**
 * What happens in a run of chaos, worked out from its seed alone: who brings which books to which terminal, and what goes wrong
 * meanwhile. It never looks at what came of a round: whoever was refused a book is later seen to bring it back all the same.
 */
import { Random, seedFor } from '#tests/fuzz/random.ts';

export interface Shape {
  readonly terminals: number;
  readonly patrons: number;
  readonly books: number;
  /** At most so many in one visit. */
  readonly booksInVisit: number;
  /** Of the books, so many that the library's catalogue does not know. */
  readonly strangeBooks: number;
  /** Terminals' clocks may be as wrong as an event is late: no book is used again before so many rounds. */
  readonly restRounds: number;
}

export interface Visit {
  readonly terminal: number;
  readonly act: 'borrow' | 'return';
  readonly patron: number;
  readonly books: readonly number[];
}

/** When something strikes: so long after the n-th line appeared, or the n-th request passed, at a terminal in this round. */
export interface Trigger {
  readonly terminal: number;
  readonly on: 'line' | 'request';
  readonly nth: number;
  readonly thenMs: number;
}

export type Blow = { readonly at: Trigger } & (
  | { readonly kind: 'kill-gateway'; readonly terminal: number; readonly forMs: number }
  | { readonly kind: 'kill-server'; readonly forMs: number }
  | {
      readonly kind: 'partition';
      readonly terminal: number;
      /** `refused`: nobody to call; `silent`: what is sent gets stuck, and goes on when it is over. */
      readonly how: 'refused' | 'silent';
      readonly forMs: number;
    }
  | { readonly kind: 'disk-full'; readonly terminal: number; readonly forMs: number }
  | { readonly kind: 'set-clock'; readonly terminal: number; readonly offMs: number }
);

/** What staff do at the desk meanwhile, so that the world has moved when a promise arrives. */
export type DeskAct =
  | { readonly kind: 'block' | 'unblock'; readonly patron: number }
  | { readonly kind: 'hold'; readonly patron: number; readonly book: number };

export interface Round {
  readonly number: number;
  readonly visits: readonly Visit[];
  readonly blows: readonly Blow[];
  readonly desk: readonly DeskAct[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface BookState {
  readonly number: number;
  out: boolean;
  lastRound: number;
}

/** Without an end; the same for the same seed and shape. */
export function* roundsOf(seed: number, shape: Shape): Generator<Round, never> {
  const random = new Random(seedFor(seed, 'script'));
  const books = Array.from({ length: shape.books }, (_, number): BookState => ({
    number,
    out: false,
    lastRound: -shape.restRounds,
  }));
  for (let number = 0; ; number++) {
    yield {
      number,
      visits: visitsOf(random, shape, books, number),
      blows: blowsOf(random, shape),
      desk: deskOf(random, shape),
    };
  }
}

/** How wrong each terminal's clock is when it starts. Milliseconds. */
export function firstClocks(seed: number, terminals: number): readonly number[] {
  const random = new Random(seedFor(seed, 'clocks'));
  return Array.from({ length: terminals }, () => clockError(random));
}

function visitsOf(random: Random, shape: Shape, books: BookState[], round: number): Visit[] {
  const patrons = shuffled(
    random,
    Array.from({ length: shape.patrons }, (_, patron) => patron),
  );
  return Array.from({ length: shape.terminals }, (_, terminal) => {
    const rested = books.filter(({ lastRound }) => round - lastRound >= shape.restRounds);
    const [out, here] = [rested.filter((book) => book.out), rested.filter((book) => !book.out)];
    const count = 1 + random.below(shape.booksInVisit);
    const act = out.length >= count && random.below(2) === 0 ? 'return' : 'borrow';
    const chosen = shuffled(random, act === 'return' ? out : here).slice(0, count);
    for (const book of chosen) {
      book.out = act === 'borrow';
      book.lastRound = round;
    }
    return {
      terminal,
      act,
      patron: patrons[terminal] ?? 0,
      books: chosen.map(({ number }) => number),
    };
  });
}

function blowsOf(random: Random, { booksInVisit, terminals }: Shape): Blow[] {
  const blows: Blow[] = [];
  const trigger = (terminal: number): Trigger => ({
    terminal,
    on: random.below(2) === 0 ? 'line' : 'request',
    nth: 1 + random.below(booksInVisit),
    thenMs: random.below(40),
  });
  const chance = (percent: number): boolean => random.below(100) < percent;
  for (let terminal = 0; terminal < terminals; terminal++) {
    const at = trigger(terminal);
    const forMs = random.below(3_000);
    const how = chance(50) ? 'refused' : 'silent';
    const offMs = clockError(random);
    if (chance(8)) blows.push({ kind: 'kill-gateway', terminal, at, forMs: forMs / 2 });
    else if (chance(12)) blows.push({ kind: 'partition', terminal, how, at, forMs: 1.5 * forMs });
    else if (chance(4)) blows.push({ kind: 'disk-full', terminal, at, forMs });
    else if (chance(6)) blows.push({ kind: 'set-clock', terminal, at, offMs });
  }
  const at = trigger(random.below(terminals));
  const forMs = random.below(2_000);
  if (chance(10)) blows.push({ kind: 'kill-server', at, forMs });
  return blows;
}

function deskOf(random: Random, { books, patrons }: Shape): DeskAct[] {
  const patron = random.below(patrons);
  const book = random.below(books);
  switch (random.below(6)) {
    case 0:
      return [{ kind: 'block', patron }];
    case 1:
      return [{ kind: 'unblock', patron }];
    case 2:
      return [{ kind: 'hold', patron, book }];
    default:
      return [];
  }
}

/** Right, minutes or days off, or as after a flat battery. */
function clockError(random: Random): number {
  const sign = random.below(2) === 0 ? 1 : -1;
  switch (random.below(5)) {
    case 0:
      return sign * (1 + random.below(20)) * MINUTE_MS;
    case 1:
      return sign * (1 + random.below(5)) * DAY_MS;
    case 2:
      return -20_000 * DAY_MS;
    default:
      return 0;
  }
}

/** What the network does to one request. */
export type Fate =
  | { readonly kind: 'passed' }
  /** Cut before the server gets any of it, or when its answer comes. */
  | { readonly kind: 'request-lost' | 'answer-lost' }
  | { readonly kind: 'request-late' | 'answer-late' | 'twice'; readonly byMs: number };

/** Longer than a patron is kept waiting, shorter than a request can lie about (O7). */
const LATEST_MS = 6_000;

/** @param nth of the requests that this terminal has sent since the run began */
export function fateOf(seed: number, terminal: number, nth: number): Fate {
  const random = new Random(seedFor(seed, `request ${terminal} ${nth}`));
  // Neighbouring seeds give neighbouring first numbers.
  random.next();
  const byMs = random.below(3) === 0 ? random.below(LATEST_MS) : random.below(200);
  const lot = random.below(100);
  if (lot < 1) return { kind: 'request-lost' };
  if (lot < 2) return { kind: 'answer-lost' };
  if (lot < 3) return { kind: 'request-late', byMs };
  if (lot < 4) return { kind: 'answer-late', byMs };
  if (lot < 7) return { kind: 'twice', byMs };
  return { kind: 'passed' };
}

/** Fisher and Yates. */
function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const [a, b] = [result[last], result[other]];
    if (a === undefined || b === undefined) break;
    [result[last], result[other]] = [b, a];
  }
  return result;
}
