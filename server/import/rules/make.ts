/** From a row as it stands in the file to what it becomes in the database. */
import type { z } from 'zod';
import {
  HoldInput,
  ItemClassInput,
  LoanInput,
  PatronClassInput,
  PolicyInput,
} from '../../circulation/input.ts';
import { CalendarInput, LibraryInput } from '../../libraries/input.ts';
import type { Entry, Made, Place, SectionName } from './entry.ts';
import { FeeRow, makeFee, makeHold, makeLoan } from './make-circulation.ts';
import { ItemRow, makeItem, makeTitle, TitleRow } from './make-item.ts';
import {
  makeCalendar,
  makeItemClass,
  makeLibrary,
  makePatronClass,
  makePolicy,
} from './make-network.ts';
import { makePatron, PatronRow } from './make-patron.ts';
import type { Fault } from './refused.ts';
import { faultsOf } from './refused.ts';
import { unstorable } from './storable.ts';

export interface Making {
  /** Of rows that name none. */
  readonly library?: string | undefined;
  readonly seal: (patronId: string, pin: string) => string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type MadeRow =
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'refused'; readonly faults: readonly [Fault, ...Fault[]] };

type Maker = (raw: unknown, making: Making) => Made | readonly [Fault, ...Fault[]];

const maker =
  <S extends z.ZodType>(
    schema: S,
    make: (row: z.output<S>, making: Making) => Made,
    libraryField?: string,
  ): Maker =>
  (raw, making) => {
    const whole = withLibrary(raw, libraryField, making.library);
    const parsed = schema.safeParse(whole);
    return parsed.success ? make(parsed.data, making) : faultsOf(parsed.error, whole);
  };

const MAKERS: Readonly<Record<SectionName, Maker>> = {
  libraries: maker(LibraryInput, makeLibrary),
  calendars: maker(CalendarInput, makeCalendar),
  patronClasses: maker(PatronClassInput, makePatronClass),
  itemClasses: maker(ItemClassInput, makeItemClass),
  policies: maker(PolicyInput, makePolicy, 'libraryId'),
  patrons: maker(
    PatronRow,
    (row, { seal, now }) =>
      makePatron(row, row.pin === undefined ? undefined : seal(row.id, row.pin), now),
    'libraryId',
  ),
  titles: maker(TitleRow, (row, { now }) => makeTitle(row, now)),
  items: maker(ItemRow, makeItem, 'homeLibraryId'),
  loans: maker(LoanInput, (row, { now }) => makeLoan(row, now), 'libraryId'),
  holds: maker(HoldInput, makeHold, 'pickupLibraryId'),
  fees: maker(FeeRow, makeFee, 'libraryId'),
};

export function makeEntry(
  section: SectionName,
  raw: unknown,
  place: Place,
  making: Making,
): MadeRow {
  const spoilt = unstorable(raw);
  if (spoilt) return { kind: 'refused', faults: [spoilt] };
  const made = MAKERS[section](raw, making);
  if ('id' in made) return { kind: 'entry', entry: { ...made, ...place, section } };
  return { kind: 'refused', faults: made };
}

function withLibrary(
  raw: unknown,
  field: string | undefined,
  library: string | undefined,
): unknown {
  if (field === undefined || library === undefined) return raw;
  if (typeof raw !== 'object' || raw === null || Object.hasOwn(raw, field)) return raw;
  return { ...raw, [field]: library };
}
