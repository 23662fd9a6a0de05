import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../ils/ils.ts';
import { SCREENS } from '../messages.ts';
import type { VisitCommand } from '../kiosk-command.ts';
import type { SeenTag } from './rules/label.ts';
import { isSameBook, securityOf } from './rules/line.ts';
import type { Line } from './rules/line.ts';
import type { WriteResult } from './rules/parts.ts';
import { DEFAULT_SETS } from './rules/settings.ts';
import { CARD, CITIZEN, CITIZEN_NUMBER, MAI, OTHER_CARD, PIN, THIRD_CARD } from './testing/play.ts';
import { book, labelOf, part } from './testing/play.ts';
import { ITEM, World } from './testing/world.ts';
import type { Move } from './testing/world.ts';

const OUTCOMES: readonly Outcome[] = [
  { outcome: 'accepted', item: ITEM, dueAt: 1 },
  { outcome: 'refused', refusal: { code: 'item-on-hold', params: {} } },
  { outcome: 'refused', refusal: { code: 'own-loan', params: {} } },
  { outcome: 'unreachable' },
  { outcome: 'unknown' },
];

/** Three books; a set of three and one of two; a second chip with a number that is there; one that contradicts the rest. */
const TAGS: readonly SeenTag[] = [
  ...[1, 2, 3].map(book),
  ...[1, 2, 3].map((number) => part(4, number)),
  ...[1, 2].map((number) => part(5, number, 2)),
  { ...part(5, 1, 2), uid: 'E004030000000099' },
  { ...part(4, 1, 4), uid: 'E004030000000098' },
];
const POLICIES = (['refuse', 'ask'] as const).map((incomplete) => ({
  ...DEFAULT_SETS,
  borrowIncomplete: incomplete,
  returnIncomplete: incomplete,
}));

const line = fc.constantFrom('1', '2', '3');
const command: fc.Arbitrary<VisitCommand> = fc.oneof(
  fc.constantFrom<VisitCommand>(
    { kind: 'start-return' },
    { kind: 'start-number' },
    { kind: 'type-number', number: CARD },
    { kind: 'enter-pin', pin: PIN },
    { kind: 'choose', act: 'borrow' },
    { kind: 'choose', act: 'return' },
    { kind: 'show-account' },
    { kind: 'add-card' },
    { kind: 'whole-class' },
    { kind: 'second-card', choice: 'together' },
    { kind: 'second-card', choice: 'switch' },
    { kind: 'second-card', choice: 'leave' },
    { kind: 'person', person: '1' },
    { kind: 'person', person: '2' },
    { kind: 'renew', identifier: labelOf(1) },
    { kind: 'renew-all' },
    { kind: 'back' },
    { kind: 'finish' },
    { kind: 'not-finished', choice: 'try-again' },
    { kind: 'not-finished', choice: 'leave-it' },
    { kind: 'receipt', choice: 'qr' },
    { kind: 'another-person' },
    { kind: 'here' },
    { kind: 'help' },
  ),
  line.map((id): VisitCommand => ({ kind: 'undo', line: id })),
  fc
    .tuple(line, fc.constantFrom('look-again' as const, 'go-on' as const, 'leave-it' as const))
    .map(([id, choice]): VisitCommand => ({ kind: 'set', line: id, choice })),
  fc
    .tuple(line, fc.constantFrom('renew' as const, 'return' as const, 'leave' as const))
    .map(([id, choice]): VisitCommand => ({ kind: 'own-loan', line: id, choice })),
);

