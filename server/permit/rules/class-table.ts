/**
 * The classes of patrons and items as a terminal needs them (docs/rules/permit.md, PM22). What is lent alike here is one class there: so
 * that most items need no row, whatever their class is called.
 */
import type { LoanPolicy } from '#server/circulation/rules/loan-policy.ts';
import type { Rulebook } from '#server/circulation/rules/rulebook.ts';
import { ruleFor, rulesFor } from '#server/circulation/rules/rulebook.ts';
import type { Manifest } from '../format/manifest.ts';

type InManifest = Pick<Manifest, 'patronClasses' | 'itemClasses' | 'defaultItemClass' | 'loanDays'>;

export interface ClassTable {
  readonly inManifest: InManifest;
  /** By the id of a patron class: index for those who are grown up, and for children. */
  readonly patronIndex: ReadonlyMap<string, { readonly adult: number; readonly child: number }>;
  /** By the id of an item class that is lent. */
  readonly itemIndex: ReadonlyMap<string, number>;
  /** The rules that may meet a patron of a class here. */
  readonly policies: ReadonlyMap<string, readonly LoanPolicy[]>;
}

export interface Classes {
  /** Ids of all classes of patrons. */
  readonly patronClasses: readonly string[];
  /** The class that most items of the network have, of those that are lent. */
  readonly commonest: string | undefined;
}

export function classTableAt(book: Rulebook, libraryId: string, classes: Classes): ClassTable {
  const { patronClasses, commonest } = classes;
  const lent = [...book.itemClasses.values()].filter(({ loanable }) => loanable);
  const days = (patronClass: string, itemClass: string): number | null =>
    ruleFor(book, { libraryId, patronClass, itemClass })?.loanDays ?? null;
  const policies = new Map(patronClasses.map((id) => [id, rulesFor(book, libraryId, id)]));
  const items = alike(
    lent.map(({ id }) => id),
    (id) => patronClasses.map((patronClass) => days(patronClass, id)),
  );
  const patrons = alike(patronClasses, (id) => [needsPin(policies.get(id)), ...rowOf(id)]);
  function rowOf(patronClass: string): (number | null)[] {
    return items.map(([first]) => (first === undefined ? null : days(patronClass, first)));
  }
  const itemClasses = items.length > 0 ? items.map((ids) => ({ ids })) : [{ ids: [] }];
  const itemIndex = indexOf(items);
  return {
    inManifest: {
      patronClasses: patrons.flatMap((ids) => {
        const pin = needsPin(policies.get(ids[0] ?? ''));
        return [false, true].map((child) => ({ ids, child, pin }));
      }),
      itemClasses,
      defaultItemClass: itemIndex.get(commonest ?? '') ?? 0,
      loanDays: patrons.flatMap(([first]) => {
        const row = items.length > 0 && first !== undefined ? rowOf(first) : [null];
        return [row, row];
      }),
    },
    patronIndex: new Map(
      [...indexOf(patrons)].map(([id, at]) => [id, { adult: 2 * at, child: 2 * at + 1 }]),
    ),
    itemIndex,
    policies,
  };
}

const needsPin = (policies: readonly LoanPolicy[] = []): boolean =>
  policies.some(({ requiresPin }) => requiresPin);

/** Those with equal traits together, in a fixed order. */
function alike(ids: readonly string[], traits: (id: string) => readonly unknown[]): string[][] {
  const groups = Map.groupBy(ids.toSorted(), (id) => JSON.stringify(traits(id)));
  return [...groups.values()];
}

const indexOf = (groups: readonly (readonly string[])[]): Map<string, number> =>
  new Map(groups.flatMap((ids, at) => ids.map((id): [string, number] => [id, at])));
