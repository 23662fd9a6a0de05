/**
 * Small things the terminal knew last time, so that the screen has its names before the server answers. A cache:
 * when it is lost, nothing is lost. Never anything about a transaction, and never the key.
 */
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';

const Remembered = z.object({
  terminal: z
    .object({ name: z.string(), library: z.string(), timeZone: z.string() })
    .exactOptional(),
  /** Epoch milliseconds; part of the time floor. */
  lastServerTime: z.number().exactOptional(),
});
type Remembered = z.infer<typeof Remembered>;
export type TerminalNames = NonNullable<Remembered['terminal']>;

/** The server's time is written down once in this while: the flash of a cheap PC wears out by writing. */
const TIME_EVERY_MS = 600_000;

export class TerminalMemory {
  readonly #file: Low<Remembered>;
  readonly #onFault: (error: unknown) => void;

  private constructor(file: Low<Remembered>, onFault: (error: unknown) => void) {
    this.#file = file;
    this.#onFault = onFault;
  }

  /** A file that cannot be read is told and begun anew. */
  static async open(path: string, onFault: (error: unknown) => void): Promise<TerminalMemory> {
    const file = new Low<Remembered>(new JSONFile(path), {});
    try {
      await file.read();
      file.data = Remembered.parse(file.data);
    } catch (error) {
      onFault(error);
      file.data = {};
    }
    return new TerminalMemory(file, onFault);
  }

  get terminal(): TerminalNames | undefined {
    return this.#file.data.terminal;
  }

  get lastServerTime(): number | undefined {
    return this.#file.data.lastServerTime;
  }

  async keepTerminal(terminal: TerminalNames): Promise<void> {
    if (JSON.stringify(terminal) === JSON.stringify(this.terminal)) return;
    await this.#keep({ terminal });
  }

  /** @param serverTime epoch milliseconds */
  async keepServerTime(serverTime: number): Promise<void> {
    if (serverTime - (this.lastServerTime ?? 0) < TIME_EVERY_MS) return;
    await this.#keep({ lastServerTime: serverTime });
  }

  async #keep(part: Partial<Remembered>): Promise<void> {
    this.#file.data = { ...this.#file.data, ...part };
    await this.#file.write().catch(this.#onFault);
  }
}
