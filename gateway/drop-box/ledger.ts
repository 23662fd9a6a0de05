/**
 * What of its bins a drop box must not forget: which book fell into which bin since it was last emptied, the book in hand,
 * and manifests that the server has not taken yet. Items only. Two files, each whole after a power cut: the book in hand
 * changes several times a book, the bins once.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeDurably } from '../durable-file.ts';
import type { Outcome, TransactionId } from '../ils/ils.ts';
import { amended } from './rules/entries.ts';
import type { BinId } from './rules/settings.ts';
import type { BinEntry, Intake } from './rules/state.ts';
import { StoredBins, StoredIntake } from './stored.ts';
import type { BinManifest, KeptBin } from './stored.ts';

/** While the server is away. */
const MOST_UNSENT = 200;

/** Of a bin that nobody says is emptied, the newest: the file is written with each book, and the server takes 1 MiB a list. */
const MOST_ENTRIES = 2_000;

export interface LedgerOptions {
  readonly folder: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Somebody takes lists of emptied bins: a library behind SIP2 has them on paper, or not at all. */
  readonly handsOver: boolean;
  /** A file that cannot be read is put aside, and begun anew. */
  readonly onDamaged: (error: unknown) => void;
}

export class BinLedger {
  readonly #options: LedgerOptions;
  #bins: Record<BinId, KeptBin>;
  #unsent: readonly BinManifest[];
  #inHand: Intake | undefined;

  constructor(options: LedgerOptions) {
    this.#options = options;
    const { bins = {}, unsent = [] } = this.#read(this.#binsPath, StoredBins) ?? {};
    this.#bins = bins;
    this.#unsent = options.handsOver ? unsent : [];
    const { intake } = this.#read(this.#handPath, StoredIntake) ?? {};
    // The power went between the two files: it has fallen, and is written down.
    const isDown = intake && this.#entries.some((entry) => entry.intake === intake.id);
    this.#inHand = isDown ? undefined : intake;
  }

  get inHand(): Intake | undefined {
    return this.#inHand;
  }

  /** Oldest first. */
  get unsent(): readonly BinManifest[] {
    return this.#unsent;
  }

  bin(id: BinId): KeptBin {
    return this.#bins[id] ?? { since: this.#options.now(), entries: [] };
  }

  /** On disk when it returns, but for whose card it was: that is the outbox's, which is sealed. @throws Error of the disk */
  keep(intake: Intake | undefined): void {
    this.#inHand = intake && withoutCard(intake);
    this.writeHand();
  }

  /** They lie in their bin. @throws Error of the disk; it is remembered all the same, for `write` */
  drop(entries: readonly BinEntry[]): void {
    for (const entry of entries) {
      const { since, entries: before } = this.bin(entry.bin);
      this.#bins = {
        ...this.#bins,
        [entry.bin]: { since, entries: [...before, entry].slice(-MOST_ENTRIES) },
      };
    }
    this.#inHand = undefined;
    this.write();
  }

  /** @returns whether it lies here still. @throws Error of the disk */
  amend(transaction: TransactionId, outcome: Outcome): BinEntry | undefined {
    const found = this.#entries.find((entry) => entry.transaction === transaction);
    if (!found) return undefined;
    const news = amended(found, outcome);
    const { since, entries } = this.bin(found.bin);
    const changed = entries.map((entry) => (entry === found ? news : entry));
    this.#bins = { ...this.#bins, [found.bin]: { since, entries: changed } };
    this.write();
    return news;
  }

  /** @returns what lay in it. @throws Error of the disk; it is remembered all the same */
  empty(id: BinId, manifest: string, by: BinManifest['by']): BinManifest {
    const now = this.#options.now();
    const { entries, since } = this.bin(id);
    const taken: BinManifest = { id: manifest, bin: id, since, until: now, by, entries };
    this.#bins = { ...this.#bins, [id]: { since: now, entries: [] } };
    if (entries.length > 0 && this.#options.handsOver)
      this.#unsent = [...this.#unsent, taken].slice(-MOST_UNSENT);
    this.write();
    return taken;
  }

  /** The server has it. @throws Error of the disk */
  sent(manifest: string): void {
    this.#unsent = this.#unsent.filter(({ id }) => id !== manifest);
    this.write();
  }

  /** @throws Error of the disk */
  write(): void {
    writeDurably(this.#binsPath, JSON.stringify({ bins: this.#bins, unsent: this.#unsent }));
    this.writeHand();
  }

  /** @throws Error of the disk */
  writeHand(): void {
    writeDurably(this.#handPath, JSON.stringify(this.#inHand ? { intake: this.#inHand } : {}));
  }

  get #entries(): readonly BinEntry[] {
    return Object.values(this.#bins).flatMap(({ entries }) => entries);
  }

  get #binsPath(): string {
    return join(this.#options.folder, 'bins.json');
  }

  get #handPath(): string {
    return join(this.#options.folder, 'book-in-hand.json');
  }

  #read<T>(path: string, form: z.ZodType<T>): T | undefined {
    if (!existsSync(path)) return undefined;
    try {
      return form.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch (error) {
      this.#options.onDamaged(error);
      renameSync(path, `${path}.damaged`);
      return undefined;
    }
  }
}

const withoutCard = ({ card: _card, ...rest }: Intake): Intake => rest;
