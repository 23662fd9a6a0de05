/** The network's own server as an Ils, over its HTTP API. */
import { hc } from 'hono/client';
import { z } from 'zod';
import type { Api } from '#server/app.ts';
import { Fault, isAmbiguous, isUnreachable } from '../errors.ts';
import {
  AccountReply,
  ItemReply,
  NeverArrived,
  PatronReply,
  TransactionAnswer,
} from './central/answers.ts';
import type { Access } from './central/access.ts';
import type { Reply, ServerLine } from './central/server-line.ts';
import type { CardQuery, Ils, ItemRef, LookupOutcome, Outcome, Transaction } from './ils.ts';

export interface CentralIlsOptions {
  readonly line: ServerLine;
  readonly access: Access;
  /** At each question. @returns to be told whether it was answered */
  readonly onAsked?: () => (isAnswer: boolean) => void;
  /** What people wait for. Milliseconds. */
  readonly patienceMs?: number;
  /** How long an answer to a transaction is listened for, be it late for the person. Milliseconds. */
  readonly answerLimitMs?: number;
}

const Method = z.enum(['GET', 'POST', 'PUT']);

/** Checks at compile time that what is asked is what the server's routes take; it never goes out by itself. */
const api = hc<Api>('/api');
/** Asks one thing of the API, by the `fetch` that it is given. */
type Ask = (through: { readonly fetch: typeof fetch }) => Promise<unknown>;

type Answered<T> = T | { readonly outcome: 'unreachable' };

const PATIENCE_MS = 2_000;
const ANSWER_LIMIT_MS = 10_000;
const UNREACHABLE = { outcome: 'unreachable' } as const;
const UNKNOWN = { outcome: 'unknown' } as const;

/** Said by a proxy whose server is gone. */
const NOBODY_BEHIND = [502, 503, 504];
/** “Not now”, said before anything was done. */
const NOT_NOW = [401, 403, 404, 408, 425, 429];

export class CentralIls implements Ils {
  readonly #options: CentralIlsOptions;

  constructor(options: CentralIlsOptions) {
    this.#options = options;
  }

  patron(query: CardQuery) {
    return this.#ask(
      (through) => api.patrons.identify.$post({ json: query }, through),
      PatronReply,
    );
  }

  account(query: CardQuery & { readonly pin: string }) {
    return this.#ask(
      (through) => api.patrons.account.$post({ json: query }, through),
      AccountReply,
    );
  }

  item(ref: ItemRef) {
    return this.#ask((through) => api.items.identify.$post({ json: ref }, through), ItemReply);
  }

  async transact({ id, ...body }: Transaction): Promise<Outcome> {
    const request = { param: { id }, json: body };
    try {
      const put: Ask = (through) => api.transactions[':id'].$put(request, through);
      return outcomeOf(await this.#call(put, this.#answerLimitMs));
    } catch (error) {
      if (isUnreachable(error)) return UNREACHABLE;
      if (isAmbiguous(error)) return UNKNOWN;
      throw error;
    }
  }

  async lookup({ id, act }: Transaction): Promise<LookupOutcome> {
    const request = { param: { id }, query: { act } };
    const get: Ask = (through) => api.transactions[':id'].$get(request, through);
    const reply = await this.#try(get, this.#answerLimitMs);
    if (reply?.status === 404 && isAbsence(reply.body)) return { outcome: 'never-arrived' };
    const answer = reply?.status === 200 ? TransactionAnswer.safeParse(reply.body) : undefined;
    return answer?.success ? answer.data : UNREACHABLE;
  }

  close = (): Promise<void> => this.#options.line.close();

  get #answerLimitMs(): number {
    return this.#options.answerLimitMs ?? ANSWER_LIMIT_MS;
  }

  /** A question changes nothing at the server: whatever goes wrong, it was not answered. */
  async #ask<T>(ask: Ask, schema: z.ZodType<T>): Promise<Answered<T>> {
    const limitMs = this.#options.patienceMs ?? PATIENCE_MS;
    const reply = await within(limitMs, this.#try(ask, limitMs));
    const answer = reply?.status === 200 ? schema.safeParse(reply.body) : undefined;
    return answer?.success ? answer.data : UNREACHABLE;
  }

  async #try(ask: Ask, limitMs: number): Promise<Reply | undefined> {
    try {
      return await this.#call(ask, limitMs);
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }

  /** With a token; a token that is no longer good is replaced once. @throws Fault */
  async #call(ask: Ask, limitMs: number): Promise<Reply> {
    const { line, access, onAsked } = this.#options;
    const heed = onAsked?.();
    const send = (token: string) => answerTo(ask, line, { token, limitMs });
    try {
      const token = await access.token();
      let reply = await send(token);
      if (reply.status === 401) {
        access.forget(token);
        reply = await send(await access.token());
      }
      heed?.(!NOBODY_BEHIND.includes(reply.status));
      return reply;
    } catch (error) {
      heed?.(false);
      throw error;
    }
  }
}

/** What the line answers to the request that the typed client builds. @throws Fault */
async function answerTo(
  ask: Ask,
  line: ServerLine,
  how: { readonly token: string; readonly limitMs: number },
): Promise<Reply> {
  const answer = Promise.withResolvers<Reply>();
  const through: typeof fetch = async (path, { method, body } = {}) => {
    const text = typeof body === 'string' ? { text: body } : {};
    const reply = line.call({ method: Method.parse(method), path: String(path), ...text, ...how });
    reply.then(answer.resolve, answer.reject);
    return new Response();
  };
  await ask({ fetch: through });
  return answer.promise;
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
