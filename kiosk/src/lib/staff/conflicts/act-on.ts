/** The one way in which a conflict is settled from the page. */
import { central, told } from '../../central.ts';
import type { Choice, Conflict } from '../answers.ts';
import { attempt } from '../trouble.ts';

const paramOf = ({ transactionId, kind }: Conflict) => ({ transaction: transactionId, kind });
const noteOf = (note: string) => (note.trim() === '' ? {} : { note: note.trim() });

interface Deciding {
  /** Of the act: the same until it is known what became of it. */
  readonly id: string;
  readonly library: string;
  readonly note?: string;
  /** retry: what was meant, of several. */
  readonly itemId?: string | undefined;
  readonly patronId?: string | undefined;
}

export const decide = (conflict: Conflict, choice: Choice, { note = '', ...deciding }: Deciding) =>
  attempt(() =>
    told(
      central.staff.conflicts[':transaction'][':kind'].decision.$post({
        param: paramOf(conflict),
        json: { ...deciding, choice, ...noteOf(note) },
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
