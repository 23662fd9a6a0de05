/** The demo library as one value: everything a network needs to be lent from. */
import { z } from 'zod';
import type { Day } from '../libraries/rules/day.ts';
import { sampleFees, sampleHolds, sampleLoans } from './rules/circulation.ts';
import { demoShelf } from './rules/demo.ts';
import { sampleItems } from './rules/items.ts';
import { marcRecord } from './rules/marc.ts';
import { CALENDARS, ITEM_CLASSES, LIBRARIES, PATRON_CLASSES, POLICIES } from './rules/network.ts';
import { samplePatrons } from './rules/patrons.ts';
import { SampleTitle } from './rules/title.ts';
import facts from './titles.json' with { type: 'json' };

export { CENTRAL } from './rules/network.ts';
export { DEMO_CARDS } from './rules/demo.ts';

export const sampleTitles: readonly SampleTitle[] = z.array(SampleTitle).parse(facts);

/** The books of the demo's shelf, with their identifiers; the tags' owner is the ISIL of the central library. */
export const sampleShelf = demoShelf(sampleItems(sampleTitles));

export type Sample = ReturnType<typeof makeSample>;

/** @param today  the day that ages, loans and due dates are told from, in the libraries' zone */
export function makeSample(today: Day) {
  const items = sampleItems(sampleTitles);
  const patrons = samplePatrons(today);
  return {
    libraries: LIBRARIES,
    calendars: CALENDARS,
    patronClasses: PATRON_CLASSES,
    itemClasses: ITEM_CLASSES,
    policies: POLICIES,
    titles: sampleTitles.map((title) => ({ id: title.id, record: marcRecord(title) })),
    items,
    patrons,
    loans: sampleLoans(today, items, patrons),
    holds: sampleHolds(today, items),
    fees: sampleFees(today),
  };
}
