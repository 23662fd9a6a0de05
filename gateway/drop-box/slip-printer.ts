/** Prints for staff where there is a printer; what cannot be printed is on their page all the same. */
import type { DropBoxConfig } from '../config/drop-box-config.ts';
import type { Part, Terminal } from '../part.ts';
import type { Block } from '../receipt/rules/block.ts';
import type { HoldSlip } from './rules/inputs.ts';
import type { BinEntry } from './rules/state.ts';
import { holdSlip, lateHoldSlip, manifestSlip } from './slips.ts';
import type { SlipPlace } from './slips.ts';
import { SLIP_WORDS } from './slip-words.ts';
import type { BinManifest } from './stored.ts';

type Printing = DropBoxConfig['print'];

/** What of its terminal it has to do with. */
export interface SlipTerminal {
  readonly clock: Pick<Terminal['clock'], 'now'>;
  readonly config: { readonly terminal: Pick<Terminal['config']['terminal'], 'language'> };
  readonly hardware: Pick<Terminal['hardware'], 'printer'>;
  readonly log: Pick<Terminal['log'], 'warn'>;
  readonly receipts: Pick<Terminal['receipts'], 'printSlip'>;
  readonly runner: {
    readonly snapshot: {
      readonly terminal: Pick<SlipPlace, 'library'> & { readonly timeZone: string };
    };
  };
}

export class SlipPrinter implements Pick<Part, 'close'> {
  readonly #terminal: SlipTerminal;
  readonly #printing: Printing;
  #last: Promise<void> = Promise.resolve();

  constructor(terminal: SlipTerminal, printing: Printing) {
    this.#terminal = terminal;
    this.#printing = printing;
  }

  hold(slip: HoldSlip): void {
    if (this.#printing.holdSlips) {
      this.#print(holdSlip(slip, this.#terminal.clock.now(), this.#place));
    }
  }

  amended(entry: BinEntry): void {
    if (this.#printing.holdSlips && entry.goes?.kind === 'hold') {
      this.#print(lateHoldSlip(entry, this.#place));
    }
  }

  manifest(manifest: BinManifest): void {
    if (this.#printing.manifests && manifest.entries.length > 0) {
      this.#print(manifestSlip(manifest, this.#place));
    }
  }

  /** What is being printed is waited for. */
  close(): Promise<void> {
    return this.#last;
  }

  get #place(): SlipPlace {
    const { library, timeZone } = this.#terminal.runner.snapshot.terminal;
    const { language } = this.#terminal.config.terminal;
    const format = new Intl.DateTimeFormat(language, {
      ...{ timeZone, dateStyle: 'short', timeStyle: 'short' },
    });
    return { library, words: SLIP_WORDS[language], timeOf: (at) => format.format(at) };
  }

  /** One after the other; the next one is printed though this one failed. */
  #print(blocks: readonly Block[]): void {
    const { hardware, log, receipts } = this.#terminal;
    if (!hardware.printer || blocks.length === 0) return;
    this.#last = this.#last
      .then(() => receipts.printSlip(blocks))
      .catch((error: unknown) => log.warn({ err: error }, 'a slip was not printed'));
  }
}
