/** Rules of lending as staff read and write them. */
import type { z } from 'zod';
import { libraryRef } from '../../libraries/library-ref.ts';
import type { LibraryTree } from '../../libraries/rules/library-tree.ts';
import type { LoanPolicy } from '../rules/loan-policy.ts';
import type { RuleRequest, RuleView } from './schema.ts';

export type RuleInput = z.output<typeof RuleRequest>;
export type Rule = z.infer<typeof RuleView>;

export const ruleView = (tree: LibraryTree, { libraryId, ...policy }: LoanPolicy): Rule => ({
  ...policy,
  library: libraryRef(tree, libraryId),
});

export const policyOf = (id: string, { library, ...rule }: RuleInput): LoanPolicy => ({
  ...rule,
  ...{ id, libraryId: library },
});
