/** How widely a rule may hold, from one pair of classes to everything; and a rule's own numbers. */
import type { Rule, RuleTable } from '../answers.ts';
import type { StaffWords } from '../words.ts';

export interface Scope {
  readonly patronClass?: string | undefined;
  readonly itemClass?: string | undefined;
}

/** Narrowest first, as the narrowest wins. */
export const scopesOf = (patronClass: string, itemClass: string): readonly Scope[] => [
  { patronClass, itemClass },
  { patronClass },
  { itemClass },
  {},
];

export const ownRule = (table: RuleTable, scope: Scope): Rule | undefined =>
  table.own.find(
    (rule) => rule.patronClass === scope.patronClass && rule.itemClass === scope.itemClass,
  );

export function namesOf(words: StaffWords, table: RuleTable, { patronClass, itemClass }: Scope) {
  const patrons = table.patronClasses.find(({ id }) => id === patronClass)?.name;
  const items = table.itemClasses.find(({ id }) => id === itemClass)?.name;
  return {
    patrons: patrons ?? words.text('rule.any-patron'),
    items: items ?? words.text('rule.any-item'),
  };
}
