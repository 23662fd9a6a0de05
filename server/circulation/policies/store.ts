/** The rules of lending as administrators change them (docs/rules/circulation.md, P5–P8). */
import type { LoanPolicy } from '../rules/loan-policy.ts';
import { once } from '../../audit/once.ts';
import type { Act, Done } from '../../audit/once.ts';
import type { Reader, Writer } from '../../db/database.ts';
import { libraryInReach } from '../../staff/reach.ts';
import type { Role } from '../../staff/tables.ts';
import type { ActAnswer } from '../desk-acts.ts';
import { putPolicy } from '../lending-store.ts';
import { currentRulebook, renewRulebook } from '../rulebook-store.ts';
import type { Refusal } from '../rules/refusal.ts';
import { refuse } from '../rules/refusal.ts';

export type RulePut = Act & { readonly policy: LoanPolicy };
export type RuleDelete = Act & { readonly ruleId: string };
export interface PatronClassPut extends Act {
  readonly classId: string;
  readonly name: string;
}
export interface ItemClassPut extends PatronClassPut {
  readonly loanable: boolean;
  /** SIP2 media type (CK). */
  readonly mediaType: string;
}

const ADMINISTRATOR: readonly Role[] = ['administrator'];
const doing = (action: string) => ({ action, keys: ['rulebook'], roles: ADMINISTRATOR });

export const commands = {
  'rule-put': (tx: Writer, act: RulePut): Promise<ActAnswer> =>
    once(tx, act, doing('rule-put'), async () => {
      // `once` has looked whether the actor administrates the place where they stand; the rule is of that place, before and after.
      if (act.policy.libraryId !== act.actor.libraryId) return refuse('library-unknown');
      const { policies } = await currentRulebook(tx);
      const before = policies.find(({ id }) => id === act.policy.id);
      if (before && before.libraryId !== act.policy.libraryId) return refuse('rule-unknown');
      const refusal = refusePut(act.policy, policies) ?? (await refuseClasses(tx, act.policy));
      if (refusal) return refusal;
      await putPolicy(tx, act.policy);
      await renewRulebook(tx);
      return ruleChanged(act.policy.id, before, act.policy);
    }),

  'rule-delete': (tx: Writer, act: RuleDelete): Promise<ActAnswer> =>
    once(tx, act, doing('rule-delete'), async () => {
      const { policies } = await currentRulebook(tx);
      const before = policies.find(({ id }) => id === act.ruleId);
      if (before?.libraryId !== act.actor.libraryId) return refuse('rule-unknown');
      await tx.deleteFrom('loan_policy').where('id', '=', act.ruleId).execute();
      await renewRulebook(tx);
      return ruleChanged(act.ruleId, before, undefined);
    }),

  'patron-class-put': (tx: Writer, act: PatronClassPut): Promise<ActAnswer> =>
    once(tx, act, doing('patron-class-put'), async () => {
      if (!(await reachesAll(tx, act))) return refuse('library-unknown');
      const { classId: id, name } = act;
      await tx
        .insertInto('patron_class')
        .values({ id, name })
        .onConflict((known) => known.column('id').doUpdateSet({ name }))
        .execute();
      await renewRulebook(tx);
      return { answer: {}, subject: { kind: 'patron-class', id }, details: { after: { name } } };
    }),

  'item-class-put': (tx: Writer, act: ItemClassPut): Promise<ActAnswer> =>
    once(tx, act, doing('item-class-put'), async () => {
      if (!(await reachesAll(tx, act))) return refuse('library-unknown');
      const { classId: id, name, loanable, mediaType } = act;
      const row = { name, loanable: loanable ? 1 : 0, media_type: mediaType };
      await tx
        .insertInto('item_class')
        .values({ id, ...row })
        .onConflict((known) => known.column('id').doUpdateSet(row))
        .execute();
      await renewRulebook(tx);
      const after = { name, loanable, mediaType };
      return { answer: {}, subject: { kind: 'item-class', id }, details: { after } };
    }),
};

const ruleChanged = (
  id: string,
  before: LoanPolicy | undefined,
  after: LoanPolicy | undefined,
): Done<object> => ({ answer: {}, subject: { kind: 'rule', id }, details: { before, after } });

/** A library has at most one rule per pair of classes, so that there is never a tie. */
const refusePut = (
  { id, libraryId, patronClass, itemClass }: LoanPolicy,
  policies: readonly LoanPolicy[],
): Refusal | undefined =>
  policies.some(
    (other) =>
      other.id !== id &&
      other.libraryId === libraryId &&
      other.patronClass === patronClass &&
      other.itemClass === itemClass,
  )
    ? refuse('rule-exists')
    : undefined;

async function refuseClasses(
  db: Reader,
  { patronClass, itemClass }: LoanPolicy,
): Promise<Refusal | undefined> {
  const known = await db.selectFrom('patron_class').select('id').execute();
  const { itemClasses } = await currentRulebook(db);
  const isKnown =
    (patronClass === undefined || known.some(({ id }) => id === patronClass)) &&
    (itemClass === undefined || itemClasses.has(itemClass));
  return isKnown ? undefined : refuse('class-unknown');
}

/** Classes are the whole network's: who administrates every tree of it may change them. */
export async function reachesAll(db: Reader, { actor }: Pick<Act, 'actor'>): Promise<boolean> {
  const beyond = await db
    .selectFrom('library')
    .select('id')
    .where('parent_id', 'is', null)
    .where((where) => where.not(libraryInReach({ actor }, 'library.id', ADMINISTRATOR)))
    .executeTakeFirst();
  return beyond === undefined;
}
