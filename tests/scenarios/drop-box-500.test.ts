/**
 * Five hundred books through a drop box, and all that goes wrong with them: every book lies in the right bin, was checked in
 * once, and rings at the gate; and what is written down of the bins is what lies in them.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { Thing } from '#tests/simulators/drop-box/things.ts';
import type { Step } from '#gateway/drop-box/rules/state.ts';
import { BINS, Machine } from './drop-box/machine.ts';
import type { BinName } from './drop-box/machine.ts';
import { ReturningLibrary } from './drop-box/library.ts';
import type { Fate } from './drop-box/library.ts';

const BOOKS = 500;
const LENT = 0xc2;
const ARMED = 0x07;

type Kind =
  | 'book'
  | 'set'
  | 'held'
  | 'away'
  | 'no-tag'
  | 'damaged'
  | 'foreign'
  | 'foreign-left'
  | 'set-incomplete'
  | 'set-left'
  | 'two'
  | 'two-left'
  | 'pulled-back'
  | 'jam'
  | 'alarm-fails'
  | 'power-cut'
  | 'silent'
  | 'unreachable';

/** One of each by turns, and plain books between. */
const ORDER: readonly Kind[] = [
  ...(['book', 'set', 'book', 'held', 'no-tag', 'book', 'away', 'damaged', 'book', 'two'] as const),
  ...(['book', 'foreign', 'set-incomplete', 'book', 'pulled-back', 'power-cut', 'book'] as const),
  ...(['silent', 'jam', 'book', 'two-left', 'unreachable', 'book', 'foreign-left'] as const),
  ...(['alarm-fails', 'book', 'set-left', 'power-cut'] as const),
];
const CUTS: readonly Step['at'][] = [
  ...(['seen', 'closing', 'reading', 'securing', 'passing', 'clearing', 'deciding'] as const),
];

interface Case {
  readonly kind: Kind;
  readonly things: readonly Thing[];
}

const idOf = (at: number, part = '') => `S${String(at).padStart(4, '0')}${part}`;

const labelled = (id: string, part = 1, parts = 1) =>
  bookTag({ uid: nextUid(), itemId: id, owner: 'VN000123', part, parts, afi: LENT });

function caseAt(at: number): Case {
  const kind = ORDER[at % ORDER.length] ?? 'book';
  const id = idOf(at);
  switch (kind) {
    case 'set':
    case 'set-incomplete':
    case 'set-left':
      return { kind, things: [{ id, tags: [labelled(id, 1, 2), labelled(id, 2, 2)] }] };
    case 'no-tag':
      return { kind, things: [{ id, tags: [] }] };
    case 'damaged':
      return { kind, things: [{ id, tags: [torn(id)] }] };
    case 'two':
    case 'two-left': {
      const [one, other] = [id, idOf(at, 'B')];
      return {
        kind,
        things: [
          { id: one, tags: [labelled(one)], thicknessMm: 15 },
          { id: other, tags: [labelled(other)], thicknessMm: 15 },
        ],
      };
    }
    default:
      return { kind, things: [{ id, tags: [labelled(id)] }] };
  }
}

/** Written in the library's format, and one bit of it turned. */
function torn(id: string) {
  const { memory, uid } = labelled(id);
  memory[5] = (memory[5] ?? 0) ^ 0x01;
  return tagWith({ uid, content: memory, afi: LENT });
}

const FATES: Partial<Record<Kind, Fate>> = {
  ...{ held: 'hold', away: 'other-library', foreign: 'foreign', 'foreign-left': 'foreign' },
};

const cases = Array.from({ length: BOOKS }, (_, at) => caseAt(at));
const fates = new Map(
  cases.flatMap(({ kind, things }) =>
    things.map(({ id }) => [id, FATES[kind] ?? 'shelf'] as const),
  ),
);

/** Where staff should find it; undefined: its owner took it home again. */
function rightBins({ kind }: Case): readonly BinName[] | undefined {
  switch (kind) {
    case 'foreign':
      return undefined;
    case 'held':
    case 'away':
      return [kind];
    case 'no-tag':
    case 'damaged':
    case 'foreign-left':
    case 'set-left':
    case 'two-left':
    case 'alarm-fails':
      return ['staff'];
    default:
      return ['shelf-1', 'shelf-2'];
  }
}

let machine: Machine;
/** What staff took out of each bin, as they found it. */
let found: Map<BinName, string[]>;
let cutsTried: number;

beforeEach(async () => {
  machine = new Machine(new ReturningLibrary(fates));
  found = new Map(BINS.map((bin) => [bin, []]));
  cutsTried = 0;
  await machine.until(() => machine.at === 'open', 'an open mouth');
});
afterEach(() => machine.close());

const isIn = ({ id }: Thing) => ['bin', 'staff'].includes(machine.devices.box.whereIs(id).place);
const isOut = ({ id }: Thing) => machine.devices.box.whereIs(id).place === 'person';

async function openMouth(): Promise<void> {
  await machine
    .until(() => machine.at === 'open', 'an open mouth')
    .catch(async (error: unknown) => {
      throw new Error(`${JSON.stringify(machine.runner.box)}`, { cause: error });
    });
}

/** As a patient person does it: waits for the light, puts it in, waits until it has gone. */
async function give(...things: readonly Thing[]): Promise<void> {
  await openMouth();
  machine.devices.box.insert(things);
  await machine.until(() => things.every(isIn), `${things.map(({ id }) => id).join()} in a bin`);
}

