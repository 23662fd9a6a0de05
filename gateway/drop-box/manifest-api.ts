/** Hands lists of emptied bins to the server, with the token of everything else. */
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { ServerLine } from '../ils/central/server-line.ts';
import type { BinManifest } from './stored.ts';

const LIMIT_MS = 20_000;
const PATH = '/api/terminals/manifests';

export class ManifestApi {
  readonly #line: Pick<ServerLine, 'bytes'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;

  constructor(line: Pick<ServerLine, 'bytes'>, access: Pick<Access, 'token' | 'forget'>) {
    this.#line = line;
    this.#access = access;
  }

  /** Handed over again it changes nothing. @returns whether the server has it now */
  async send(manifest: BinManifest): Promise<boolean> {
    const text = JSON.stringify(manifest);
    const send = (token: string) =>
      this.#line.bytes({ method: 'POST', path: PATH, text, token, limitMs: LIMIT_MS });
    try {
      const token = await this.#access.token();
      const { status } = await send(token);
      if (status !== 401) return status === 204;
      this.#access.forget(token);
      return (await send(await this.#access.token())).status === 204;
    } catch (error) {
      if (error instanceof Fault) return false;
      throw error;
    }
  }
}
