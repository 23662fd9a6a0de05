/** Who stands there: one person, a family, a class; and what several people see that one alone sees otherwise. */
import type { PersonView, ScreenName, Snapshot } from '#gateway/messages.ts';
import {
  DAY,
  line,
  nameless,
  noDate,
  NOW,
  receipt,
  recorded,
  someLines,
  tenLines,
} from './line-fixtures.ts';

export const patron = { id: '1', initial: 'M', child: false, hasPin: true, loansLeft: 3 } as const;
export const person = (
  id: string,
  initial: string,
  change: Partial<PersonView> = {},
): PersonView => ({
  ...{ id, initial, child: true, books: 1, isWanted: false },
  ...change,
});
export const working = {
  patron,
  people: [person('1', 'M', { child: false })],
  may: { addCard: true, leadClass: false, seeAccount: true },
  act: 'borrow',
  lines: someLines,
} as const;

const pupil = { id: '3', initial: 'L', child: true, hasPin: false, loansLeft: 1 } as const;
const family: Partial<Snapshot> = {
  ...working,
  group: { kind: 'family' },
  may: { addCard: true, leadClass: false, seeAccount: false },
  patron: pupil,
  people: [
    person('1', 'M', { child: false, which: 1, books: 3 }),
    person('2', 'Đ', { isWanted: true }),
    person('3', 'L', { books: 2 }),
    person('4', 'M', { which: 2, books: 0 }),
  ],
  lines: [
    ...[0, 1].map((at) => line(at, { person: '3', canUndo: true })),
    line(2, { person: '2', security: 'failed', onPad: false }),
    ...[3, 4, 5].map((at) => line(at, { person: '1' })),
  ],
};
const ofClass: Partial<Snapshot> = {
  ...working,
  group: { kind: 'class', leader: '1' },
  may: { addCard: false, leadClass: false, seeAccount: false },
  patron: pupil,
  people: [
    person('1', 'H', { child: false, books: 0 }),
    ...Array.from({ length: 12 }, (_, at) =>
      person(String(at + 2), 'AĐLMN'.charAt(at % 5), {
        books: (at % 2) + 1,
        which: Math.floor(at / 5) + 1,
        isWanted: at === 5,
      }),
    ),
  ],
  lines: [line(0, { person: '3', canUndo: true }), line(1, { person: '2' })],
};
const { patron: _nobody, ...nobodyYet } = {
  ...family,
  may: { addCard: false, leadClass: false, seeAccount: false },
};
const { patron: _nobodyOf, ...nobodyOfClass } = { ...ofClass };

export const DONE = {
  stage: 'finishing',
  patron,
  act: 'borrow',
  lines: tenLines.slice(0, 4),
} as const;

export const GROUP_SCREENS = {
  'borrow while nobody answers': {
    ...{ screen: 'borrow', ...working, online: false, since: NOW - DAY / 24 },
    patron: { id: '1', initial: '', child: false, hasPin: false, loansLeft: 0 },
    people: [person('1', '', { child: false })],
    may: { addCard: true, leadClass: false, seeAccount: false },
    lines: [
      noDate(
        line(3, {
          ...{ ils: 'refused', security: 'not-needed' },
          refusal: { code: 'offline-limit', params: { count: 2 } },
        }),
      ),
      line(2, { ...recorded, refusal: { code: 'promised-see-staff', params: {} } }),
      line(1, { ...recorded, security: 'pending' }),
    ].map(nameless),
  },
  'borrow by a teacher': {
    ...{ screen: 'borrow', ...working },
    may: { addCard: true, leadClass: true, seeAccount: true },
  },
  'borrow, and a long refusal': {
    ...{ screen: 'borrow', ...working },
    notice: { code: 'card-not-taken', params: {} },
  },
  'borrow in a family': { screen: 'borrow', ...family },
  'borrow by a teacher, whose second card was refused': {
    ...{ screen: 'borrow', ...working, group: { kind: 'family' }, lines: [] },
    may: { addCard: true, leadClass: true, seeAccount: true },
    notice: { code: 'patron-blocked', params: {} },
  },
  'borrow in a family, with a book of nobody’s': { screen: 'borrow', ...family, nobodys: 1 },
  'borrow in a family, the next card': { screen: 'borrow', ...nobodyYet, waiting: 2 },
  'borrow in a family, the next card refused': {
    ...{ screen: 'borrow', ...nobodyYet },
    notice: { code: 'patron-blocked', params: {} },
  },
  'borrow in a class': { screen: 'borrow', ...ofClass },
  'borrow in a class, with a book of nobody’s': { screen: 'borrow', ...ofClass, nobodys: 1 },
  'borrow in a class, the next card': {
    ...{ screen: 'borrow', ...nobodyOfClass, nobodys: 1 },
    notice: { code: 'card-expired', params: { date: '2026-09-30' } },
  },
  'put-back in a family': { screen: 'put-back', ...nobodyYet, beneath: 'borrow', line: 'line-2' },
  'done by a family': {
    ...{ screen: 'done', ...family, stage: 'finishing', endsAt: NOW + 8000 },
    receipt: receipt(),
  },
  'done by a class': {
    ...{ screen: 'done', ...ofClass, stage: 'finishing', endsAt: NOW + 8000 },
    receipt: receipt(),
  },
} as const satisfies Record<string, Partial<Snapshot> & { readonly screen: ScreenName }>;
