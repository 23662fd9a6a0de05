import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../ils/ils.ts';
import { SCREENS } from '../messages.ts';
import type { KioskCommand } from '../messages.ts';
import { isSameBook } from './rules/line.ts';
import type { WriteResult } from './rules/parts.ts';
import type { Effect } from './session.ts';
import { CARD, MAI, OTHER_CARD, PIN, Play, book, labelOf } from './testing/play.ts';

/** What the world may do next, whatever has gone before. */
type Move =
  | { readonly kind: 'lay' | 'lift' | 'scan-label'; readonly n: number }
  | { readonly kind: 'scan'; readonly text: string }
  | { readonly kind: 'tap'; readonly command: KioskCommand }
  | { readonly kind: 'answer'; readonly outcome: Outcome; readonly late: boolean }
  | { readonly kind: 'identify'; readonly accepted: boolean }
  | { readonly kind: 'account' }
  | { readonly kind: 'write'; readonly result: WriteResult }
  | { readonly kind: 'online'; readonly online: boolean }
  | { readonly kind: 'pad'; readonly ready: boolean }
  | { readonly kind: 'later'; readonly ms: number };

const ITEM = { title: 'Đất rừng phương Nam', author: 'Đoàn Giỏi' };
const OUTCOMES: readonly Outcome[] = [
  { outcome: 'accepted', item: ITEM, dueAt: 1 },
  { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } },
  { outcome: 'refused', refusal: { code: 'own-loan', params: {} } },
  { outcome: 'unreachable' },
  { outcome: 'unknown' },
];

const line = fc.constantFrom('1', '2', '3');
const command: fc.Arbitrary<KioskCommand> = fc.oneof(
  fc.constantFrom<KioskCommand>(
    { kind: 'start-return' },
    { kind: 'start-number' },
    { kind: 'type-number', number: CARD },
    { kind: 'enter-pin', pin: PIN },
    { kind: 'choose', act: 'borrow' },
    { kind: 'choose', act: 'return' },
    { kind: 'show-account' },
    { kind: 'renew', identifier: labelOf(1) },
    { kind: 'renew-all' },
    { kind: 'back' },
    { kind: 'finish' },
    { kind: 'not-finished', choice: 'try-again' },
    { kind: 'not-finished', choice: 'leave-it' },
    { kind: 'receipt', choice: 'show' },
    { kind: 'another-person' },
    { kind: 'here' },
    { kind: 'help' },
  ),
  line.map((id): KioskCommand => ({ kind: 'undo', line: id })),
  fc
    .tuple(line, fc.constantFrom('renew' as const, 'return' as const, 'leave' as const))
    .map(([id, choice]): KioskCommand => ({ kind: 'own-loan', line: id, choice })),
);

const n = fc.integer({ min: 1, max: 3 });
const common: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('lay' as const), n }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      outcome: fc.constantFrom(...OUTCOMES),
      late: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      result: fc.constantFrom<WriteResult>('done', 'failed', 'doubtful'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lift' as const), n }) },
);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 20, arbitrary: common },
  { weight: 8, arbitrary: command.map((each): Move => ({ kind: 'tap', command: each })) },
  { weight: 3, arbitrary: fc.constantFrom<Move>({ kind: 'scan', text: CARD }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>(
      { kind: 'scan', text: OTHER_CARD },
      { kind: 'scan', text: '9786042088770' },
      { kind: 'pad', ready: false },
      { kind: 'pad', ready: true },
      { kind: 'online', online: false },
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom<Move>({ kind: 'online', online: true }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scan-label' as const), n }) },
  {
    weight: 4,
    arbitrary: fc.boolean().map((accepted): Move => ({ kind: 'identify', accepted })),
  },
  { weight: 2, arbitrary: fc.constant<Move>({ kind: 'account' }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(400, 8_000, 60_000, 80_000)
      .map((ms): Move => ({ kind: 'later', ms })),
  },
);

type Secure = Extract<Effect, { kind: 'secure' }>;

/** The world from the other side: who has which loan, and what each tag says. */
class World {
  readonly play = Play.ready();
  /** What each tag says, and on whose account. */
  readonly tags = new Map<string, Pick<Secure, 'wanted' | 'transaction'>>();
  readonly accepted = new Map<string, 'checkout' | 'checkin' | 'renew'>();
  /** Loans that were taken back, or will be. */
  readonly takenBack = new Set<string>();
  readonly #open: Extract<Effect, { kind: 'transact' }>['transaction'][] = [];

  move(move: Move): void {
    const { play } = this;
    this.#collect();
    switch (move.kind) {
      case 'lay':
        return void play.lay(book(move.n));
      case 'lift':
        return void play.lift(book(move.n));
      case 'scan':
        return void play.scan(move.text);
      case 'scan-label':
        return void play.scan(labelOf(move.n));
      case 'tap':
        return void play.tap(move.command);
      case 'answer':
        return this.#answer(move.outcome, move.late);
      case 'identify':
        if (!play.asked.includes('identify')) return;
        return void (move.accepted ? play.welcome(MAI) : play.refuseCard('pin-required'));
      case 'account':
        return this.#account();
      case 'write':
        return this.#write(move.result);
      case 'online':
        return void play.send({ kind: 'online', online: move.online });
      case 'pad':
        return void play.send({ kind: 'device', device: 'pad', ready: move.ready });
      case 'later':
        return void play.later(move.ms);
    }
  }

  openAccount(): void {
    this.play.tap({ kind: 'show-account' }).tap({ kind: 'enter-pin', pin: PIN });
    this.#account();
  }

  /** Transactions are answered later or never; promises go out by themselves. */
  #collect(): void {
    while (this.play.asked.includes('transact')) {
      const { transaction, tags } = this.play.take('transact');
      this.#open.push(transaction);
      const { mode, undoOf } = transaction;
      if (mode !== 'promise' || undoOf === undefined) continue;
      this.takenBack.add(undoOf);
      // S57: nobody loses the loan of a book that passes the gate.
      for (const { uid } of tags) {
        const tag = this.tags.get(uid);
        if (tag?.transaction === undoOf) expect(tag.wanted).toBe('armed');
      }
    }
  }

  #answer(outcome: Outcome, late: boolean): void {
    const transaction = this.#open.shift();
    if (transaction === undefined) return;
    if (outcome.outcome === 'accepted') this.accepted.set(transaction.id, transaction.act);
    if (outcome.outcome !== 'refused') this.takenBack.add(transaction.undoOf ?? '');
    if (outcome.outcome === 'unknown') this.#open.push(transaction);
    this.play.send({ kind: 'outcome', transaction: transaction.id, outcome, late });
  }

  #account(): void {
    if (!this.play.asked.includes('account')) return;
    const { ask } = this.play.take('account');
    const loan = { item: ITEM, identifier: labelOf(1), dueAt: 1, overdue: true, renewable: true };
    this.play.send({
      kind: 'account',
      ask,
      answer: { outcome: 'accepted', account: { loans: [loan] } },
    });
  }

  /** `doubtful`: it was done, and could not be confirmed. */
  #write(wished: WriteResult): void {
    const effect = this.play.effects.find(({ kind }) => kind === 'secure');
    if (effect?.kind !== 'secure') return;
    this.checkWish(effect);
    // A tag that says already what it shall say reads back right, whatever became of the write.
    const isSo = this.tags.get(effect.uid)?.wanted === effect.wanted;
    const result = wished === 'failed' && isSo ? 'done' : wished;
    if (result !== 'failed') this.tags.set(effect.uid, effect);
    this.play.write(result);
  }

  checkWish({ wanted, transaction }: Secure): void {
    if (wanted === 'armed') return;
    expect(this.accepted.get(transaction)).toBe('checkout');
    expect(this.takenBack.has(transaction)).toBe(false);
  }
}

