/** The answer to a transaction, as it is stored and sent. */
import type { z } from '@hono/zod-openapi';
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
): Answer {
  if (decision.outcome === 'refused')
    return {
      outcome: 'refused',
      refusal: { code: decision.refusal.code, params: { ...decision.refusal.params } },
      ...(view && { item: view }),
    };
  const { dueAt, destination, wasNotOnLoan } = decision;
  return {
    outcome: 'accepted',
    // A promise of a book that nobody knows is taken too; all that can be shown of it is its number.
    item: view ?? { title: item.identifier, author: '' },
    ...(dueAt !== undefined && { dueAt }),
    ...(destination !== undefined && { destination }),
    ...(wasNotOnLoan === true && { wasNotOnLoan }),
    receiptCode,
  };
}
