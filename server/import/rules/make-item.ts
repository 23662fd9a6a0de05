/** Rows of titles and items. */
import { z } from 'zod';
import { ItemInput, TitleInput } from '../../catalogue/input.ts';
import { titleColumns } from '../../catalogue/rules/title-columns.ts';
import type { Claim, Made } from './entry.ts';
import { marcOf, PlainTitle } from './plain-title.ts';

/** A MARC record, or a few plain fields that one is made of. */
export const TitleRow = z.union([TitleInput, PlainTitle]);

export function makeTitle(title: z.output<typeof TitleRow>, now: number): Made {
  const { id } = title;
  const record = 'record' in title ? title.record : marcOf(title);
  const { contributors, identifiers, ...shown } = titleColumns(record);
  const row = {
    id,
    record: JSON.stringify(record),
    title: shown.title,
    author: shown.author,
    publisher: shown.publisher ?? null,
    year: shown.year ?? null,
    language: shown.language ?? null,
    folded: shown.folded,
    changed_at: now,
  };
  return {
    id,
    rows: {
      title: [row],
      title_contributor: contributors.map((one, position) => ({ title_id: id, position, ...one })),
      title_identifier: identifiers.map((one) => ({ title_id: id, ...one })),
    },
    references: [],
    claims: [],
    // The catalogue is common: anybody adds to it; who may change a record is asked where the old one is known.
    libraries: [],
  };
}

export const ItemRow = ItemInput.extend({
  // Absent: as on record.
  condition: ItemInput.shape.condition.removeDefault().optional(),
});

export function makeItem(item: z.output<typeof ItemRow>): Made {
  const { id, titleId, homeLibraryId, itemClass, callNumber, collection, enumeration } = item;
  const row = {
    id,
    title_id: titleId,
    home_library_id: homeLibraryId,
    item_class: itemClass,
    ...(item.currentLibraryId !== undefined && { current_library_id: item.currentLibraryId }),
    ...(callNumber !== undefined && { call_number: callNumber }),
    ...(collection !== undefined && { collection }),
    ...(enumeration !== undefined && { enumeration }),
    ...(item.price !== undefined && { price: item.price }),
    ...(item.condition !== undefined && { condition: item.condition }),
  };
  return {
    id,
    rows: {
      item: [row],
      item_identifier: item.identifiers.map(({ kind, value, part, uid }) => ({
        library_id: homeLibraryId,
        kind,
        value: value.normalize('NFC'),
        part: part ?? 0,
        item_id: id,
        uid: uid ?? null,
      })),
    },
    references: [
      { field: 'titleId', section: 'titles', id: titleId },
      { field: 'homeLibraryId', section: 'libraries', id: homeLibraryId },
      { field: 'itemClass', section: 'itemClasses', id: itemClass },
      ...(item.currentLibraryId === undefined
        ? []
        : [
            { field: 'currentLibraryId', section: 'libraries' as const, id: item.currentLibraryId },
          ]),
    ],
    claims: item.identifiers.flatMap(({ kind, value, part, uid }, at): Claim[] => [
      {
        field: `identifiers.${at}.value`,
        kind: 'identifier',
        key: [homeLibraryId, kind, value.normalize('NFC'), String(part ?? 0)],
      },
      ...(uid === undefined
        ? []
        : [{ field: `identifiers.${at}.uid`, kind: 'chip' as const, key: [uid] }]),
    ]),
    libraries: [homeLibraryId],
  };
}
