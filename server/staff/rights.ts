import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { WHOLE_NETWORK } from './tables.ts';
import type { Role } from './tables.ts';

/** May see what goes on at a library. */
export const ANY_ROLE: readonly Role[] = ['administrator', 'librarian'];

/**
 * The libraries where an account holds one of the roles: those it was granted at, and all that is below them
 * (design decision 14). Goes into the WHERE of the very query it limits, so that no caller can forget it:
 * `.where('library_id', 'in', librariesOf(accountId, ANY_ROLE))`.
 */
export const librariesOf = (
  accountId: string,
  roles: readonly Role[],
): RawBuilder<string> => sql<string>`(
    with recursive within (id) as (
      select library.id
      from library
      join staff_grant on staff_grant.library_id in (library.id, ${WHOLE_NETWORK})
      where staff_grant.account_id = ${accountId} and staff_grant.role in (${sql.join(roles)})
      union
      select library.id from library join within on library.parent_id = within.id
    )
    select id from within
  )`;
