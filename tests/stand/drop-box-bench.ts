/** What hands do at the drop box of the bench, and how its page sees it. */
import type { SimulatedDropBox } from '#tests/simulators/drop-box/drop-box.ts';
import type { Thing } from '#tests/simulators/drop-box/things.ts';
import type { StandBook } from './books.ts';
import { SIGNALS } from './drop-box.ts';
import type { StandDropBox } from './drop-box.ts';
import type { BenchDropBox, DropBoxAction, PlaceInBox } from './drop-box-messages.ts';

/** The hand at the bench is a mouse: who wants the book back pulls it back. */
const PATIENCE_MS = 120_000;

const CONTACTS = ['door', 'tamper', 'fire'] as const;

/** A set lies in one case. */
const thingOf = ({ barcode, tags }: StandBook): Thing => ({ id: barcode, tags });

/** @throws Error in words when it cannot be done */
export async function handleDropBox(
  { box, line }: StandDropBox,
  action: DropBoxAction,
  book: (barcode: string) => StandBook,
): Promise<void> {
  switch (action.kind) {
    case 'drop-insert':
      return insert(box, action.books.map(book));
    case 'drop-pull-back':
      return expectSome(box.pullBack(), 'Nothing is within reach.');
    case 'drop-take-out':
      return expectSome(box.takeOut(), 'The shutter is shut, or nothing lies behind it.');
    case 'drop-wedge':
      return box.wedgeNext();
    case 'drop-hand':
      return box.holdMouth(action.on);
    case 'drop-free':
      return expectSome(box.free(), 'Nothing is stuck.');
    case 'drop-contact':
      return box.setContact(action.contact, action.on);
    case 'drop-door':
      return box.setDoor(action.bin, action.open);
    case 'drop-empty':
      return expectSome(box.emptyBin(action.bin), 'The bin is empty.');
    case 'drop-present':
      return box.setPresent(action.bin, action.present);
    case 'drop-put-away':
      return box.putAway();
    case 'drop-plug':
      return action.plugged ? line.plug() : line.unplug();
  }
}

function insert(box: SimulatedDropBox, books: readonly StandBook[]): void {
  const inside = books.find(({ barcode }) => box.whereIs(barcode).place !== 'person');
  if (inside) throw new Error(`${inside.barcode} is not in anybody’s hand.`);
  box.insert(books.map(thingOf), { patienceMs: PATIENCE_MS });
}

function expectSome(things: readonly Thing[], why: string): void {
  if (things.length === 0) throw new Error(why);
}

export function dropBoxView(stand: StandDropBox): BenchDropBox {
  const { box, kind, line } = stand;
  return {
    ...{ kind, plugged: line.plugged, shutter: box.shutter.opening, hand: box.handIsIn },
    ...(box.trap && { trap: box.trap.opening }),
    eyes: box.eyes,
    contacts: each(CONTACTS, (contact) => box.contact(contact)),
    signals: each(SIGNALS, (signal) => stand.signal(signal)),
    bins: box.bins.map(({ doorIsOpen: doorOpen, eyeIsBlocked: eye, filling, isThere }, index) => ({
      ...{ doorOpen, eye, filling, present: isThere, gate: box.gate(index) > 0.5 },
    })),
  };
}

const each = <Name extends string>(names: readonly Name[], is: (name: Name) => boolean) =>
  Object.fromEntries(names.map((name) => [name, is(name)])) as Record<Name, boolean>;

const BIN_PLACES = ['bin-0', 'bin-1', 'bin-2'] as const;

/** @returns undefined: on the shelf */
export function placeInBox({ box }: StandDropBox, barcode: string): PlaceInBox | undefined {
  const where = box.whereIs(barcode);
  if (where.place === 'person') return undefined;
  return where.place === 'bin' ? BIN_PLACES[where.bin] : where.place;
}
