/**
 * Fault × moment, on the pure session: whatever breaks at whatever moment of a loan, in the end the book is on
 * loan and disarmed, or not on loan and armed. The same grid over real lines and processes is a scenario.
 */
import { describe, expect, test } from 'vitest';
import type { Outcome, Transaction, TransactionId } from '../ils/ils.ts';
import type { WriteResult } from './rules/parts.ts';
import type { Effect } from './session.ts';
import { CARD, Play, book } from './testing/play.ts';
import type { Uncured, Wanted } from './transactions.ts';

const FAULTS = [
  'reader unplugged',
  'book pulled away',
  'book pulled away with the byte taken',
  'tag refuses',
  'library unreachable',
  'library silent after it lent',
  'library silent before it lent',
  'disk full',
  'gateway killed',
  'patron gone',
] as const;
const MOMENTS = [
  'before the checkout',
  'during the checkout',
  'during the write',
  'after',
] as const;
type Fault = (typeof FAULTS)[number];
type Moment = (typeof MOMENTS)[number];

/** A card, a book, and a world in which one thing breaks at one moment and is mended later. */
class Bench {
  play = Play.borrowing();
  broken: Fault | undefined;
  strikes = 0;
  tag: Wanted = 'armed';
  /** What the library has: the loan in force. */
  loan: TransactionId | undefined;
  loansMade = 0;
  #hasTaken = false;
  readonly #fault: Fault;
  readonly #moment: Moment;
  /** What the outbox has of each transaction. */
  readonly #rows = new Map<TransactionId, { transaction: Transaction; known: boolean }>();
  readonly #wishes = new Map<string, Uncured>();

  constructor(fault: Fault, moment: Moment) {
    this.#fault = fault;
    this.#moment = moment;
  }

  reach(moment: Moment): void {
    if (moment !== this.#moment) return;
    this.strikes += 1;
    this.broken = this.#fault;
    if (this.broken === 'reader unplugged') this.#pad(false);
    if (this.#isLifted) this.play.lift(book(1));
    if (this.broken === 'gateway killed') this.#restart();
    if (this.broken === 'patron gone') this.#leave();
  }

  /** The book goes down, the library answers, the tag is written, each with its moment. */
  borrow(): void {
    this.reach('before the checkout');
    if (this.broken !== 'gateway killed') this.play.lay(book(1));
    if (this.#isLifted) this.play.lift(book(1));
    this.reach('during the checkout');
    this.#answerAll();
    this.reach('during the write');
    this.#writeAll();
    this.reach('after');
    this.#writeAll();
  }

  /** All is well again, and everybody does what the screen asks for. */
  mend(): void {
    const was = this.broken;
    // A book left ringing comes back to the pad, be it by the gate.
    const comesBack = this.#isLifted || was === 'gateway killed' || was === 'reader unplugged';
    this.broken = undefined;
    if (was === 'reader unplugged') this.#pad(true);
    if (was === 'disk full') this.play.send({ kind: 'outbox', writable: true });
    if (comesBack) this.play.lay(book(1));
    for (let round = 0; round < 5; round++) {
      this.#answerAll();
      this.#lookUp();
      this.#writeAll();
      this.play.later(5_000);
    }
  }

  /** What must never be, mended or not. */
  get passesGateUnlent(): boolean {
    return this.tag === 'disarmed' && this.loan === undefined;
  }

  goHome(): void {
    this.play.tap({ kind: 'finish' }).tap({ kind: 'not-finished', choice: 'leave-it' });
    this.#answerAll();
    this.#writeAll();
    this.play.lift(book(1)).later(200_000);
  }

  #pad(ready: boolean): void {
    this.play.send({ kind: 'device', device: 'pad', ready });
  }

  #leave(): void {
    this.play.later(200_000);
    this.#answerAll();
    this.#writeAll();
    this.play.later(200_000);
    this.#writeAll();
  }

  /** The session is gone with the process; what is on disk is read again. */
  #restart(): void {
    const lost = this.play.effects;
    this.play = new Play();
    for (const effect of lost) if (effect.kind === 'secure') this.#wish(effect);
    for (const effect of lost) if (effect.kind === 'transact') this.#row(effect.transaction);
    this.play.send({ kind: 'online', online: true }).send({ kind: 'time', known: true });
    this.play.send({ kind: 'started', recovered: true, uncured: [...this.#wishes.values()] });
    this.#pad(true);
    this.play.lay(book(1)).later(500);
  }

  #row(transaction: Transaction): void {
    this.#rows.set(transaction.id, { transaction, known: false });
  }

  #wish({ transaction, uid, wanted }: Uncured): void {
    this.#wishes.set(uid, { transaction, uid, wanted });
  }

  #answerAll(): void {
    while (this.play.asked.includes('transact')) this.#answer(this.play.take('transact'));
  }

