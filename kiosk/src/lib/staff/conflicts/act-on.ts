/** The one way in which a conflict is settled from the page. */
import { central, told } from '../../central.ts';
import type { Choice, Conflict } from '../answers.ts';
import { attempt } from '../trouble.ts';

const paramOf = ({ transactionId, kind }: Conflict) => ({ transaction: transactionId, kind });
const noteOf = (note: string) => (note.trim() === '' ? {} : { note: note.trim() });

/** @param id of the act: the same until it is known what became of it */
export const decide = (
  conflict: Conflict,
  choice: Choice,
  { id, library, note = '' }: { id: string; library: string; note?: string },
) =>
  attempt(() =>
    told(
      central.staff.conflicts[':transaction'][':kind'].decision.$post({
        param: paramOf(conflict),
        json: { id, library, choice, ...noteOf(note) },
      }),
    ),
  );

export const undo = (
  conflict: Conflict,
  { id, library, note = '' }: { id: string; library: string; note?: string },
) =>
  attempt(() =>
    told(
      central.staff.conflicts[':transaction'][':kind'].undo.$post({
        param: paramOf(conflict),
        json: { id, library, ...noteOf(note) },
      }),
    ),
  );