/** A tag that is silent though its loan was taken back is known, and armed when it is seen. */
function checkSilent({ play, tags, takenBack }: World): void {
  for (const [uid, { wanted, transaction }] of tags) {
    if (wanted === 'armed' || !takenBack.has(transaction)) continue;
    const owed = play.session.terminal.uncured.find((entry) => entry.uid === uid);
    expect(owed?.wanted).toBe('armed');
  }
}

function check(world: World): void {
  checkSilent(world);
  const { play, accepted } = world;
  const { snapshot } = play;
  expect(SCREENS).toContain(snapshot.screen);
  const said = JSON.stringify(snapshot);
  for (const secret of [CARD, OTHER_CARD, PIN]) expect(said).not.toContain(secret);
  const { lines } = play.session.visit;
  for (const [at, each] of lines.entries()) {
    expect(lines.slice(at + 1).some((other) => isSameBook(each, other))).toBe(false);
    for (const { security } of each.parts) {
      if (security.state === 'not-needed' || security.wanted === 'armed') continue;
      expect(each.ils).toBe('accepted');
      expect(accepted.get(security.transaction)).toBe('checkout');
    }
  }
  for (const effect of play.effects) {
    if (effect.kind === 'secure' && effect.wanted === 'disarmed') {
      expect(accepted.get(effect.transaction)).toBe('checkout');
    }
  }
}

const walk = fc.array(moves, { minLength: 10, maxLength: 80, size: 'max' });

test('S110 whatever comes in whatever order: never disarmed without a loan, one line a book, no secret shown', () => {
  const screens = new Map<string, number>();
  let disarmed = 0;
  fc.assert(
    fc.property(walk, fc.boolean(), (list, lookingAtAccount) => {
      const world = new World();
      world.play.scan(CARD).welcome(MAI);
      if (lookingAtAccount) world.openAccount();
      for (const move of list) {
        world.move(move);
        check(world);
        screens.set(world.play.screen, (screens.get(world.play.screen) ?? 0) + 1);
      }
      disarmed += [...world.tags.values()].filter(({ wanted }) => wanted === 'disarmed').length;
    }),
    { numRuns: 500 },
  );
  // The walk has been everywhere that matters, or the above shows nothing.
  expect(disarmed).toBeGreaterThan(50);
  for (const screen of [
    'borrow',
    'return',
    'put-back',
    'own-loan',
    'not-finished',
    'done',
    'account',
  ]) {
    expect(screens.get(screen) ?? 0, screen).toBeGreaterThan(0);
  }
}, 60_000);

test('S111 a world that answers and a patron who leaves: every visit ends at a clear start screen', () => {
  fc.assert(
    fc.property(fc.array(moves, { maxLength: 60, size: 'max' }), (list) => {
      const world = new World();
      for (const move of list) world.move(move);
      const { play } = world;
      play.send({ kind: 'device', device: 'pad', ready: true });
      play.send({ kind: 'online', online: true });
      for (let round = 0; round < 20; round++) {
        world.move({ kind: 'answer', outcome: OUTCOMES[0] ?? { outcome: 'unknown' }, late: true });
        world.move({ kind: 'identify', accepted: true });
        world.move({ kind: 'account' });
        world.move({ kind: 'write', result: 'done' });
      }
      for (const each of [1, 2, 3]) play.lift(book(each));
      play.later(200_000);
      expect(play.screen).toBe('start');
      expect(play.snapshot).toMatchObject({ lines: [], booksOnPad: 0 });
      expect(play.session.visit.patron).toBeUndefined();
    }),
    { numRuns: 200 },
  );
}, 60_000);
