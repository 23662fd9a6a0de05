/** Whose cards a list names: a school's list says no ids, and its pupils may have come here by another door. */
import type { Reader } from '../db/database.ts';
import { rowsLike } from './bulk.ts';

/** A number within the library that the card is of. */
export interface ListedCard {
  readonly libraryId: string;
  readonly value: string;
}

export const cardKey = ({ libraryId, value }: ListedCard): string => `${libraryId}\u0000${value}`;

export const queries = {
  /** @returns `cardKey` and the patron's id, of those that are known */
  'import-card-owners': async (
    db: Reader,
    { cards }: { cards: readonly ListedCard[] },
  ): Promise<(readonly [card: string, patronId: string])[]> => {
    const rows = await rowsLike(
      db,
      { table: 'patron_card', columns: ['library_id', 'value', 'patron_id'] },
      ['library_id', 'value'],
      cards.map(({ libraryId, value }) => ({ library_id: libraryId, value })),
    );
    return rows.map(({ library_id, value, patron_id }) => [
      cardKey({ libraryId: String(library_id), value: String(value) }),
      String(patron_id),
    ]);
  },
};
