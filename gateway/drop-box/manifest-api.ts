/** Hands lists of emptied bins to the server, with the token of everything else. */
import { Fault } from '../errors.ts';
import type { Access } from '../ils/central/access.ts';
import type { ServerLine } from '../ils/central/server-line.ts';
import type { BinManifest } from './stored.ts';

const LIMIT_MS = 20_000;
const PATH = '/api/terminals/manifests';

/** `refused`: this one it will never take. */
export type Handed = 'taken' | 'refused' | 'later';

/** It is malformed, another terminal's, or too large: tried again it is so still. */
const NEVER: readonly number[] = [400, 409, 413];

export class ManifestApi {
  readonly #line: Pick<ServerLine, 'bytes'>;
  readonly #access: Pick<Access, 'token' | 'forget'>;

  constructor(line: Pick<ServerLine, 'bytes'>, access: Pick<Access, 'token' | 'forget'>) {
    this.#line = line;
    this.#access = access;
  }

  /** Handed over again it changes nothing. */
  async send(manifest: BinManifest): Promise<Handed> {
    const text = JSON.stringify(manifest);
    const send = (token: string) =>
      this.#line.bytes({ method: 'POST', path: PATH, text, token, limitMs: LIMIT_MS });
    try {
      const token = await this.#access.token();
      const { status } = await send(token);
      if (status !== 401) return meant(status);
      this.#access.forget(token);
      return meant((await send(await this.#access.token())).status);
    } catch (error) {
      if (error instanceof Fault) return 'later';
      throw error;
    }
  }
}

function meant(status: number): Handed {
  if (status === 204) return 'taken';
  return NEVER.includes(status) ? 'refused' : 'later';
}
