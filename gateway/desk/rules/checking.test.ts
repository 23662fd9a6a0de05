import { expect, test } from 'vitest';
import { siteSecurityOf } from '../../site-security.ts';
import { decideDesk } from '../desk.ts';
import { deskSnapshotOf } from '../snapshot.ts';
import { firstDesk } from './desk-state.ts';
import type { DeskState, Doubt } from './desk-state.ts';
import type { DeskInput } from './inputs.ts';
import type { DeskTurn } from './turn.ts';

const DOUBT: Doubt = {
  ...{ id: 'd-1', act: 'checkout', kind: 'unclear', label: 'VV.000001', cardEnd: '0011' },
  ...{ at: 1, found: ['item-charged'] },
};
const moment = {
  now: 5,
  judge: {
    ...{ inForce: [], propose: () => undefined },
    taken: () => ({ as: 'item', checkDigit: 'absent', isPrivate: false }) as const,
  },
};

const play = (state: DeskState, ...inputs: DeskInput[]): DeskTurn => {
  let turn: DeskTurn = { state, effects: [] };
  for (const input of inputs) turn = decideDesk(turn.state, input, moment);
  return turn;
};

const empty = firstDesk({
  ...{ language: 'vi', online: true, pinIsSet: true, unsent: 0 },
  terminal: { name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
  site: siteSecurityOf({
    ...{ armedAfi: 0x07, disarmedAfi: 0xc2, alsoArmed: [], alsoDisarmed: [] },
    ...{ eas: false, ifPatronLeaves: 'undo' },
  }),
  settings: { model: 'iso28560-3', isil: '' },
});

const atDesk = (mode: 'staff' | 'device' = 'device') =>
  play(
    empty,
    { kind: 'doubts', doubts: [DOUBT] },
    { kind: 'signed-in', user: mode === 'staff' ? { mode, name: 'mai' } : { mode } },
    { kind: 'command', command: { kind: 'task', task: 'to-check' } },
  ).state;

const check = (how: 'ask-again' | 'done' | 'not-done', id = DOUBT.id): DeskInput => ({
  kind: 'command',
  command: { kind: 'check', id, how },
});

test('D40 what staff have to see to is counted always, and shown as the task, with no more of the card than its end', () => {
  const state = atDesk();
  expect(deskSnapshotOf(state, moment)).toMatchObject({
    toCheck: 1,
    doubts: [{ ...DOUBT, asking: false }],
  });
  const tagging = play(state, { kind: 'command', command: { kind: 'task', task: 'tagging' } });
  const snapshot = deskSnapshotOf(tagging.state, moment);
  expect(snapshot).toMatchObject({ toCheck: 1 });
  expect(snapshot?.doubts).toBeUndefined();
  expect(deskSnapshotOf(play(state, { kind: 'signed-out' }).state, moment)).toBeUndefined();
});

test.each([
  ['done', true, 'staff', 'staff mai'],
  ['not-done', false, 'device', 'device'],
] as const)('D41 %s: decided, and who said so', (how, done, mode, by) => {
  const { effects } = play(atDesk(mode), check(how));
  expect(effects).toEqual([{ kind: 'decide', id: 'd-1', done, by }]);
});

test('D41 not without a person at the desk, nor of what is decided already', () => {
  expect(play(play(atDesk(), { kind: 'signed-out' }).state, check('done')).effects).toEqual([]);
  expect(play(atDesk(), check('done', 'd-2')).effects).toEqual([]);
});

test('D42 the library is asked once at a time, and what it said is told', () => {
  const { state, effects } = play(atDesk(), check('ask-again'));
  expect(effects).toEqual([{ kind: 'ask-again', id: 'd-1' }]);
  expect(deskSnapshotOf(state, moment)?.doubts).toMatchObject([{ asking: true }]);
  expect(play(state, check('ask-again')).effects).toEqual([]);
  expect(play(state, check('done')).effects).toEqual([]);
  const still = play(state, { kind: 'checked', id: 'd-1' }).state;
  expect(still.notice?.code).toBe('desk.still-open');
  const clear = play(state, { kind: 'doubts', doubts: [] }, { kind: 'checked', id: 'd-1' }).state;
  expect(clear.notice?.code).toBe('desk.cleared-up');
});
