/** What the routes of staff’s desk work have in common: who asks, from where, and how acts are told. */
import type { Context } from 'hono';
import type { Actor } from '../audit/actor.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import { ApiProblem } from '../http/api.ts';
import type { Reach } from './reach.ts';
import type { StaffEnv } from './staff-gate.ts';

export const reachOf = (c: Context<StaffEnv>, now: number): Reach => ({
  actor: { kind: 'staff', id: c.var.staff.accountId },
  now,
});

/** @param libraryId where they say they stand; the store looks whether it is theirs */
export const staffActor = (c: Context<StaffEnv>, libraryId: string): Actor => ({
  kind: 'staff',
  id: c.var.staff.accountId,
  libraryId,
});

type Refused = Extract<ActAnswer, { outcome: 'refused' }>;
interface RefusedBody {
  outcome: 'refused';
  refusal: { code: string; params: Record<string, string | number> };
}

/** As the schemas of answers have it, where nothing is read-only. */
export const told = <A extends { outcome: 'accepted' }>(answer: A | Refused): A | RefusedBody =>
  answer.outcome === 'accepted'
    ? answer
    : {
        outcome: 'refused',
        refusal: { code: answer.refusal.code, params: { ...answer.refusal.params } },
      };

/** @throws ApiProblem 404: there is none, or it is none of the caller's, which is all the same to them */
export function mustBe<T>(
  found: T | undefined,
  what: 'patron' | 'item' | 'library' | 'hold' | 'conflict' | 'terminal',
): T {
  if (found === undefined)
    throw new ApiProblem(404, `${what}-unknown`, `no ${what} of a library of yours has this id`);
  return found;
}
