/** Rows of what goes on elsewhere until the change-over: loans, holds, money owed. */
import { z } from 'zod';
import type { HoldInput, LoanInput } from '../../circulation/input.ts';
import { FeeInput } from '../../circulation/input.ts';
import type { Made, Reference, Row } from './entry.ts';

const FED = 'import:';
const patron = (id: string): Reference => ({ field: 'patronId', section: 'patrons', id });
const item = (id: string): Reference => ({ field: 'itemId', section: 'items', id });

/** A loan goes in as events like any other; the loan itself is worked out from them. */
export function makeLoan(loan: z.output<typeof LoanInput>, now: number): Made {
  const { id, itemId, patronId, libraryId, occurredAt, dueAt, returnedAt } = loan;
  const event = (kind: string, eventId: string, at: number, due: number | null): Row => ({
    id: eventId,
    item_id: itemId,
    kind,
    patron_id: patronId,
    occurred_at: at,
    claimed_at: at,
    recorded_at: now,
    terminal_id: 'import',
    library_id: libraryId,
    due_at: due,
    undo_of: null,
  });
  return {
    id,
    rows: {
      circulation_event: [
        event('checkout', id, occurredAt, dueAt),
        ...(returnedAt === undefined ? [] : [event('checkin', `${id}/return`, returnedAt, null)]),
      ],
    },
    references: [
      item(itemId),
      patron(patronId),
      { field: 'libraryId', section: 'libraries', id: libraryId },
    ],
    claims: [],
    libraries: [libraryId],
  };
}

export function makeHold(hold: z.output<typeof HoldInput>): Made {
  const { id, patronId, titleId, itemId, pickupLibraryId, placedAt } = hold;
  const row = {
    id,
    patron_id: patronId,
    title_id: titleId,
    item_id: itemId ?? null,
    pickup_library_id: pickupLibraryId,
    placed_at: placedAt,
    placed_by: FED,
  };
  return {
    id,
    rows: { hold: [row] },
    references: [
      patron(patronId),
      { field: 'titleId', section: 'titles', id: titleId },
      ...(itemId === undefined ? [] : [item(itemId)]),
      { field: 'pickupLibraryId', section: 'libraries', id: pickupLibraryId },
    ],
    claims: [],
    libraries: [pickupLibraryId],
  };
}

export const FeeRow = FeeInput.extend({
  /** To which it is owed. */
  libraryId: z.string().min(1).max(64),
});

export function makeFee(fee: z.output<typeof FeeRow>): Made {
  const { id, patronId, libraryId, amount, reason, createdAt } = fee;
  const row = {
    id,
    patron_id: patronId,
    library_id: libraryId,
    kind: 'other',
    amount,
    settled: 0,
    note: reason,
    created_at: createdAt,
    created_by: FED,
  };
  return {
    id,
    rows: { fee: [row] },
    references: [patron(patronId), { field: 'libraryId', section: 'libraries', id: libraryId }],
    claims: [],
    libraries: [libraryId],
  };
}