const n = fc.integer({ min: 1, max: 5 });
const tags = fc.constantFrom(
  ...TAGS.map((tag) => [tag]),
  ...[TAGS.slice(3, 6), TAGS.slice(6, 8), TAGS.slice(3, 6), TAGS.slice(3, 8)],
);
const write: fc.Arbitrary<Move> = fc.record({
  kind: fc.constant('write' as const),
  result: fc.constantFrom<WriteResult>('done', 'done', 'failed', 'doubtful', 'untouched'),
});
const common: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('lay' as const), tags }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      outcome: fc.constantFrom(...OUTCOMES),
      late: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: write },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('lift' as const), tags }) },
);
const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 20, arbitrary: common },
  { weight: 8, arbitrary: command.map((each): Move => ({ kind: 'tap', command: each })) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(CARD, CARD, OTHER_CARD, THIRD_CARD)
      .map((text): Move => ({ kind: 'scan', text })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Move>(
      { kind: 'scan', text: CITIZEN },
      { kind: 'scan', text: '9786042088770' },
      { kind: 'pad', ready: false },
      { kind: 'pad', ready: true },
      { kind: 'online', online: false },
      { kind: 'crowded', crowded: true },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Move>(
      { kind: 'online', online: true },
      { kind: 'crowded', crowded: false },
    ),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scan-label' as const), n }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(
        'accepted' as const,
        'accepted' as const,
        'pin-required' as const,
        'card-expired' as const,
      )
      .map((answer): Move => ({ kind: 'identify', answer })),
  },
  { weight: 2, arbitrary: fc.constant<Move>({ kind: 'account' }) },
  { weight: 2, arbitrary: fc.constant<Move>({ kind: 'leave' }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(400, 2_000, 2_000, 8_000, 60_000, 80_000)
      .map((ms): Move => ({ kind: 'later', ms })),
  },
);

/** A tag that is silent though its loan was taken back is known, and armed when it is seen. */
function checkSilent({ play, tags, takenBack }: World): void {
  for (const [uid, { wanted, transaction }] of tags) {
    if (wanted === 'armed' || !takenBack.has(transaction)) continue;
    const owed = play.session.terminal.uncured.find((entry) => entry.uid === uid);
    expect(owed?.wanted).toBe('armed');
  }
}

/** Done is done: every tag of a loan says so. */
function checkDone({ tags }: World, each: Line): void {
  if (each.act !== 'checkout' || each.undo || securityOf(each) !== 'done') return;
  for (const { uid } of each.parts) expect(tags.get(uid)?.wanted).toBe('disarmed');
}

function check(world: World): void {
  checkSilent(world);
  const { play, accepted } = world;
  const { snapshot } = play;
  expect(SCREENS).toContain(snapshot.screen);
  const said = JSON.stringify(snapshot);
  for (const secret of [CARD, OTHER_CARD, THIRD_CARD, PIN, CITIZEN_NUMBER, 'NGUYỄN'])
    expect(said).not.toContain(secret);
  const { lines } = play.session.visit;
  for (const [at, each] of lines.entries()) {
    expect(lines.slice(at + 1).some((other) => isSameBook(each, other))).toBe(false);
    checkDone(world, each);
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

const yes: Move = { kind: 'answer', outcome: OUTCOMES[0] ?? { outcome: 'unknown' }, late: false };

/** Where walks rarely come by themselves: a set is lent, its parts are written somehow, and it is left behind. */
const leftBehind = fc
  .array(write, { minLength: 3, maxLength: 3 })
  .map((writes): Move[] => [
    { kind: 'lay', tags: TAGS.slice(3, 6) },
    yes,
    ...writes,
    { kind: 'leave' },
  ]);
const withoutAPart: readonly Move[] = [
  { kind: 'lay', tags: TAGS.slice(4, 6) },
  { kind: 'later', ms: 2_000 },
  { kind: 'tap', command: { kind: 'set', line: '1', choice: 'go-on' } },
];
/** The missing part comes while the loan is being taken back. */
const takenBackMeanwhile: readonly Move[] = [
  ...withoutAPart,
  yes,
  { kind: 'write', result: 'done' },
  { kind: 'write', result: 'done' },
  { kind: 'tap', command: { kind: 'undo', line: '1' } },
  { kind: 'lay', tags: TAGS.slice(3, 4) },
  yes,
];
/** Mai has the second card join her, or a class go past, and the walk goes on from there. */
const together: readonly Move[] = [
  { kind: 'tap', command: { kind: 'add-card' } },
  { kind: 'scan', text: OTHER_CARD },
  { kind: 'identify', answer: 'accepted' },
];
const inClass: readonly Move[] = [
  { kind: 'tap', command: { kind: 'whole-class' } },
  { kind: 'scan', text: OTHER_CARD },
  { kind: 'identify', answer: 'accepted' },
  { kind: 'lay', tags: TAGS.slice(0, 1) },
];
/** She goes, and somebody brings a book back: by chance alone hardly a walk comes by there. */
const broughtBack: readonly Move[] = [
  { kind: 'tap', command: { kind: 'finish' } },
  { kind: 'later', ms: 60_000 },
  { kind: 'tap', command: { kind: 'start-return' } },
  { kind: 'lay', tags: TAGS.slice(0, 1) },
];
const walk = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom([], withoutAPart, takenBackMeanwhile, broughtBack) },
      { weight: 4, arbitrary: fc.constantFrom(together, inClass) },
      leftBehind,
    ),
    fc.array(moves, { minLength: 10, maxLength: 80, size: 'max' }),
  )
  .map(([opening, rest]) => [...opening, ...rest]);

/** Looking for the shortest way to a failure could take far longer than the failure is worth. */
const WITHIN = { interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true };

test('S110 whatever comes in whatever order: never disarmed without a loan, one line a book, no secret shown', () => {
  const screens = new Map<string, number>();
  let disarmed = 0;
  let rolledBack = 0;
  let incomplete = 0;
  let shared = 0;
  fc.assert(
    fc.property(
      walk,
      fc.boolean(),
      fc.constantFrom(...POLICIES),
      (list, lookingAtAccount, sets) => {
        const world = new World(sets);
        world.play.scan(CARD).welcome({ ...MAI, mayLeadClass: true });
        if (lookingAtAccount) world.openAccount();
        for (const move of list) {
          world.move(move);
          check(world);
          screens.set(world.play.screen, (screens.get(world.play.screen) ?? 0) + 1);
        }
        rolledBack += world.rolledBack;
        incomplete += world.incomplete;
        shared += world.shared;
        disarmed += [...world.tags.values()].filter(({ wanted }) => wanted === 'disarmed').length;
      },
    ),
    { numRuns: 500, ...WITHIN },
  );
  // The walk has been everywhere that matters, or the above shows nothing.
  expect(disarmed).toBeGreaterThan(50);
  expect(rolledBack).toBeGreaterThan(0);
  expect(incomplete).toBeGreaterThan(0);
  expect(shared).toBeGreaterThan(50);
  for (const screen of [
    'borrow',
    'second-card',
    'return',
    'put-back',
    'set-incomplete',
    'too-many',
    'own-loan',
    'not-finished',
    'done',
    'account',
  ]) {
    expect(screens.get(screen) ?? 0, screen).toBeGreaterThan(0);
  }
});

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
        world.move({ kind: 'identify', answer: 'accepted' });
        world.move({ kind: 'account' });
        world.move({ kind: 'write', result: 'done' });
      }
      play.lift(...TAGS);
      play.later(400_000);
      expect(play.screen).toBe('start');
      expect(play.snapshot).toMatchObject({ lines: [], booksOnPad: 0 });
      expect(play.session.visit.people).toEqual([]);
    }),
    { numRuns: 200, ...WITHIN },
  );
});
