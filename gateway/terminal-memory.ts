/**
 * Small things the terminal knew last time: its names, so that the screen has them before the server answers, and what the
 * desk has chosen or learned. When it is lost, the settings file counts again and what was learned must be learned anew.
 * Never anything about a transaction, and never the key.
 */
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { z } from 'zod';
import { ScanRuleConfig } from './config/scan-config.ts';
import type { ScanRule } from './scans/scan-rules.ts';
import { DATA_MODELS } from './tags/data-model.ts';

const Byte = z.int().min(0).max(255);

const Remembered = z.object({
  terminal: z
    .object({ name: z.string(), library: z.string(), timeZone: z.string() })
    .exactOptional(),
  /** What our server calls this terminal, and takes it to be for. */
  registered: z
    .object({ id: z.string().exactOptional(), profile: z.string().exactOptional() })
    .exactOptional(),
  /** Our server has said since that it does not know this terminal. */
  isStranger: z.literal(true).exactOptional(),
  /** Whether the library's system last said that loans may be told afterwards. */
  offLine: z.boolean().exactOptional(),
  /** What new tags are written as: set at the desk. */
  tagging: z.object({ model: z.enum(DATA_MODELS), isil: z.string() }).exactOptional(),
  /** What the gate listens to, learned at the desk from two books; it overrules the settings file. */
  learnedAfi: z.object({ armed: Byte, disarmed: Byte }).exactOptional(),
  /** How cards are told from labels, learned at the desk; it overrules the settings file. */
  learnedRules: z.array(ScanRuleConfig).exactOptional(),
});
type Remembered = z.infer<typeof Remembered>;
export type TerminalNames = NonNullable<Remembered['terminal']>;
export type Registered = NonNullable<Remembered['registered']>;
export type RememberedTagging = NonNullable<Remembered['tagging']>;
export type LearnedAfi = NonNullable<Remembered['learnedAfi']>;

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

  get registered(): Registered | undefined {
    return this.#file.data.registered;
  }

  /** Our server has let this terminal in, and has not turned it away since. */
  get isKnown(): boolean {
    return this.terminal !== undefined && !this.#file.data.isStranger;
  }

  get offLine(): boolean {
    return this.#file.data.offLine === true;
  }

  get tagging(): RememberedTagging | undefined {
    return this.#file.data.tagging;
  }

  get learnedAfi(): LearnedAfi | undefined {
    return this.#file.data.learnedAfi;
  }

  get learnedRules(): readonly ScanRule[] | undefined {
    return this.#file.data.learnedRules;
  }

  /** @param rules undefined: back to the settings file */
  async keepLearnedRules(rules: readonly ScanRule[] | undefined): Promise<void> {
    const { learnedRules: _, ...others } = this.#file.data;
    this.#file.data = others;
    await this.#keep(rules ? { learnedRules: [...rules] } : {});
  }

  async keepTagging(tagging: RememberedTagging): Promise<void> {
    await this.#keep({ tagging });
  }

  /** @param pair undefined: back to the settings file */
  async keepLearnedAfi(pair: LearnedAfi | undefined): Promise<void> {
    const { learnedAfi: _, ...others } = this.#file.data;
    this.#file.data = others;
    await this.#keep(pair ? { learnedAfi: pair } : {});
  }

  async keepTerminal(terminal: TerminalNames): Promise<void> {
    if (JSON.stringify(terminal) === JSON.stringify(this.terminal)) return;
    await this.#keep({ terminal });
  }

  /** The server has let it in. */
  async keepRegistered(registered: Registered): Promise<void> {
    const { isStranger, ...others } = this.#file.data;
    if (!isStranger && JSON.stringify(registered) === JSON.stringify(others.registered)) return;
    this.#file.data = others;
    await this.#keep({ registered });
  }

  /** The server has turned it away; what it was called is remembered. */
  async keepStranger(): Promise<void> {
    if (!this.#file.data.isStranger) await this.#keep({ isStranger: true });
  }

  async keepOffLine(offLine: boolean): Promise<void> {
    if (offLine !== this.offLine) await this.#keep({ offLine });
  }

  async #keep(part: Partial<Remembered>): Promise<void> {
    this.#file.data = { ...this.#file.data, ...part };
    await this.#file.write().catch(this.#onFault);
  }
}
