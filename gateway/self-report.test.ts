import { expect, test } from 'vitest';
import { TerminalState } from '#server/terminals/schema.ts';
import { healthOf, stateOf, type Told } from './self-report.ts';
import { firstSession } from './session/session.ts';
import { snapshotOf } from './session/snapshot.ts';
import { NOTHING_DONE } from './visit-tally.ts';
import { MORNING, SETTINGS } from './session/testing/play.ts';

const troubled: Told = {
  config: { terminal: { id: 'kiosk-1', profile: 'kiosk', language: 'vi' } },
  counters: { state: { from: MORNING, ...NOTHING_DONE, receipts: 0 } },
  parts: [],
  devices: { list: () => [{ id: 'pad', kind: 'rfid-reader', state: 'ready', since: MORNING }] },
  journal: {
    lastSettledAt: () => undefined,
    oldestQueuedAt: () => MORNING - 3_600_000,
    queued: () => 7,
    salvaged: () => ({
      ...{ at: MORNING, recovered: 40, lost: 2, keptAs: 'outbox-2026.damaged', reason: 'torn' },
    }),
    state: { open: true, recovered: 40, lost: 2, keptAs: 'outbox-2026.damaged' },
    toCheck: () => [],
  },
  permitWatch: {
    health: {
      ...{ lends: false, version: 3, madeAt: MORNING - 9, endsAt: MORNING - 1 },
      ...{ fetchedAt: MORNING - 5, fault: 'unreachable' },
    },
  },
  runner: {
    snapshot: snapshotOf(firstSession('s1', MORNING, SETTINGS), SETTINGS, MORNING),
    uncured: 1,
  },
  system: { online: false },
  time: { state: { known: false, offset: -86_400_000, fault: 'jumped', certificateAt: MORNING } },
};

const outbox = {
  open: true,
  oldestAt: MORNING - 3_600_000,
  recoveredAt: MORNING,
  recovered: 40,
  lost: 2,
};
const permit = { lends: false, version: 3, madeAt: MORNING - 9, endsAt: MORNING - 1 };

test('TM10 O32 PM56 what a terminal says of clock, outbox and permit is what the server takes', () => {
  const state = stateOf(troubled);
  expect(TerminalState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  expect(state).toMatchObject({
    ...{ queued: 7, clock: troubled.time.state, outbox },
    permit: { ...permit, fault: 'unreachable' },
  });
});

test('the same is said on this machine, with where a damaged file lies and when the permit came', () => {
  expect(healthOf(troubled)).toMatchObject({
    ...{ online: false, queued: 7, toCheck: 0, clock: troubled.time.state },
    outbox: { ...outbox, keptAs: 'outbox-2026.damaged' },
    permit: { ...permit, fetchedAt: MORNING - 5 },
  });
});

test('a terminal behind another library’s system has no permit, and says none', () => {
  const told = { ...troubled, permitWatch: undefined };
  expect([stateOf(told).permit, healthOf(told).permit]).toEqual([undefined, undefined]);
});
