/** Brings the lists of emptied bins to the server, one after the other, whenever it answers. */
import { OneAtATime } from '../one-at-a-time.ts';
import type { Clock } from '../session/clock.ts';
import type { BinLedger } from './ledger.ts';
import type { ManifestApi } from './manifest-api.ts';
import type { BinManifest } from './stored.ts';

/** After a server that did not take one. Milliseconds. */
const AGAIN_MS = 60_000;

interface SendsWith {
  readonly clock: Pick<Clock, 'at'>;
  readonly log: { error(facts: object, message: string): void };
  readonly system: { readonly manifests?: Pick<ManifestApi, 'send'> };
}

const about = ({ bin, entries, id }: BinManifest) => ({ manifest: id, bin, books: entries.length });

export class ManifestSender {
  readonly #ledger: BinLedger;
  readonly #with: SendsWith;
  readonly #sending = new OneAtATime(() => this.#send());
  #isClosed = false;
  #cancel: () => void = () => undefined;

  constructor(ledger: BinLedger, sendsWith: SendsWith) {
    this.#ledger = ledger;
    this.#with = sendsWith;
  }

  /** There may be one, and somebody to take it. */
  wake(): void {
    if (!this.#isClosed && this.#with.system.manifests) this.#sending.wake();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  async #send(): Promise<void> {
    try {
      await this.#sendAll();
    } catch (error) {
      this.#with.log.error({ err: error }, 'the list of a bin was not handed over');
      this.#again();
    }
  }

  async #sendAll(): Promise<void> {
    const { manifests } = this.#with.system;
    for (let [next] = this.#ledger.unsent; next && !this.#isClosed; [next] = this.#ledger.unsent) {
      const handed = (await manifests?.send(next)) ?? 'later';
      if (handed === 'later') return this.#again();
      // One that the server never takes stands before no other.
      if (handed === 'refused') this.#with.log.error(about(next), 'the server refuses this list');
      this.#ledger.sent(next.id);
    }
  }

  #again(): void {
    this.#cancel();
    if (!this.#isClosed) this.#cancel = this.#with.clock.at(AGAIN_MS, () => this.wake());
  }
}
