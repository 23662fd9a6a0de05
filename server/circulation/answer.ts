/** The answer to a transaction, as it is stored and sent. */
import type { z } from '@hono/zod-openapi';
import type { LibraryTree } from '../libraries/rules/library-tree.ts';
import type { Decision } from './rules/transact.ts';
import type { TransactionAnswer } from './schema.ts';

export type Answer = z.infer<typeof TransactionAnswer>;
type ItemView = Extract<Answer, { outcome: 'accepted' }>['item'];

export function answerOf(
  decision: Decision,
  {
    item,
    receiptCode,
  }: { readonly item: { readonly identifier: string }; readonly receiptCode: string },
  view: ItemView | undefined,
  tree: LibraryTree,
): Answer {
  if (decision.outcome === 'refused')
    return {
      outcome: 'refused',
      refusal: { code: decision.refusal.code, params: { ...decision.refusal.params } },
      ...(view && { item: view }),
    };
  const { dueAt, destination, route, wasNotOnLoan } = decision;
  const goesTo = destination === 'shelf' || !route ? undefined : tree.get(route.to);
  return {
    outcome: 'accepted',
    // A promise of a book that nobody knows is taken too; all that can be shown of it is its number.
    item: view ?? { title: item.identifier, author: '' },
    ...(dueAt !== undefined && { dueAt }),
    ...(destination !== undefined && { destination }),
    ...(goesTo && { destinationLibrary: { id: goesTo.id, name: goesTo.name } }),
    ...(route?.hold && { hold: { id: route.hold.id } }),
    ...(wasNotOnLoan === true && { wasNotOnLoan }),
    receiptCode,
  };
}
