/** What a terminal needs to ask its permit about a card or a book, against the bare HMAC that hides the number. */
import { createHmac, createSecretKey } from 'node:crypto';
import { loadPermit } from '#gateway/permit/open-permit.ts';
import type { Permit } from '#gateway/permit/permit.ts';
import { MOST_ROWS } from '#server/permit/format/chunk.ts';
import { type CardEntry, type ItemEntry, PermitMaker } from '#tests/fixtures/permit.ts';
import { percentile } from './stats.ts';
import { milliseconds, number, ratio, type Table } from './table.ts';

const CARDS = 140_000;
/** Of 500,000 items: those that may not go out, or are of another class than most. */
const ODD_ITEMS = 25_000;
/** Chunks of changes, as the last hours of a month have them. */
const CHANGES = 32;
const CHANGED = 200;

const ROUNDS = 9;
const ROUND_MS = 50;
const TURNS = 100;

export async function permitLookup(): Promise<Table> {
  const { load, loadMs, bytes } = await provincePermit();
  const permit = await load();
  const key = createSecretKey(Buffer.alloc(32, 7));
  const works: Record<string, (turn: number) => unknown> = {
    'HMAC-SHA-256, the floor': (turn) =>
      createHmac('sha256', key).update(`card\nTV-${turn}`).digest(),
    'a card that has a row': (turn) => permit.card(cardNumber(turn % CARDS)),
    'a card that nobody has': (turn) => permit.card(`X-${turn}`),
    'a book without a row': (turn) => permit.item({ identifier: `X-${turn}` }),
    'a book with a row': (turn) => permit.item({ identifier: itemNumber(turn % ODD_ITEMS) }),
    'a book whose tag names its owner': (turn) =>
      permit.item({ identifier: `X-${turn}`, owner: 'VN-1' }),
  };
  const times = inTurns(Object.values(works));
  const [floor = NaN] = times;
  return {
    title: 'Asking the permit',
    about:
      `One thread, ${number(CARDS)} cards, ${number(ODD_ITEMS)} items with a row, ${CHANGES} chunks of changes: ` +
      `${number(bytes / 1024)} KB on disk, loaded in ${milliseconds(loadMs)}, during which others have their turn. ` +
      'The floor hides one number and looks nothing up.',
    head: ['asked about', 'µs', 'ratio'],
    rows: Object.keys(works).map((name, at) => {
      const time = times[at] ?? NaN;
      return [name, number(time * 1000), ratio(time, floor)];
    }),
  };
}

const cardNumber = (at: number): string => `TV-${at}`;
const itemNumber = (at: number): string => `A-${at}`;

async function provincePermit() {
  const maker = new PermitMaker();
  const card = (at: number): CardEntry => ({
    number: cardNumber(at),
    class: at % 3,
    loansLeft: at % 6,
    lastDay: 20_700 + (at % 700),
  });
  const item = (at: number): ItemEntry => ({ number: itemNumber(at), class: at % 3 });
  const changes = Array.from({ length: CHANGES }, (_, chunk) =>
    Array.from({ length: CHANGED }, (__, at) => card((at * 691 + chunk) % CARDS)),
  );
  const { chunks, manifest } = maker.make({
    cards: [...inChunks(CARDS, MOST_ROWS.cards, card), ...changes],
    items: inChunks(ODD_ITEMS, MOST_ROWS.items, item),
  });
  const load = (): Promise<Permit> =>
    loadPermit(manifest, maker.keyOf(manifest.epoch), (sha256) =>
      Promise.resolve(chunks.get(sha256)),
    );
  const loads: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begin = performance.now();
    await load();
    loads.push(performance.now() - begin);
  }
  const bytes = manifest.chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  return { load, bytes, loadMs: percentile(loads, 0.5) };
}

const inChunks = <T>(count: number, most: number, entry: (at: number) => T): T[][] =>
  Array.from({ length: Math.ceil(count / most) }, (_, chunk) =>
    Array.from({ length: Math.min(most, count - chunk * most) }, (__, at) =>
      entry(chunk * most + at),
    ),
  );

/** @returns milliseconds of each, the median of rounds that were taken in turns */
function inTurns(works: readonly ((turn: number) => unknown)[]): number[] {
  const times = works.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    works.forEach((work, at) => {
      const time = timeOf(work);
      // The first round warms up.
      if (round > 0) times[at]?.push(time);
    });
  }
  return times.map((each) => percentile(each, 0.5));
}

/** What the work gave last is kept, so that no optimiser leaves the work out. */
let kept: unknown;

function timeOf(work: (turn: number) => unknown): number {
  const begin = performance.now();
  let done = 0;
  let now = begin;
  while (now - begin < ROUND_MS) {
    for (let turn = 0; turn < TURNS; turn++) kept = work(done + turn);
    done += TURNS;
    now = performance.now();
  }
  if (kept === undefined) throw new Error('The permit has said nothing.');
  return (now - begin) / done;
}
