/** Rows of the network and its rules of lending. */
import type { z } from 'zod';
import { policyRow } from '../../circulation/rules/policy-row.ts';
import type { ItemClassInput, PatronClassInput, PolicyInput } from '../../circulation/input.ts';
import type { CalendarInput, LibraryInput } from '../../libraries/input.ts';
import type { Made, Reference } from './entry.ts';
import { NETWORK } from './network.ts';

const library = (field: string, id: string): Reference => ({ field, section: 'libraries', id });

export function makeLibrary(library_: z.output<typeof LibraryInput>): Made {
  const { id, parentId, isil, kind, name, timeZone, validFrom, validTo } = library_;
  const row = {
    id,
    parent_id: parentId ?? null,
    isil: isil ?? null,
    kind,
    name,
    time_zone: timeZone,
    valid_from: validFrom ?? null,
    valid_to: validTo ?? null,
    latitude: library_.latitude ?? null,
    longitude: library_.longitude ?? null,
  };
  return {
    id,
    rows: { library: [row] },
    references: parentId === undefined ? [] : [library('parentId', parentId)],
    claims: isil === undefined ? [] : [{ field: 'isil', kind: 'isil', key: [isil] }],
    libraries: [parentId ?? NETWORK],
  };
}

export function makeCalendar({
  libraryId,
  weekly,
  exceptions,
}: z.output<typeof CalendarInput>): Made {
  return {
    id: libraryId,
    rows: {
      library_calendar: [
        {
          library_id: libraryId,
          weekly: weekly?.map((open) => (open ? '1' : '0')).join('') ?? null,
        },
      ],
      calendar_exception: exceptions.map(({ from, to, open, name }) => ({
        library_id: libraryId,
        from_day: from,
        to_day: to,
        open: open ? 1 : 0,
        name,
      })),
    },
    references: [library('libraryId', libraryId)],
    claims: [],
    libraries: [libraryId],
  };
}

const forEverybody = { references: [], claims: [], libraries: [NETWORK] };

export const makePatronClass = ({ id, name }: z.output<typeof PatronClassInput>): Made => ({
  id,
  rows: { patron_class: [{ id, name }] },
  ...forEverybody,
});

export const makeItemClass = ({ id, name, loanable }: z.output<typeof ItemClassInput>): Made => ({
  id,
  rows: { item_class: [{ id, name, loanable: loanable ? 1 : 0 }] },
  ...forEverybody,
});

export function makePolicy(policy: z.output<typeof PolicyInput>): Made {
  const { id, libraryId, patronClass, itemClass } = policy;
  return {
    id,
    rows: { loan_policy: [policyRow(policy)] },
    references: [
      library('libraryId', libraryId),
      ...(patronClass === undefined
        ? []
        : [{ field: 'patronClass', section: 'patronClasses' as const, id: patronClass }]),
      ...(itemClass === undefined
        ? []
        : [{ field: 'itemClass', section: 'itemClasses' as const, id: itemClass }]),
    ],
    claims: [
      { field: 'libraryId', kind: 'policy', key: [libraryId, patronClass ?? '', itemClass ?? ''] },
    ],
    libraries: [libraryId],
  };
}
