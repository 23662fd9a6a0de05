/** What the terminal says to the server about what staff want of it, over the line and with the token of everything else. */
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { OrderAnswer } from '../ils/central/link.ts';
import type { Call, Reply, ServerAddress, ServerLine } from '../ils/central/server-line.ts';

export interface RemoteApiOptions {
  readonly line: ServerLine;
  readonly access: Pick<Access, 'token' | 'forget' | 'forgetAll'>;
  readonly answer: (answer: OrderAnswer) => void;
  readonly redial: () => void;
}

const LIMIT_MS = 10_000;
const BUNDLE_LIMIT_MS = 60_000;

export class RemoteApi {
  readonly #options: RemoteApiOptions;

  constructor(options: RemoteApiOptions) {
    this.#options = options;
  }

  /** What becomes of an order; where it is not heard, the order comes again. */
  answer = (answer: OrderAnswer): void => this.#options.answer(answer);

  /**
   * @param version what the terminal has
   * @returns as it came, unchecked; undefined: it is that version still, or an older server that sets nothing
   * @throws Fault `unreachable`, `ambiguous`, `malformed`
   */
  async settings(version: number): Promise<unknown> {
    const headers = { 'if-none-match': `"${version}"` };
    const call: Call = {
      method: 'GET',
      path: '/api/terminals/settings',
      headers,
      limitMs: LIMIT_MS,
    };
    const { body, status } = await this.#ask(call);
    if (status === 304 || status === 404) return undefined;
    if (status === 200) return body;
    throw new Fault('malformed', `the server answered ${status} when asked for settings`);
  }

  /** @param bundle JSON lines, gzip. @throws Fault `unreachable`, `ambiguous`, `refused` */
  async handIn(order: string, bundle: Uint8Array): Promise<void> {
    const { status } = await this.#ask({
      ...{ method: 'POST', path: `/api/terminals/bundles/${order}`, bytes: bundle },
      ...{ headers: { 'content-type': 'application/gzip' }, limitMs: BUNDLE_LIMIT_MS },
    });
    if (status !== 204) throw new Fault('refused', `the server answered ${status} to the bundle`);
  }

  /** From now on the server is there; whether it is, the link will tell. */
  moveTo(server: ServerAddress): void {
    const { access, line, redial } = this.#options;
    line.moveTo(server);
    access.forgetAll();
    redial();
  }

  /** A token that is no longer good is replaced once. */
  async #ask(call: Call): Promise<Reply> {
    const { access, line } = this.#options;
    const token = await access.token();
    const reply = await line.call({ ...call, token });
    if (reply.status !== 401) return reply;
    access.forget(token);
    return line.call({ ...call, token: await access.token() });
  }
}
