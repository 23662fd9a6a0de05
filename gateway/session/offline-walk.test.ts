/** Walks at random through outages: whatever comes in whatever order. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { permitOf } from '#tests/fixtures/loaded-permit.ts';
import { PermitLending } from '../offline-lending.ts';
import type { Outcome, Transaction } from '../ils/ils.ts';
import type { Permit } from '../permit/permit.ts';
import { KnownLoans } from './testing/known-loans.ts';
import { book, CARD, OTHER_CARD, Play } from './testing/play.ts';

const LEFT = 2;
const CAP = 2;
const ITEM = { title: 'Số đỏ', author: 'Vũ Trọng Phụng' };
const BOOKS = [1, 2, 3, 4, 5, 6].map(book);

let permit: Permit;
beforeAll(async () => {
  permit = await permitOf({ cards: [[{ number: CARD, loansLeft: LEFT }]] });
});

/** The disk and the library around the pure session, for one visit of one card. */
class Outage {
  readonly known = new KnownLoans();
  readonly play = Play.ready();
  /** On disk as promised, and not taken back. */
  readonly promised = new Set<string>();
  readonly accepted = new Set<string>();
  readonly #open: Transaction[] = [];

  constructor(card: string) {
    this.play.offline = new PermitLending(this.known, () => permit);
    this.play.send({ kind: 'offline-loans', allowed: true });
    this.play.send({ kind: 'online', online: false }).scan(card);
  }

  /** As the runner carries effects out: at once, in their order. */
  settleDisk(): void {
    const { play } = this;
    for (const { kind } of play.effects.slice()) {
      if (kind === 'transact') this.#record(play.take('transact').transaction);
      if (kind === 'promise') this.#promise(play.take('promise').transaction);
      if (kind === 'secure') this.#write();
    }
  }

  #record(transaction: Transaction): void {
    this.#open.push(transaction);
    if (transaction.mode === 'promise') this.#promise(transaction.id);
  }

  #promise(id: string): void {
    this.promised.add(id);
    this.known.promised.push(id);
    this.play.send({ kind: 'recorded', transaction: id });
  }

  /** S202, design decision 4: silenced for nobody's loan but one that was accepted, or is on disk as promised. */
  #write(): void {
    const { transaction, wanted } = this.play.write('done');
    const isLent = this.accepted.has(transaction) || this.promised.has(transaction);
    if (wanted === 'disarmed') expect(isLent).toBe(true);
  }

  answer(outcome: Outcome): void {
    const transaction = this.#open.shift();
    if (!transaction) return;
    const late = this.promised.has(transaction.id);
    if (outcome.outcome === 'unknown' || outcome.outcome === 'unreachable') {
      if (late) return void this.#open.push(transaction);
      if (outcome.outcome === 'unknown') this.#open.push(transaction);
    }
    if (outcome.outcome === 'accepted') this.accepted.add(transaction.id);
    this.play.send({ kind: 'outcome', transaction: transaction.id, outcome, late });
  }
}

type Move =
  | { readonly kind: 'lay' | 'lift'; readonly at: number }
  | { readonly kind: 'online'; readonly online: boolean }
  | { readonly kind: 'answer'; readonly outcome: Outcome };

const at = fc.integer({ min: 0, max: BOOKS.length - 1 });
const outcome = fc.constantFrom<Outcome>(
  { outcome: 'accepted', item: ITEM, dueAt: 1 },
  { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } },
  { outcome: 'unknown' },
  { outcome: 'unreachable' },
);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('lay' as const, 'lift'), at }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('online' as const), online: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), outcome }) },
);

function carryOut({ play }: Outage, each: Exclude<Move, { kind: 'answer' }>): void {
  if (each.kind === 'online') return void play.send({ kind: 'online', online: each.online });
  const tag = BOOKS[each.at];
  if (!tag) return;
  if (each.kind === 'lay') play.lay(tag);
  else play.lift(tag);
}

test.each([
  ['S203 more than are left to the card', CARD, LEFT],
  ['S204 more than the cap of an unknown card', OTHER_CARD, CAP],
])('in any outage nobody is promised %s, and no tag is silent without a loan', (_, card, most) => {
  let full = 0;
  let mixed = 0;
  fc.assert(
    fc.property(fc.array(move, { minLength: 5, maxLength: 60, size: 'max' }), (moves) => {
      const outage = new Outage(card);
      for (const each of moves) {
        if (each.kind === 'answer') outage.answer(each.outcome);
        else carryOut(outage, each);
        outage.settleDisk();
        expect(outage.promised.size).toBeLessThanOrEqual(most);
        for (const line of outage.play.session.visit.lines) {
          if (line.ils === 'queued') expect(outage.promised).toContain(line.transaction);
        }
      }
      if (outage.promised.size === most) full += 1;
      if (outage.promised.size > 0 && outage.accepted.size > 0) mixed += 1;
    }),
    { numRuns: 300 },
  );
  // The walks have been where it matters.
  expect(full).toBeGreaterThan(50);
  expect(mixed).toBeGreaterThan(20);
});
