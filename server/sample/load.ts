/** Puts the sample library into a database, through the same commands as any import. */
import { z } from 'zod';
import { ItemInput, TitleInput } from '../catalogue/input.ts';
import {
  FeeInput,
  HoldInput,
  ItemClassInput,
  LoanInput,
  PatronClassInput,
  PolicyInput,
} from '../circulation/input.ts';
import type { AppDatabase } from '../db/registry.ts';
import { CalendarInput, LibraryInput } from '../libraries/input.ts';
import type { Day } from '../libraries/rules/day.ts';
import { endOfDay } from '../libraries/rules/day.ts';
import { PatronInput } from '../patrons/input.ts';
import type { PatronRecord } from '../patrons/store.ts';
import { hashSecret } from '../secrets/argon2id.ts';
import type { Sample } from './sample.ts';
import { makeSample } from './sample.ts';

/** So that no loan waits long for an import. */
const ROWS_IN_ONE_COMMAND = 50;

/**
 * Loads the sample, or loads it again: rows that are there are brought up to date, loans, holds and fees that are there stay.
 * @param today  what ages and due dates are told from, a day in the libraries' zone
 */
export async function loadSample(
  database: AppDatabase,
  { today }: { today: Day },
): Promise<Sample> {
  const sample = makeSample(today);
  const now = endOfDay('Asia/Ho_Chi_Minh', today);
  await loadNetwork(database, sample);
  await inParts(TitleInput, sample.titles, (titles) =>
    database.write('titles-put', { titles, now }),
  );
  await inParts(ItemInput, sample.items, (items) => database.write('items-put', { items }));
  await inParts(PatronInput, sample.patrons, async (patrons) =>
    database.write('patrons-put', { patrons: await Promise.all(patrons.map(withHash)), now }),
  );
  await inParts(LoanInput, sample.loans, (loans) => database.write('loans-put', { loans, now }));
  await database.write('holds-put', { holds: z.array(HoldInput).parse(sample.holds) });
  await database.write('fees-put', { fees: z.array(FeeInput).parse(sample.fees) });
  return sample;
}

async function loadNetwork(database: AppDatabase, sample: Sample): Promise<void> {
  await database.write('libraries-put', {
    libraries: z.array(LibraryInput).parse(sample.libraries),
  });
  await database.write('calendars-put', {
    calendars: z.array(CalendarInput).parse(sample.calendars),
  });
  await database.write('lending-rules-put', {
    patronClasses: z.array(PatronClassInput).parse(sample.patronClasses),
    itemClasses: z.array(ItemClassInput).parse(sample.itemClasses),
    policies: z.array(PolicyInput).parse(sample.policies),
  });
}

/** Checks all rows, then puts them a few at a time. */
export async function inParts<S extends z.ZodType>(
  schema: S,
  rows: readonly unknown[],
  put: (part: z.output<S>[]) => Promise<unknown>,
): Promise<void> {
  const checked = z.array(schema).parse(rows);
  for (let from = 0; from < checked.length; from += ROWS_IN_ONE_COMMAND) {
    await put(checked.slice(from, from + ROWS_IN_ONE_COMMAND));
  }
}

async function withHash({ pin, ...patron }: z.output<typeof PatronInput>): Promise<PatronRecord> {
  return pin === undefined ? patron : { ...patron, pinHash: await hashSecret(pin) };
}
