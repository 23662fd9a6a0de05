/**
 * Whom and what somebody may deal with (design decision 14). Staff: what belongs to the libraries where they hold a role, and all below;
 * terminals, other systems and tasks: everything. Each is a condition for the WHERE of the very query that it limits.
 */
import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Actor } from '../audit/actor.ts';
import { dayIn } from '../libraries/rules/day.ts';
import { ANY_ROLE, librariesOf } from './rights.ts';
import type { Role } from './tables.ts';

export interface Reach {
  readonly actor: Pick<Actor, 'kind' | 'id'>;
  /** Epoch milliseconds: memberships end. */
  readonly now: number;
}

const EVERYTHING = sql<boolean>`(1 = 1)`;

/** @param column of a library's id, such as `hold.pickup_library_id` */
export const libraryInReach = (
  { actor }: Pick<Reach, 'actor'>,
  column: string,
  roles: readonly Role[] = ANY_ROLE,
): RawBuilder<boolean> =>
  actor.kind === 'staff'
    ? sql<boolean>`(${sql.ref(column)} in ${librariesOf(actor.id, roles)})`
    : EVERYTHING;

/** Registered at one of the libraries, or a member there today. For queries over `patron`. */
export function patronInReach({ actor, now }: Reach): RawBuilder<boolean> {
  if (actor.kind !== 'staff') return EVERYTHING;
  const libraries = librariesOf(actor.id, ANY_ROLE);
  const today = dayIn('Asia/Ho_Chi_Minh', now);
  return sql<boolean>`(
    patron.library_id in ${libraries}
    or exists (
      select 1 from membership
      where membership.patron_id = patron.id and membership.library_id in ${libraries}
        and (membership.from_day is null or membership.from_day <= ${today})
        and (membership.to_day is null or membership.to_day >= ${today})
    )
  )`;
}

/** Theirs, or lying with them now. For queries over `item`. */
export const itemInReach = ({ actor }: Pick<Reach, 'actor'>): RawBuilder<boolean> =>
  actor.kind === 'staff'
    ? sql<boolean>`(${libraryInReach({ actor }, 'item.home_library_id')}
        or ${libraryInReach({ actor }, 'item.current_library_id')})`
    : EVERYTHING;
