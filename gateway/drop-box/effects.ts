/** Carries out what the drop box asks for; what must be on disk first is. */
import type { Ils, Outcome, Transaction } from '../ils/ils.ts';
import type { Security } from '../session/security.ts';
import type { Transactions } from '../session/transactions.ts';
import type { BinLedger } from './ledger.ts';
import type { Effect, Input } from './rules/machine.ts';
import { STAFF_CODES } from './rules/trouble.ts';
import type { BinEntry } from './rules/state.ts';
import type { BinManifest } from './stored.ts';

export interface Collaborators {
  readonly ledger: BinLedger;
  readonly transactions: Transactions;
  readonly security: Security;
  readonly ils: Pick<Ils, 'patron'>;
  readonly newId: () => string;
  readonly log: {
    info(facts: object, message: string): void;
    warn(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  readonly onDropped: (entries: readonly BinEntry[]) => void;
  readonly onAmended: (entry: BinEntry) => void;
  readonly onEmptied: (manifest: BinManifest) => void;
  readonly onSlip: (slip: Slip) => void;
}

export type Slip = Extract<Effect, { kind: 'slip' }>['slip'];

export class Effects {
  readonly #with: Collaborators;
  readonly #tell: (input: Input) => void;
  /** Writes to one tag keep their order. */
  readonly #writes = new Map<string, Promise<void>>();

  constructor(collaborators: Collaborators, tell: (input: Input) => void) {
    this.#with = collaborators;
    this.#tell = tell;
  }

  carryOut(effects: readonly Effect[]): void {
    let isKept = true;
    for (const effect of effects) {
      if (effect.kind === 'keep')
        isKept = this.#written(() => this.#with.ledger.keep(effect.intake));
      else if (effect.kind === 'transact') this.#transact(effect, isKept);
      else this.#carryOut(effect);
    }
  }

  #carryOut(effect: Exclude<Effect, { kind: 'keep' | 'transact' }>): void {
    const { ledger, newId, onDropped, onEmptied, onSlip } = this.#with;
    switch (effect.kind) {
      case 'forget':
        this.#written(() => ledger.keep(undefined));
        return;
      case 'promise':
        return this.#promise(effect.transaction);
      case 'ensure':
        return this.#ensure(effect);
      case 'secure':
        return this.#secure(effect);
      case 'drop':
        this.#written(() => ledger.drop(effect.entries));
        return onDropped(effect.entries);
      case 'amend':
        return this.#amend(effect);
      case 'empty':
        this.#written(() => onEmptied(ledger.empty(effect.bin, newId(), effect.by)));
        return;
      case 'slip':
        return onSlip(effect.slip);
      case 'identify':
        return this.#identify(effect);
      case 'tell':
        return this.#log(effect);
    }
  }

  /** @returns whether the disk took it */
  #written(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      this.#with.log.error({ err: error }, 'what is in the bins could not be kept');
      this.#tell({ kind: 'ledger', writable: false });
      return false;
    }
  }

  /** What is not known to be in hand after a sudden end must not be asked for. */
  #transact({ tags, transaction }: Extract<Effect, { kind: 'transact' }>, isKept: boolean): void {
    const { id } = transaction;
    if (!isKept || !this.#recorded(transaction, tags)) {
      return this.#tell({ kind: 'not-recorded', transaction: id });
    }
    void this.#with.transactions
      .relay(id)
      .catch((error: unknown): Outcome => {
        this.#with.log.error({ err: error, transaction: id }, 'could not be relayed');
        return { outcome: 'unknown' };
      })
      .then((outcome) => this.#tell({ kind: 'outcome', transaction: id, outcome }));
  }

  #recorded(
    transaction: Transaction,
    tags: Extract<Effect, { kind: 'transact' }>['tags'],
  ): boolean {
    try {
      this.#with.transactions.record(transaction, tags, transaction.id);
      return true;
    } catch (error) {
      this.#with.log.error({ err: error, transaction: transaction.id }, 'could not be recorded');
      return false;
    }
  }

  #promise(transaction: string): void {
    try {
      this.#with.transactions.promise(transaction);
    } catch (error) {
      this.#with.log.error({ err: error, transaction }, 'could not be promised');
      this.#tell({ kind: 'not-recorded', transaction });
    }
  }

  /** Of what a sudden end has left it is not known whether it came onto the disk: it does now. */
  #ensure({ tags, transaction }: Extract<Effect, { kind: 'ensure' }>): void {
    try {
      this.#with.transactions.promise(transaction.id);
    } catch {
      const isIn = this.#recorded({ ...transaction, mode: 'promise' }, tags);
      if (!isIn) this.#tell({ kind: 'not-recorded', transaction: transaction.id });
    }
  }

  #secure(effect: Extract<Effect, { kind: 'secure' }>): void {
    const { uid } = effect;
    const before = this.#writes.get(uid) ?? Promise.resolve();
    const write = before.then(() => this.#secureInTurn(effect));
    this.#writes.set(uid, write);
    void write.then(() => {
      if (this.#writes.get(uid) === write) this.#writes.delete(uid);
    });
  }

  /** Read, mark, write, mark: whatever moment the power goes, the outbox knows what the tag may say (S42). */
  async #secureInTurn({ transaction, uid }: Extract<Effect, { kind: 'secure' }>): Promise<void> {
    const { security, transactions } = this.#with;
    try {
      const previous = await security.read(uid);
      transactions.markSecurity(transaction, uid, 'armed', { state: 'pending', previous });
      await security.set(uid, 'armed', previous);
      transactions.markSecurity(transaction, uid, 'armed', { state: 'done' });
      this.#tell({ kind: 'secured', transaction, uid, done: true });
    } catch (error) {
      this.#with.log.warn({ err: error, transaction, uid }, 'the tag is not armed');
      this.#tell({ kind: 'secured', transaction, uid, done: false });
    }
  }

  #amend({ outcome, transaction }: Extract<Effect, { kind: 'amend' }>): void {
    this.#written(() => {
      const entry = this.#with.ledger.amend(transaction, outcome);
      if (entry) this.#with.onAmended(entry);
    });
  }

  #identify({ ask, query }: Extract<Effect, { kind: 'identify' }>): void {
    const { card } = query;
    void this.#with.ils
      .patron(query)
      .catch((error: unknown) => {
        this.#with.log.error({ err: error }, 'the ILS client failed');
        return { outcome: 'unreachable' } as const;
      })
      .then((answer) => this.#tell({ kind: 'patron', ask, card, answer }));
  }

  #log({ about, code }: Extract<Effect, { kind: 'tell' }>): void {
    const staffCode =
      code in STAFF_CODES ? STAFF_CODES[code as keyof typeof STAFF_CODES] : undefined;
    this.#with.log.warn({ code, staffCode, about }, 'the drop box has something to tell');
  }
}
