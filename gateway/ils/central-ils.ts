/** The network's own server as an Ils, over its HTTP API. */
import type { z } from 'zod';
import { Fault, isAmbiguous, isUnreachable } from '../errors.ts';
import {
  AccountReply,
  ItemReply,
  NeverArrived,
  PatronReply,
  TransactionAnswer,
} from './central/answers.ts';
import type { Access } from './central/access.ts';
import type { Call, Reply, ServerLine } from './central/server-line.ts';
import type {
  Act,
  CardQuery,
  Ils,
  ItemRef,
  LookupOutcome,
  Outcome,
  Transaction,
  TransactionId,
} from './ils.ts';

export interface CentralIlsOptions {
  readonly line: ServerLine;
  readonly access: Access;
  /** Each time the server answered, or did not. */
  readonly onHeard?: (heard: boolean) => void;
  /** What people wait for. Milliseconds. */
  readonly patienceMs?: number;
  /** How long an answer to a transaction is listened for, be it late for the person. Milliseconds. */
  readonly answerLimitMs?: number;
}

type Answered<T> = T | { readonly outcome: 'unreachable' };

const PATIENCE_MS = 2_000;
const ANSWER_LIMIT_MS = 10_000;
const UNREACHABLE = { outcome: 'unreachable' } as const;
const UNKNOWN = { outcome: 'unknown' } as const;

/** “Not now”, said before anything was done. */
const NOT_NOW = [401, 403, 404, 408, 425, 429];

export class CentralIls implements Ils {
  readonly #options: CentralIlsOptions;

  constructor(options: CentralIlsOptions) {
    this.#options = options;
  }

  patron(query: CardQuery) {
    return this.#ask('/api/patrons/identify', query, PatronReply);
  }

  account(query: CardQuery & { readonly pin: string }) {
    return this.#ask('/api/patrons/account', query, AccountReply);
  }

  item(ref: ItemRef) {
    return this.#ask('/api/items/identify', ref, ItemReply);
  }

  async transact({ id, ...body }: Transaction): Promise<Outcome> {
    const path = `/api/transactions/${id}`;
    const limitMs = this.#options.answerLimitMs ?? ANSWER_LIMIT_MS;
    try {
      return outcomeOf(await this.#call({ method: 'PUT', path, body, limitMs }));
    } catch (error) {
      if (isUnreachable(error)) return UNREACHABLE;
      if (isAmbiguous(error)) return UNKNOWN;
      throw error;
    }
  }

  async lookup(id: TransactionId, act: Act): Promise<LookupOutcome> {
    const path = `/api/transactions/${id}?act=${act}`;
    const limitMs = this.#options.answerLimitMs ?? ANSWER_LIMIT_MS;
    const reply = await this.#try({ method: 'GET', path, limitMs });
    if (reply?.status === 404 && isAbsence(reply.body)) return { outcome: 'never-arrived' };
    const answer = reply?.status === 200 ? TransactionAnswer.safeParse(reply.body) : undefined;
    return answer?.success ? answer.data : UNREACHABLE;
  }

  close = (): Promise<void> => this.#options.line.close();

  /** A question changes nothing at the server: whatever goes wrong, it was not answered. */
  async #ask<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<Answered<T>> {
    const limitMs = this.#options.patienceMs ?? PATIENCE_MS;
    const reply = await within(limitMs, this.#try({ method: 'POST', path, body, limitMs }));
    const answer = reply?.status === 200 ? schema.safeParse(reply.body) : undefined;
    return answer?.success ? answer.data : UNREACHABLE;
  }

  async #try(call: Call): Promise<Reply | undefined> {
    try {
      return await this.#call(call);
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }

  /** With a token; a token that is no longer good is replaced once. @throws Fault */
  async #call(call: Call): Promise<Reply> {
    const { line, access, onHeard } = this.#options;
    try {
      const token = await access.token();
      let reply = await line.call({ ...call, token });
      if (reply.status === 401) {
        access.forget(token);
        reply = await line.call({ ...call, token: await access.token() });
      }
      onHeard?.(true);
      return reply;
    } catch (error) {
      onHeard?.(false);
      throw error;
    }
  }
}

/** Only the server itself says this; a proxy's 404 proves nothing. */
const isAbsence = (body: unknown): boolean => NeverArrived.safeParse(body).success;

/** @returns undefined when the time is over */
function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
  const timer = setTimeout(resolve, limitMs, undefined);
  work.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}

/** Which status means what: docs/rules/outbox.md, “What a status says”. */
function outcomeOf({ status, body }: Reply): Outcome {
  if (status === 200) {
    const answer = TransactionAnswer.safeParse(body);
    return answer.success ? answer.data : UNKNOWN;
  }
  if (NOT_NOW.includes(status)) return UNREACHABLE;
  if (status >= 400 && status < 500) {
    return { outcome: 'refused', refusal: { code: 'not-understood', params: { status } } };
  }
  return UNKNOWN;
}
