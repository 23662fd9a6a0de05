/** Asks the server to send a visitor their receipt, to the address that it has of them. */
import { z } from 'zod';
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { RawReply, ServerLine } from '../ils/central/server-line.ts';
import type { MailAnswer } from '../session/rules/inputs.ts';
import type { ReceiptLetter } from '../session/effects.ts';

/** The visitor is told before the session gives up by itself. */
const LIMIT_MS = 8_000;
const PATH = '/api/terminals/receipts/mail';

const Answer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('accepted'), to: z.string().max(16) }),
  z.object({ outcome: z.literal('refused'), code: z.string().max(64) }),
]);

export class ReceiptMailApi {
  readonly #line: Pick<ServerLine, 'bytes'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;

  constructor(line: Pick<ServerLine, 'bytes'>, access: Pick<Access, 'token' | 'forget'>) {
    this.#line = line;
    this.#access = access;
  }

  /** Asked again under the same id, the server sends nothing a second time. Never rejects. */
  async send(letter: ReceiptLetter): Promise<MailAnswer> {
    const text = JSON.stringify(letter);
    const send = (token: string) =>
      this.#line.bytes({ method: 'POST', path: PATH, text, token, limitMs: LIMIT_MS });
    try {
      const token = await this.#access.token();
      const reply = await send(token);
      if (reply.status !== 401) return answerIn(reply);
      this.#access.forget(token);
      return answerIn(await send(await this.#access.token()));
    } catch (error) {
      if (error instanceof Fault) return { outcome: 'unreachable' };
      throw error;
    }
  }
}

function answerIn({ bytes, status }: RawReply): MailAnswer {
  if (status !== 200) return { outcome: 'unreachable' };
  const answer = Answer.safeParse(parsed(bytes));
  return answer.success ? answer.data : { outcome: 'unreachable' };
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
