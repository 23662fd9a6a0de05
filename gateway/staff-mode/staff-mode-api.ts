/** Tells the server what staff have done at the machine, with the token of everything else. */
import { z } from 'zod';
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { Call, Reply, ServerLine } from '../ils/central/server-line.ts';
import type { ToldAct } from './rules/told-act.ts';

const LIMIT_MS = 10_000;

/** By which our server says that it will never take an act: that something before it said so is no reason to give one up. */
const Refused = z.object({ code: z.enum(['does-not-fit', 'id-taken']) });

/** `never`: one of them, at least, is none that the server takes. `not-now`: nobody has answered, or it could not. */
export type Told = 'taken' | 'never' | 'not-now';

const Owner = z.object({ account: z.string().min(1).max(64) });

export class StaffModeApi {
  readonly #line: Pick<ServerLine, 'call'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;

  constructor(line: Pick<ServerLine, 'call'>, access: Pick<Access, 'token' | 'forget'>) {
    this.#line = line;
    this.#access = access;
  }

  /** Told again they change nothing. */
  async tell(acts: readonly ToldAct[]): Promise<Told> {
    const text = JSON.stringify({ acts });
    const path = '/api/terminals/acts';
    const reply = await this.#ask({ method: 'POST', path, text, limitMs: LIMIT_MS });
    if (reply?.status === 204) return 'taken';
    return Refused.safeParse(reply?.body).success ? 'never' : 'not-now';
  }

  /** @returns whose card of staff it is, as the server calls them; undefined: nobody's, or nobody answered */
  async ownerOf(card: string): Promise<string | undefined> {
    const path = '/api/terminals/staff-card';
    const text = JSON.stringify({ card });
    const reply = await this.#ask({ method: 'POST', path, text, limitMs: LIMIT_MS });
    return reply?.status === 200 ? Owner.safeParse(reply.body).data?.account : undefined;
  }

  /** @returns undefined: nobody answered */
  async #ask(call: Omit<Call, 'token'>): Promise<Reply | undefined> {
    try {
      const token = await this.#access.token();
      const reply = await this.#line.call({ ...call, token });
      if (reply.status !== 401) return reply;
      this.#access.forget(token);
      return await this.#line.call({ ...call, token: await this.#access.token() });
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}
