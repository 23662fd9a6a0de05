/** A checkout, checkin or renewal by the same line as the API's. */
import { createHash } from 'node:crypto';
import type { Answer } from '../circulation/answer.ts';
import type { ItemAbout } from '../circulation/store.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Request } from './request.ts';
import { happenedAt, terminalIdOf } from './request.ts';

export interface Asked {
  readonly id: string;
  readonly act: 'checkout' | 'checkin' | 'renew';
  readonly card?: string | undefined;
  readonly item: string;
  /** No block: it has happened, and is taken whatever the rules say (SIP 2.00, no block). */
  readonly isPromise: boolean;
  /** Epoch milliseconds. The due date that the patron was told while nobody answered. */
  readonly dueAt?: number | undefined;
  readonly undoOf?: string | undefined;
  /** Epoch milliseconds; default now, or the transaction date of a promise. */
  readonly occurredAt?: number | undefined;
}

export interface Transacted {
  readonly answer: Answer;
  /** Not with an answer that is given again. */
  readonly about?: ItemAbout | undefined;
}

export const transact = async (request: Request, asked: Asked): Promise<Answer> =>
  (await transacted(request, asked)).answer;

export async function transacted(request: Request, asked: Asked): Promise<Transacted> {
  // Not even a promise is about nothing: there would be no finding out what it meant.
  if (asked.item === '') return { answer: { outcome: 'refused', refusal: refuse('item-unknown') } };
  const { deps, now, library } = request;
  const { id, act, card, item, isPromise, dueAt, undoOf } = asked;
  const result = await deps.transactions.transact({
    id,
    act,
    mode: isPromise ? 'promise' : 'attempt',
    card,
    item: { identifier: item },
    occurredAt: asked.occurredAt ?? (isPromise ? happenedAt(request) : now),
    undoOf,
    dueAt,
    terminalId: terminalIdOf(request),
    libraryId: library.id,
    clockUncertaintyMs: deps.clockUncertaintyMs,
    // The id is made of what is asked, so the same id is always the same request.
    fingerprint: createHash('sha256').update(id).digest('base64url'),
    now,
  });
  if (result.kind === 'answer') return result;
  throw new Error('an id that is made of its request has met another request');
}
