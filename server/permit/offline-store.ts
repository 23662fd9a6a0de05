/** What libraries lend while nobody answers, as rows (docs/rules/permit.md, PM20). */
import { once } from '../audit/once.ts';
import type { Act } from '../audit/once.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import type { Reader, Writer } from '../db/database.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import type { Reach } from '../staff/reach.ts';
import { libraryFor } from '../staff/reach-store.ts';
import type { Role } from '../staff/tables.ts';
import type { Cap } from './format/manifest.ts';
import type { OfflineRules } from './rules/offline-rules.ts';
import { rulesAt } from './rules/offline-rules.ts';
import { endEpoch } from './store.ts';
import type { OfflineRulesRow } from './tables.ts';

const ADMINISTRATOR: readonly Role[] = ['administrator'];

/** A library, as far as its permit asks. */
export interface PermitLibrary {
  readonly id: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly rules: OfflineRules;
}

export const queries = {
  'permit-library': async (
    db: Reader,
    { libraryId }: { libraryId: string },
  ): Promise<PermitLibrary> => {
    const { tree } = await currentRulebook(db);
    const { rules } = rulesAt(await readAll(db), tree, libraryId);
    const { kind = '', timeZone = 'Asia/Ho_Chi_Minh' } = tree.get(libraryId) ?? {};
    return { id: libraryId, kind, timeZone, rules };
  },

  /** For staff: what is in force at a library, where it comes from, and what it says itself. Undefined: none of theirs. */
  'offline-rules-view': async (
    db: Reader,
    { reach, libraryId }: { reach: Reach; libraryId: string },
  ) => {
    if (!(await libraryFor(db, reach, libraryId))) return undefined;
    const mine = await libraryFor(db, reach, libraryId, ADMINISTRATOR);
    const { tree } = await currentRulebook(db);
    const all = await readAll(db);
    const { rules, from } = rulesAt(all, tree, libraryId);
    return {
      library: libraryRef(tree, libraryId),
      mayChange: mine !== undefined,
      inForce: rules,
      from: from === undefined ? undefined : libraryRef(tree, from),
      own: all.get(libraryId),
    };
  },
};

export type OfflineRulesPut = Act & {
  /** Undefined: what is inherited holds again. */
  readonly rules: OfflineRules | undefined;
};

export const commands = {
  /** For the place where the actor stands; only who administrates it. */
  'offline-rules-put': (tx: Writer, act: OfflineRulesPut): Promise<ActAnswer> => {
    const { libraryId } = act.actor;
    const doing = { action: 'offline-rules-put', keys: [`permit ${libraryId}`] };
    return once(tx, act, { ...doing, roles: ADMINISTRATOR }, async () => {
      const before = (await readAll(tx)).get(libraryId);
      await tx.deleteFrom('offline_rules').where('library_id', '=', libraryId).execute();
      if (act.rules)
        await tx.insertInto('offline_rules').values(rowOf(libraryId, act.rules)).execute();
      const details = { before, after: act.rules };
      return { answer: {}, subject: { kind: 'offline-rules', id: libraryId }, details };
    });
  },

  /** PM1, for the place where the actor stands. `ended`: whether there was a permit to end; only a terminal that asks makes one. */
  'permit-end': (tx: Writer, act: Act): Promise<ActAnswer<{ readonly ended: boolean }>> => {
    const { libraryId } = act.actor;
    const doing = { action: 'permit-end', keys: [`permit ${libraryId}`] };
    return once(tx, act, { ...doing, roles: ADMINISTRATOR }, async () => {
      const ended = await endEpoch(tx, { libraryId, why: 'staff', now: act.now });
      return { answer: { ended }, subject: { kind: 'permit', id: libraryId } };
    });
  },
};

async function readAll(db: Reader): Promise<ReadonlyMap<string, OfflineRules>> {
  const rows = await db.selectFrom('offline_rules').selectAll().execute();
  return new Map(rows.map((row) => [row.library_id, rulesOf(row)]));
}

const rulesOf = (row: OfflineRulesRow): OfflineRules => ({
  lend: row.lend === 1,
  hours: row.hours ?? undefined,
  unknownCard: capOf(row.unknown_loans, row.unknown_days),
  pinNeeded: capOf(row.pin_loans, row.pin_days) ?? 'returns-only',
});

const capOf = (loans: number | null, days: number | null): Cap | undefined =>
  loans === null || days === null ? undefined : { loans, days };

function rowOf(libraryId: string, rules: OfflineRules): OfflineRulesRow {
  const pin = rules.pinNeeded === 'returns-only' ? undefined : rules.pinNeeded;
  return {
    library_id: libraryId,
    lend: rules.lend ? 1 : 0,
    hours: rules.hours ?? null,
    unknown_loans: rules.unknownCard?.loans ?? null,
    unknown_days: rules.unknownCard?.days ?? null,
    pin_loans: pin?.loans ?? null,
    pin_days: pin?.days ?? null,
  };
}
