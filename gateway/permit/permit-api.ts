/** What the terminal asks of the server about its permit, over the line and with the token of everything else. */
import type { z } from 'zod';
import { PermitAnswer, PermitKeyAnswer } from '#server/permit/format/answers.ts';
import { sealingKeyText } from '#server/permit/format/words.ts';
import { Fault } from '../errors.ts';
import type { Access, TerminalIdentity } from '../ils/central/access.ts';
import type { Call, RawReply, ServerLine } from '../ils/central/server-line.ts';
import { PermitFault } from './permit-fault.ts';

/** The server may have to make one first; nobody stands waiting for it. */
const LIMIT_MS = 60_000;
const PATH = '/api/permit';

export class PermitApi {
  readonly #line: Pick<ServerLine, 'bytes'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;
  readonly #identity: TerminalIdentity;

  constructor(
    line: Pick<ServerLine, 'bytes'>,
    access: Pick<Access, 'token' | 'forget'>,
    identity: TerminalIdentity,
  ) {
    this.#line = line;
    this.#access = access;
    this.#identity = identity;
  }

  /** @throws PermitFault `no-permit`, `unreachable` */
  async offer(): Promise<PermitAnswer> {
    const reply = await this.#ask({ method: 'GET', path: PATH });
    if (reply.status === 404 && isRefusal(reply))
      throw new PermitFault('no-permit', 'the library lends nothing offline');
    return fitting(reply, PermitAnswer);
  }

  /** @param sealingKey X25519, base64url. @throws PermitFault `unreachable` */
  async sealedKey(epoch: string, sealingKey: string): Promise<PermitKeyAnswer> {
    const signature = this.#identity.sign(sealingKeyText(this.#identity.terminalId, sealingKey));
    const text = JSON.stringify({ epoch, sealingKey, signature });
    return fitting(await this.#ask({ method: 'POST', path: `${PATH}/key`, text }), PermitKeyAnswer);
  }

  /** @throws PermitFault `unreachable` */
  async chunk(sha256: string): Promise<Buffer> {
    const reply = await this.#ask({ method: 'GET', path: `${PATH}/chunks/${sha256}` });
    if (reply.status !== 200) throw unanswered(reply);
    return reply.bytes;
  }

  /** A token that is no longer good is replaced once. */
  async #ask(call: Omit<Call, 'limitMs'>): Promise<RawReply> {
    const send = (token: string) => this.#line.bytes({ ...call, token, limitMs: LIMIT_MS });
    try {
      const token = await this.#access.token();
      const reply = await send(token);
      if (reply.status !== 401) return reply;
      this.#access.forget(token);
      return await send(await this.#access.token());
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      throw new PermitFault('unreachable', 'the server does not answer', { cause });
    }
  }
}

/** An older server says 404 as well, and means that it knows no permits. */
const isRefusal = (reply: RawReply): boolean => {
  const body = parsed(reply);
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'no-permit';
};

function fitting<T>(reply: RawReply, form: z.ZodType<T>): T {
  const answer = reply.status === 200 ? form.safeParse(parsed(reply)) : undefined;
  if (answer?.success) return answer.data;
  throw unanswered(reply, answer?.error);
}

const unanswered = ({ status }: RawReply, cause?: unknown): PermitFault =>
  new PermitFault('unreachable', `the server answered ${status}, not as agreed`, { cause });

function parsed({ bytes }: RawReply): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
