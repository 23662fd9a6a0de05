/** Every change that staff, other systems or the server itself make, circulation events apart (docs/rules/circulation.md, J). */
import type { Writer } from '../db/database.ts';
import type { Statement } from '../db/together.ts';
import type { Actor } from './actor.ts';
import { actorText } from './actor.ts';

export interface Change {
  /** UUID. */
  readonly id: string;
  readonly actor: Actor;
  /** A verb with its noun: `hold-place`, `fee-waive`, `rule-put`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** What was and what is; no names, card numbers, PINs or titles. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** To be run in the transaction of the change itself. */
export const auditStatement = (
  tx: Writer,
  { id, actor, action, subject, details = {}, now }: Change,
): Statement =>
  tx.insertInto('audit').values({
    id,
    at: now,
    by: actorText(actor),
    library_id: actor.libraryId,
    action,
    subject_kind: subject.kind,
    subject_id: subject.id,
    details: JSON.stringify(details),
  });
