/** The rules of a library as a table of patron classes and item classes. */
import type { z } from 'zod';
import type { Reader } from '../../db/database.ts';
import { libraryRef } from '../../libraries/library-ref.ts';
import { lineage } from '../../libraries/rules/library-tree.ts';
import type { Reach } from '../../staff/reach.ts';
import { libraryFor } from '../../staff/reach-store.ts';
import { currentRulebook } from '../rulebook-store.ts';
import { ruleFor } from '../rules/rulebook.ts';
import type { Rulebook } from '../rules/rulebook.ts';
import type { RuleTable } from './schema.ts';
import { reachesAll } from './store.ts';
import { ruleView } from './view.ts';

export type Table = z.infer<typeof RuleTable>;

export const queries = {
  'rule-table': async (
    db: Reader,
    { reach, libraryId }: { reach: Reach; libraryId: string },
  ): Promise<Table | undefined> => {
    if (!(await libraryFor(db, reach, libraryId))) return undefined;
    const mine = await libraryFor(db, reach, libraryId, ['administrator']);
    const actor = { ...reach.actor, libraryId };
    const book = await currentRulebook(db);
    const patronClasses = await db.selectFrom('patron_class').selectAll().orderBy('id').execute();
    const itemClasses = await readItemClasses(db);
    const cells = cellsOf(book, libraryId, patronClasses, itemClasses);
    const inForce = new Set(cells.map(({ rule }) => rule));
    return {
      library: libraryRef(book.tree, libraryId),
      lineage: lineage(book.tree, libraryId).map(({ id }) => libraryRef(book.tree, id)),
      mayChange: mine !== undefined,
      mayChangeClasses: await reachesAll(db, { actor }),
      ...{ patronClasses, itemClasses, cells },
      rules: book.policies
        .filter(({ id }) => inForce.has(id))
        .map((policy) => ruleView(book.tree, policy)),
      own: book.policies
        .filter((policy) => policy.libraryId === libraryId)
        .map((policy) => ruleView(book.tree, policy)),
    };
  },
};

async function readItemClasses(db: Reader): Promise<Table['itemClasses']> {
  const rows = await db.selectFrom('item_class').selectAll().orderBy('id').execute();
  return rows.map(({ id, name, loanable, media_type }) => ({
    ...{ id, name, loanable: loanable === 1, mediaType: media_type },
  }));
}

const cellsOf = (
  book: Rulebook,
  libraryId: string,
  patronClasses: Table['patronClasses'],
  itemClasses: Table['itemClasses'],
): Table['cells'] =>
  patronClasses.flatMap(({ id: patronClass }) =>
    itemClasses.map(({ id: itemClass, loanable }) => {
      const rule = loanable ? ruleFor(book, { libraryId, patronClass, itemClass }) : undefined;
      const inherited = rule !== undefined && rule.libraryId !== libraryId;
      return { patronClass, itemClass, rule: rule?.id, inherited };
    }),
  );
