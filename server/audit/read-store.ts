/** The journal as staff read it. */
import { sql } from 'kysely';
import type { Reader } from '../db/database.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import type { Reach } from '../staff/reach.ts';
import { libraryInReach } from '../staff/reach.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import { actorText } from './actor.ts';
import { readWho } from './who.ts';

export interface AuditAsked {
  readonly reach: Reach;
  /** Kind, or `kind:id`. */
  readonly subject?: string | undefined;
  readonly action?: string | undefined;
  readonly libraryId?: string | undefined;
  /** Epoch milliseconds, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** `at id` of the last row of the page before. */
  readonly before?: string | undefined;
}

const PAGE = 100;

export const queries = {
  /** The latest first. */
  'audit-page': async (db: Reader, asked: AuditAsked) => {
    const rows = await selected(db, asked)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(PAGE + 1)
      .execute();
    const shown = rows.slice(0, PAGE);
    const who = await readWho(
      db,
      shown.map(({ by }) => by),
    );
    const { tree } = await currentRulebook(db);
    const last = shown.at(-1);
    return {
      changes: shown.map((row) => ({
        ...{ id: row.id, at: row.at, by: who(row.by), action: row.action },
        library: libraryRef(tree, row.library_id),
        subject: { kind: row.subject_kind, id: row.subject_id || undefined },
        details: detailsOf(row.details),
      })),
      ...(rows.length > PAGE && last && { next: `${last.at} ${last.id}` }),
    };
  },
};

/** What was answered is for who asks again, not for who reads. */
function detailsOf(text: string): Record<string, unknown> {
  const { answer: _, ...details } = JSON.parse(text) as Record<string, unknown>;
  return details;
}

/** Such as an import: for whoever has a role in all of it, and whoever did it. */
const ofWholeNetwork = ({ actor }: Reach) => sql<boolean>`(
  ${sql.ref('audit.library_id')} = ${WHOLE_NETWORK} and (
    ${sql.ref('audit.by')} = ${actorText(actor)}
    or exists (
      select 1 from staff_grant where account_id = ${actor.id} and library_id = ${WHOLE_NETWORK}
    )
  )
)`;

function selected(db: Reader, asked: AuditAsked) {
  const { reach, subject, action, libraryId, from, to, before } = asked;
  let rows = db
    .selectFrom('audit')
    .selectAll()
    .where((row) => row.or([libraryInReach(reach, 'audit.library_id'), ofWholeNetwork(reach)]));
  if (subject !== undefined) {
    const [kind = '', ...id] = subject.split(':');
    rows = rows.where('subject_kind', '=', kind);
    if (id.length > 0) rows = rows.where('subject_id', '=', id.join(':'));
  }
  if (action !== undefined) rows = rows.where('action', '=', action);
  if (libraryId !== undefined) rows = rows.where('library_id', '=', libraryId);
  if (from !== undefined) rows = rows.where('at', '>=', from);
  if (to !== undefined) rows = rows.where('at', '<=', to);
  if (before === undefined) return rows;
  const [at = '0', id = ''] = before.split(' ', 2);
  return rows.where((row) =>
    row.or([row('at', '<', Number(at)), row.and([row('at', '=', Number(at)), row('id', '<', id)])]),
  );
}
