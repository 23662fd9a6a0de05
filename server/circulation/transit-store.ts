/** Books under way between libraries, as rows. */
import { overRows } from './rows.ts';
import type { Moves, Sending } from './rules/moves.ts';

export const SEND = overRows(
  {
    id: 'text',
    item_id: 'text',
    from_library_id: 'text',
    to_library_id: 'text',
    hold_id: 'text',
    sent_at: 'bigint',
  },
  ({ rows }) => `
  insert into transit (id, item_id, from_library_id, to_library_id, hold_id, sent_at)
  select id, item_id, from_library_id, to_library_id, hold_id, sent_at from ${rows} as given`,
);

export const sendRow = (
  sent: Sending,
  { id, now }: { readonly id: string; readonly now: number },
) => ({
  id: `${id}/${sent.itemId}`,
  item_id: sent.itemId,
  from_library_id: sent.fromLibraryId,
  to_library_id: sent.toLibraryId,
  hold_id: sent.holdId,
  sent_at: now,
});

export const END_TRANSITS = overRows(
  { id: 'text', ended_at: 'bigint', ended_how: 'text' },
  ({ rows }) => `
  update transit set ended_at = given.ended_at, ended_how = given.ended_how
  from ${rows} as given where transit.id = given.id`,
);

export const endRow = ({ id, how }: Moves['ended'][number], now: number) => ({
  id,
  ended_at: now,
  ended_how: how,
});

/** It goes on to where it was going; whoever takes it in there is told what then. */
export const FORGET_HOLDS = overRows(
  { id: 'text' },
  ({ rows }) =>
    `update transit set hold_id = null from ${rows} as given where transit.id = given.id`,
);
