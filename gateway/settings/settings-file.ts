/** What was fetched of settings, on disk: the last that proved good, and the one on trial (ST10, ST11). */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SettingsInForce } from '#server/settings/format/terminal-settings.ts';
import { writeDurably } from '../durable-file.ts';
import { type Kept, NOTHING_KEPT } from './rules/trial.ts';

const File = z.object({
  good: SettingsInForce,
  trial: z.object({ settings: SettingsInForce, starts: z.int() }).exactOptional(),
  undone: z
    .object({
      version: z.int(),
      at: z.int(),
      why: z.enum(['not-heard', 'ended-suddenly', 'does-not-fit']),
    })
    .exactOptional(),
});

export class SettingsFile {
  readonly #path: string;
  readonly #onFault: (error: unknown) => void;

  /** @param onFault it is there and cannot be read: the terminal's own file holds, until the server is asked */
  constructor(path: string, onFault: (error: unknown) => void) {
    this.#path = path;
    this.#onFault = onFault;
  }

  read(): Kept {
    try {
      return File.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) this.#onFault(error);
      return NOTHING_KEPT;
    }
  }

  /** @throws Error of the disk */
  write(kept: Kept): void {
    writeDurably(this.#path, JSON.stringify(kept));
  }
}
