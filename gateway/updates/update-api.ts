/** What the terminal asks of the server about releases, over the line and with the token of everything else. */
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { Call, RawReply, ServerLine } from '../ils/central/server-line.ts';
import type { Here } from './rules/judge.ts';
import { UpdateFault } from './update-fault.ts';

const LIMIT_MS = 20_000;
/** A weak line takes half a minute for half a megabyte. */
const PIECE_LIMIT_MS = 120_000;
const PATH = '/api/terminals/update';

export class UpdateApi {
  readonly #line: Pick<ServerLine, 'bytes'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;

  constructor(line: Pick<ServerLine, 'bytes'>, access: Pick<Access, 'token' | 'forget'>) {
    this.#line = line;
    this.#access = access;
  }

  /** @returns as it came, unchecked; undefined: nothing newer, or an older server that has none. @throws UpdateFault */
  async offer({ arch, platform, version }: Readonly<Record<keyof Here, string>>): Promise<unknown> {
    const query = new URLSearchParams({ version, platform, arch });
    const reply = await this.#ask({ path: `${PATH}?${query}`, limitMs: LIMIT_MS });
    // 400: no server of ours has releases for such a machine.
    if ([204, 400, 404].includes(reply.status)) return undefined;
    if (reply.status !== 200) throw unanswered(reply);
    return parsed(reply);
  }

  /** @param first byte, and @param last, counted from 0. @throws UpdateFault */
  async piece(sha256: string, first: number, last: number): Promise<Buffer> {
    const headers = { range: `bytes=${first}-${last}` };
    const reply = await this.#ask({
      ...{ path: `${PATH}/${sha256}`, headers, limitMs: PIECE_LIMIT_MS },
    });
    if (reply.status !== 206 || reply.bytes.length !== last - first + 1) throw unanswered(reply);
    return reply.bytes;
  }

  /** A token that is no longer good is replaced once. */
  async #ask(call: Omit<Call, 'method'>): Promise<RawReply> {
    const send = (token: string) => this.#line.bytes({ ...call, method: 'GET', token });
    try {
      const token = await this.#access.token();
      const reply = await send(token);
      if (reply.status !== 401) return reply;
      this.#access.forget(token);
      return await send(await this.#access.token());
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      throw new UpdateFault('unreachable', 'the server does not answer', { cause });
    }
  }
}

const unanswered = ({ status }: RawReply): UpdateFault =>
  new UpdateFault('unreachable', `the server answered ${status} when asked for a release`);

function parsed({ bytes }: RawReply): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
