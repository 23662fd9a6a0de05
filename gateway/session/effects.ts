/** Carries out what the session asks for, in the order of safety: on disk first, then to the world. */
import { Fault, isPaperOut } from '../errors.ts';
import type { FaultCode } from '../errors.ts';
import type { Ils, Outcome, TransactionId } from '../ils/ils.ts';
import type { Language } from '../messages.ts';
import type { PrintedReceipt } from '../receipt/rules/receipt-blocks.ts';
import type { SecurityReading } from '../tags/security.ts';
import type { MailAnswer } from './rules/inputs.ts';
import type { WriteResult } from './rules/parts.ts';
import type { Security } from './security.ts';
import type { Effect, Input } from './session.ts';
import { Sightings } from './sightings.ts';
import type { SecurityMark, Transactions } from './transactions.ts';

/** The part of a logger that is used; never given card numbers, PINs or titles. */
export interface SessionLog {
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** How receipts leave the terminal. */
export interface ReceiptWays {
  /** @throws Fault `paper-out`, or whatever else keeps it from coming out whole */
  print(receipt: PrintedReceipt): Promise<void>;
  mail(letter: ReceiptLetter): Promise<MailAnswer>;
}

/** A receipt that the library is to send. */
export interface ReceiptLetter {
  /** UUIDv7; the same id is sent once. */
  readonly id: string;
  readonly transactions: readonly TransactionId[];
  readonly language: Language;
}

export interface Collaborators {
  readonly transactions: Transactions;
  readonly security: Security;
  readonly ils: Pick<Ils, 'patron' | 'account' | 'endSession'>;
  readonly receipts: ReceiptWays;
  readonly log: SessionLog;
}

type Transact = Extract<Effect, { kind: 'transact' }>;
type Secure = Extract<Effect, { kind: 'secure' }>;

export class Effects {
  readonly #with: Collaborators;
  readonly #tell: (input: Input) => void;
  /** Writes to one tag keep their order: the last wish is the one that stays. */
  readonly #writes = new Map<string, Promise<void>>();
  readonly sightings = new Sightings();
  /** Loans left behind whose undo the disk did not take: whoever left them has gone, and cannot ask again. */
  readonly #owed: Transact[] = [];

  constructor(collaborators: Collaborators, tell: (input: Input) => void) {
    this.#with = collaborators;
    this.#tell = tell;
  }

  carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'identify':
        return this.#identify(effect);
      case 'account':
        return this.#account(effect);
      case 'transact':
        return this.#transact(effect);
      case 'relay':
        return this.#relay(effect.transaction);
      case 'add-tag': {
        const { tag, transaction } = effect;
        this.#guarded(effect, () => this.#with.transactions.addTag(transaction, tag));
        return;
      }
      case 'promise':
        return this.#promise(effect);
      case 'abandon':
        this.#guarded(effect, () => this.#with.transactions.abandon(effect.transaction));
        return;
      case 'print':
        return this.#print(effect);
      case 'mail-receipt':
        return this.#mail(effect);
      case 'secure':
        return this.#secure(effect);
    }
  }

  #identify({ ask, query }: Extract<Effect, { kind: 'identify' }>): void {
    void this.#with.ils
      .patron(query)
      .catch((error: unknown) => this.#noAnswer(error))
      .then((answer) => this.#tell({ kind: 'patron', ask, answer }));
  }

  #account({ ask, query }: Extract<Effect, { kind: 'account' }>): void {
    void this.#with.ils
      .account(query)
      .catch((error: unknown) => this.#noAnswer(error))
      .then((answer) => this.#tell({ kind: 'account', ask, answer }));
  }

  #print({ ask, receipt }: Extract<Effect, { kind: 'print' }>): void {
    const { log, receipts } = this.#with;
    void receipts
      .print(receipt)
      .then(() => 'done' as const)
      .catch((error: unknown) => {
        log.warn({ err: error }, 'a receipt did not come out');
        return isPaperOut(error) ? 'paper-out' : 'failed';
      })
      .then((result) => this.#tell({ kind: 'printed', ask, result }));
  }

  #mail({ ask, language, transactions }: Extract<Effect, { kind: 'mail-receipt' }>): void {
    const { log, receipts } = this.#with;
    void receipts
      .mail({ id: ask, transactions, language })
      .catch((error: unknown): MailAnswer => {
        log.error({ err: error }, 'the receipt could not be asked for by mail');
        return { outcome: 'unreachable' };
      })
      .then((answer) => this.#tell({ kind: 'mailed', ask, answer }));
  }

  /** Who was here has gone. */
  endSession(card: string): void {
    const { ils, log } = this.#with;
    ils
      .endSession?.(card)
      .catch((error: unknown) => log.error({ err: error }, 'the end of a visit was not told'));
  }

  /** An ILS answers whatever the world does; one that throws is wrong, and the person is not left waiting for it. */
  #noAnswer(error: unknown): { outcome: 'unreachable' } {
    this.#with.log.error({ err: error }, 'the ILS client failed');
    return { outcome: 'unreachable' };
  }

  /** The disk takes rows again. */
  recordOwed(): void {
    for (const effect of this.#owed.splice(0)) this.#transact(effect);
  }

  #transact(effect: Transact): void {
    const { transaction, tags, sessionId } = effect;
    const { id, act, mode, undoOf } = transaction;
    try {
      this.#with.transactions.record(transaction, tags, sessionId);
    } catch (error) {
      this.#with.log.error({ err: error, transaction: id, act }, 'could not be recorded');
      if (mode === 'promise' && undoOf !== undefined) this.#owed.push(effect);
      return this.#tell({ kind: 'not-recorded', transaction: id });
    }
    // A promise goes out by itself, whoever has left meanwhile.
    if (mode === 'attempt') this.#relay(id);
    else this.#tell({ kind: 'recorded', transaction: id });
  }

  #promise(effect: Extract<Effect, { kind: 'promise' }>): void {
    const { dueAt, transaction } = effect;
    const isOnDisk = this.#guarded(effect, () =>
      this.#with.transactions.promise(transaction, dueAt),
    );
    if (isOnDisk) this.#tell({ kind: 'recorded', transaction });
    else this.#tell({ kind: 'not-promised', transaction });
  }

  #relay(id: TransactionId): void {
    void this.#with.transactions
      .relay(id)
      .catch((error: unknown): Outcome => {
        this.#with.log.error({ err: error, transaction: id }, 'could not be relayed');
        return { outcome: 'unknown' };
      })
      .then((outcome) => this.#tell({ kind: 'outcome', transaction: id, outcome, late: false }));
  }

  /** The row stands on disk either way; what cannot be noted now is decided again after a restart. */
  #guarded(effect: { kind: string; transaction: TransactionId }, act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      const { kind, transaction } = effect;
      this.#with.log.error({ err: error, transaction }, `could not ${kind} it`);
      this.#tell({ kind: 'outbox', writable: false });
      return false;
    }
  }

  #secure(effect: Secure): void {
    const { uid } = effect;
    const before = this.#writes.get(uid) ?? Promise.resolve();
    const write = before.then(() => this.#secureInTurn(effect));
    this.#writes.set(uid, write);
    void write.then(() => {
      if (this.#writes.get(uid) === write) this.#writes.delete(uid);
    });
  }

  /** Read, mark, write, mark: whatever moment the power goes, the disk knows what the tag may say (S42). */
  async #secureInTurn(effect: Secure): Promise<void> {
    let seen: SecurityReading | undefined;
    try {
      if (effect.cure && !this.#isStillWanted(effect)) return;
      // Taken by a cure, too: what follows it finds another tag than the one that was laid down.
      const sighted = this.sightings.take(effect.uid);
      const known = effect.cure ? undefined : sighted;
      const previous = await this.#with.security.read(effect.uid, known);
      // What was read at the arrival is good enough to be noted, and too old to be a proof.
      if (!known) seen = previous;
      this.#mark(effect, { state: 'pending', previous });
    } catch (error) {
      return this.#notSecured(effect, error, 'untouched');
    }
    await this.#write(effect, seen);
  }

  /** Memory may be days old: the book may have come back since, or the loan be too long ago. */
  #isStillWanted({ transaction, uid, wanted }: Secure): boolean {
    const uncured = this.#with.transactions.uncured();
    const isWanted = uncured.some(
      (entry) => entry.uid === uid && entry.transaction === transaction && entry.wanted === wanted,
    );
    if (!isWanted) this.#tell({ kind: 'uncured', uncured });
    return isWanted;
  }

  async #write(effect: Secure, seen: SecurityReading | undefined): Promise<void> {
    const { transaction, uid, wanted } = effect;
    try {
      await this.#with.security.set(uid, wanted, seen);
      this.#mark(effect, { state: 'done' });
      this.#tell({ kind: 'security', transaction, uid, wanted, result: 'done' });
    } catch (error) {
      this.#markFailed(effect);
      this.#notSecured(effect, error, isSurelyAsBefore(error) ? 'failed' : 'doubtful');
    }
  }

  /** What is rolled back stays owed on disk until the checkin that takes the loan back is there too (S137). */
  #mark({ rollback, transaction, uid, wanted }: Secure, mark: SecurityMark): void {
    const owed = mark.state === 'done' ? ({ state: 'failed' } as const) : mark;
    if (!rollback) this.#with.transactions.markSecurity(transaction, uid, wanted, mark);
    else this.#with.transactions.markSecurity(transaction, uid, 'disarmed', owed);
  }

  #markFailed(effect: Secure): void {
    try {
      this.#mark(effect, { state: 'failed' });
    } catch (error) {
      // `pending` stays on disk, which is cured like `failed`.
      const { transaction, uid } = effect;
      this.#with.log.error({ err: error, transaction, uid }, 'could not mark the tag');
    }
  }

  #notSecured(effect: Secure, error: unknown, result: WriteResult): void {
    const { transaction, uid, wanted } = effect;
    const code = error instanceof Fault ? error.code : undefined;
    this.#with.log.warn({ err: error, code, transaction, uid, wanted }, 'the tag is not as wanted');
    this.#tell({ kind: 'security', transaction, uid, wanted, result });
  }
}

/** The tag itself said no, or said what it holds, or nothing was even tried; all else leaves open what it holds now. */
const SURE: readonly FaultCode[] = ['tag-refused', 'not-verified', 'not-supported'];

const isSurelyAsBefore = (error: unknown): boolean =>
  error instanceof Fault && SURE.includes(error.code);