async function comesBack(...things: readonly Thing[]): Promise<void> {
  await openMouth();
  machine.devices.box.insert(things);
  await machine.until(() => machine.at === 'giving-back', 'it given back');
  await machine.until(() => machine.devices.box.takeOut().length > 0, 'a hand on it');
  await machine.until(() => things.every(isOut), 'it out');
}

async function isLeft(...things: readonly Thing[]): Promise<void> {
  await openMouth();
  machine.devices.box.insert(things);
  await machine.until(() => machine.at === 'giving-back', 'it given back');
  await machine.until(() => things.every(isIn), 'what was left in a bin');
}

async function play({ kind, things }: Case): Promise<void> {
  const [thing] = things;
  if (!thing) throw new Error('nothing to give');
  const { box, reader } = machine.devices;
  switch (kind) {
    case 'foreign':
      return comesBack(thing);
    case 'foreign-left':
      return isLeft(thing);
    case 'set-incomplete': {
      await comesBack({ ...thing, tags: thing.tags.slice(0, 1) });
      return give(thing);
    }
    case 'set-left':
      return isLeft({ ...thing, tags: thing.tags.slice(0, 1) });
    case 'two':
      await comesBack(...things);
      for (const one of things) await give(one);
      return;
    case 'two-left':
      return isLeft(...things);
    case 'pulled-back':
      await openMouth();
      box.insert(thing);
      await machine.until(() => machine.runner.box.facts.lines['inner']?.on === true, 'the eye B');
      expect(box.pullBack()).toEqual([thing]);
      await machine.until(() => isOut(thing), 'it out');
      return give(thing);
    case 'jam':
      await openMouth();
      box.wedgeNext();
      box.insert(thing);
      await machine.until(() => machine.at === 'blocked', 'a jam');
      box.free();
      return give(thing);
    case 'alarm-fails':
      for (const { uid } of thing.tags) reader.simulateWriteFailure(uid, 1_000);
      return give(thing);
    case 'power-cut': {
      machine.cutAt = CUTS[cutsTried++ % CUTS.length];
      return give(thing);
    }
    case 'silent':
    case 'unreachable':
      machine.library.state = kind;
      await give(thing);
      machine.library.state = 'answers';
      return;
    default:
      return give(thing);
  }
}

/** Staff come when the second bin of the shelves is nearly full, the first one long is; and to the others in good time. */
async function emptyFullBins(): Promise<void> {
  const { bins } = machine.devices.box;
  const isDue = (name: BinName) => (bins[BINS.indexOf(name)]?.filling ?? 0) >= 0.8;
  if (isDue('shelf-2')) await empty('shelf-1', 'shelf-2');
  for (const name of ['held', 'away', 'staff'] as const) if (isDue(name)) await empty(name);
}

/** Opens the door before it, takes all of it, shuts the door. */
async function empty(...names: readonly BinName[]): Promise<void> {
  const { box } = machine.devices;
  for (const name of names) {
    await openMouth();
    const bin = BINS.indexOf(name);
    box.setDoor(bin, true);
    await machine.time.advance(500);
    found.get(name)?.push(...box.emptyBin(bin).map(({ id }) => id));
    box.setDoor(bin, false);
    await machine.time.advance(500);
  }
}

test(`${BOOKS} mixed books: each in the right bin, checked in once, armed; and the lists agree`, async () => {
  for (const one of cases) {
    await play(one);
    await emptyFullBins();
  }
  await openMouth();
  await machine.until(() => machine.library.carriedOut.length > 0, 'the library');
  await machine.time.advance(600_000);
  await empty(...BINS);

  // The lists are what lay in the bins.
  for (const bin of BINS) {
    const listed = machine.manifests
      .filter((one) => one.bin === bin)
      .flatMap(({ entries }) => entries);
    const named = listed.flatMap(({ item }) => (item ? [item.identifier] : []));
    const lay = found.get(bin) ?? [];
    expect([bin, listed.length]).toEqual([bin, lay.length]);
    expect(named.filter((id) => !lay.includes(id))).toEqual([]);
  }

  for (const one of cases) {
    const bins = rightBins(one);
    for (const { id, tags } of one.things) {
      const where = BINS.find((bin) => found.get(bin)?.includes(id));
      if (!bins) {
        expect([id, where, machine.library.checkins(id)]).toEqual([id, undefined, 0]);
        continue;
      }
      expect(bins, `${one.kind} ${id} lies in ${where}`).toContain(where);
      const isUnread = ['no-tag', 'damaged', 'foreign-left'].includes(one.kind);
      expect([one.kind, id, machine.library.checkins(id)]).toEqual([
        one.kind,
        id,
        isUnread ? 0 : 1,
      ]);
      if (isUnread || one.kind === 'alarm-fails') continue;
      const inField = one.kind === 'set-left' ? tags.slice(0, 1) : tags;
      expect([one.kind, id, inField.map(({ afi }) => afi)]).toEqual([
        one.kind,
        id,
        inField.map(() => ARMED),
      ]);
    }
  }
  // All of it has happened: a bin was full, the power went at every step.
  expect(found.get('shelf-2')?.length).toBeGreaterThan(20);
  expect(machine.cuts).toBeGreaterThan(20);
  expect(machine.errors).toEqual([]);
}, 600_000);
