/** Brings the lists of emptied bins to the server, one after the other, whenever it answers. */
import type { Terminal } from '../part.ts';
import type { BinLedger } from './ledger.ts';

/** After a server that did not take one. Milliseconds. */
const AGAIN_MS = 60_000;

export class ManifestSender {
  readonly #ledger: BinLedger;
  readonly #terminal: Pick<Terminal, 'clock' | 'log' | 'system'>;
  #isSending = false;
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(ledger: BinLedger, terminal: Pick<Terminal, 'clock' | 'log' | 'system'>) {
    this.#ledger = ledger;
    this.#terminal = terminal;
  }

  /** There may be one, and somebody to take it. */
  wake(): void {
    if (this.#isSending || this.#isClosed || !this.#terminal.system.manifests) return;
    this.#isSending = true;
    void this.#sendAll()
      .catch((error: unknown) => {
        this.#terminal.log.error({ err: error }, 'the list of a bin was not handed over');
        this.#again();
      })
      .finally(() => {
        this.#isSending = false;
      });
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #sendAll(): Promise<void> {
    const { manifests } = this.#terminal.system;
    for (let [next] = this.#ledger.unsent; next && !this.#isClosed; [next] = this.#ledger.unsent) {
      if (!(await manifests?.send(next))) return this.#again();
      this.#ledger.sent(next.id);
    }
  }

  #again(): void {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#terminal.clock.at(AGAIN_MS, () => this.wake());
  }
}
