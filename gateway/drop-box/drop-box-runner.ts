/** Holds the state of the drop box: feeds it what happens, one thing after the other, and has its effects carried out. */
import type { DigitalIo } from '../devices/device.ts';
import type { DropBoxView } from '../messages.ts';
import type { Clock } from '../session/clock.ts';
import type { BinLedger } from './ledger.ts';
import { Effects } from './effects.ts';
import type { Collaborators } from './effects.ts';
import { Outputs } from './outputs.ts';
import { decide, firstDropBox, nextDeadline } from './rules/machine.ts';
import type { Input } from './rules/machine.ts';
import { outputsOf } from './rules/outputs.ts';
import type { DropBoxSettings } from './rules/settings.ts';
import type { Sorting } from './rules/sorting.ts';
import type { DropBox } from './rules/state.ts';
import { mayTry } from './rules/trying.ts';
import { isServing, toldOf, viewOf } from './rules/view.ts';
import type { ToldBox } from './rules/view.ts';

export interface DropBoxRunnerOptions extends Collaborators {
  readonly settings: DropBoxSettings;
  readonly clock: Clock;
  readonly io: Pick<DigitalIo, 'hold' | 'release'>;
  /** Something may have changed. */
  readonly onChange: () => void;
}

/** A disk that failed is tried again in this rhythm. Milliseconds. */
const DISK_AGAIN_MS = 5_000;

export class DropBoxRunner {
  readonly #options: DropBoxRunnerOptions;
  readonly #effects: Effects;
  readonly #outputs: Outputs;
  readonly #inputs: Input[] = [];
  #box: DropBox;
  #settings: DropBoxSettings;
  #isFeeding = false;
  #isClosed = false;
  /** Up to when the box knows the time, by the clock that nobody sets. */
  #decidedAt: number;
  #cancelTick: () => void = () => undefined;
  #cancelDisk: (() => void) | undefined;

  constructor(options: DropBoxRunnerOptions) {
    const { clock, io, ledger, log, settings } = options;
    this.#options = options;
    this.#settings = settings;
    this.#effects = new Effects(options, (input) => this.tell(input));
    this.#outputs = new Outputs({
      ...{ io, holdMs: settings.times.hold, at: clock.at },
      onFault: (line, error) => log.warn({ err: error, line }, 'an output did not switch'),
    });
    this.#decidedAt = this.#now();
    this.#box = firstDropBox(this.#decidedAt);
    options.transactions.onLateOutcome((transaction, outcome) =>
      this.tell({ kind: 'outcome', transaction, outcome }),
    );
    const { inHand } = ledger;
    this.tell({ kind: 'started', bins: countsIn(ledger, settings), ...(inHand && { inHand }) });
  }

  get box(): DropBox {
    return this.#box;
  }

  get settings(): DropBoxSettings {
    return this.#settings;
  }

  /**
   * For whoever stands before it. By the time that it counts by, as all of these: by another one it could still show
   * what is over, and nothing would come to draw it again.
   */
  get view(): DropBoxView {
    return viewOf(this.#box, this.#settings, this.#now());
  }

  /** For staff. */
  get told(): ToldBox {
    return toldOf(this.#box, this.#settings, this.#now());
  }

  get isServing(): boolean {
    return isServing(this.#box, this.#settings, this.#now());
  }

  /** Its parts may be moved by hand. */
  get mayTry(): boolean {
    return mayTry(this.#box, this.#settings, this.#now());
  }

  /** From the next book on; what is decided stays so (ST14). */
  setSorting(sorting: Sorting): void {
    this.#settings = { ...this.#settings, sorting };
    // Whether there is room may hang on it: decided anew, or the mouth stays as it was until something else happens.
    this.tell({ kind: 'tick' });
  }

  /** What an effect answers at once waits for the turn to end. */
  tell(input: Input): void {
    if (this.#isClosed) return;
    this.#inputs.push(input);
    if (this.#isFeeding) return;
    this.#isFeeding = true;
    try {
      for (let next = this.#inputs.shift(); next; next = this.#inputs.shift()) this.#take(next);
    } finally {
      this.#isFeeding = false;
    }
    this.#follow();
  }

  /** The board is there again, and holds nothing. */
  renewOutputs(): void {
    this.#outputs.renew();
  }

  /** Lets go of every output; what is on disk goes on from there. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTick();
    this.#cancelDisk?.();
    await this.#outputs.close();
  }

  #take(input: Input): void {
    const { clock, newId } = this.#options;
    this.#decidedAt = this.#now();
    const moment = { now: this.#decidedAt, at: clock.now(), newId, settings: this.#settings };
    const { box, effects } = decide(this.#box, input, moment);
    this.#box = box;
    this.#effects.carryOut(effects);
    if (!box.facts.ledgerWritable) this.#tryDisk();
  }

  #follow(): void {
    const { clock, onChange } = this.#options;
    this.#outputs.want(outputsOf(this.#box, this.#settings, this.#now()));
    this.#cancelTick();
    // What has come due while effects were carried out is still to be decided.
    const next = nextDeadline(this.#box, this.#settings, this.#decidedAt);
    if (next !== undefined) {
      // A timer may ring a moment early; the deadline is to be over by then.
      const delay = Math.max(1, next - this.#now());
      this.#cancelTick = clock.at(delay, () => this.tell({ kind: 'tick' }));
    }
    onChange();
  }

  /** In whole milliseconds: what is added to a fraction and taken away again is another one. */
  #now(): number {
    return Math.round(this.#options.clock.steady());
  }

  #tryDisk(): void {
    this.#cancelDisk ??= this.#options.clock.at(DISK_AGAIN_MS, () => {
      this.#cancelDisk = undefined;
      try {
        this.#options.ledger.write();
        this.tell({ kind: 'ledger', writable: true });
      } catch {
        this.#tryDisk();
      }
    });
  }
}

const countsIn = (ledger: BinLedger, { bins }: DropBoxSettings) =>
  Object.fromEntries(bins.map(({ id }) => [id, { count: ledger.bin(id).entries.length }]));