  #answer({ transaction }: Extract<Effect, { kind: 'transact' }>): void {
    const { id, mode } = transaction;
    if (this.broken === 'disk full') {
      return void this.play.send({ kind: 'not-recorded', transaction: id });
    }
    this.#row(transaction);
    const outcome = this.#decide(transaction);
    if (mode === 'promise') return;
    this.play.send({ kind: 'outcome', transaction: id, outcome, late: false });
  }

  #decide(transaction: Transaction): Outcome {
    if (this.broken === 'library unreachable') return { outcome: 'unreachable' };
    if (this.broken === 'library silent before it lent') return { outcome: 'unknown' };
    const outcome = this.#lend(transaction);
    return this.broken === 'library silent after it lent' ? { outcome: 'unknown' } : outcome;
  }

  #lend({ id, act }: Transaction): Outcome {
    const row = this.#rows.get(id);
    if (row && !row.known) {
      row.known = true;
      if (act === 'checkout') this.loansMade += 1;
      this.loan = act === 'checkout' ? id : undefined;
    }
    return { outcome: 'accepted', item: { title: 'T', author: 'A' } };
  }

  /** The relay asks what became of what was sent; an attempt that never arrived is given up. */
  #lookUp(): void {
    for (const [id, { transaction, known }] of this.#rows) {
      if (!known && transaction.mode === 'promise') {
        this.#lend(transaction);
      } else if (!known && transaction.act === 'checkout') {
        this.#late(id, { outcome: 'unreachable' });
        this.#rows.delete(id);
      } else if (transaction.act === 'checkout' && this.loan === id) {
        this.#late(id, { outcome: 'accepted', item: { title: 'T', author: 'A' } });
        if (!this.#wishes.has(book(1).uid) && this.tag === 'armed') this.#cure(id);
      }
    }
  }

  #late(transaction: TransactionId, outcome: Outcome): void {
    this.play.send({ kind: 'outcome', transaction, outcome, late: true });
  }

  #cure(transaction: TransactionId): void {
    const uncured = [{ transaction, uid: book(1).uid, wanted: 'disarmed' as const }];
    this.play.send({ kind: 'uncured', uncured });
  }

  get #isLifted(): boolean {
    return this.broken?.startsWith('book pulled away') ?? false;
  }

  #writeAll(): void {
    while (this.play.asked.includes('secure')) {
      const wish = this.play.effects.find(({ kind }) => kind === 'secure');
      if (wish?.kind === 'secure') this.#wish(wish);
      const result = this.#writeResult();
      const { uid, wanted } = this.play.write(result);
      if (result === 'done' || this.#isTakenAtLast()) this.tag = wanted;
      if (result === 'done') this.#wishes.delete(uid);
    }
  }

  /** The write that was under way when the book went; those after it find nobody. */
  #isTakenAtLast(): boolean {
    const isTaken = this.broken === 'book pulled away with the byte taken' && !this.#hasTaken;
    this.#hasTaken ||= isTaken;
    return isTaken;
  }

  /** As effects.ts tells it: only a tag that says what it holds is surely as before. */
  #writeResult(): WriteResult {
    if (this.broken === 'tag refuses') return 'failed';
    return this.broken === 'reader unplugged' || this.#isLifted ? 'doubtful' : 'done';
  }
}

/** With a dead disk nothing can be taken back: the terminal is out of service, and staff are called. */
const OUTLIVED = FAULTS.filter((fault) => fault !== 'disk full');

describe.each(OUTLIVED)('S113 %s, and the patron does not wait', (fault) => {
  test.each(MOMENTS)('%s: once all is mended, tag and library agree', (moment) => {
    const bench = new Bench(fault, moment);
    bench.borrow();
    bench.goHome();
    expect(bench.strikes).toBe(1);
    expect(bench.passesGateUnlent).toBe(false);
    bench.mend();
    expect(bench.tag).toBe(bench.loan === undefined ? 'armed' : 'disarmed');
    expect(bench.loansMade).toBeLessThanOrEqual(1);
  });
});

describe.each(FAULTS)('S112 %s', (fault) => {
  test.each(MOMENTS)(
    '%s: no loan lost or doubled, the tag says what the library says',
    (moment) => {
      const bench = new Bench(fault, moment);
      bench.borrow();
      expect(bench.strikes).toBe(1);
      bench.mend();
      expect(bench.tag).toBe(bench.loan === undefined ? 'armed' : 'disarmed');
      bench.goHome();
      expect(bench.tag).toBe(bench.loan === undefined ? 'armed' : 'disarmed');
      expect(bench.loansMade).toBeLessThanOrEqual(1);
      expect(bench.play.screen).toBe('start');
      expect(bench.play.scan(CARD).asked).toContain('identify');
    },
  );
});
