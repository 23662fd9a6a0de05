import { beforeAll, expect, test } from 'vitest';
import { permitOf } from '#tests/fixtures/loaded-permit.ts';
import { MADE_AT } from '#tests/fixtures/permit.ts';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';
import type { Permit } from './permit/permit.ts';
import { isInForce, type Moment } from './permit/rules/in-force.ts';
import { PermitWatch } from './permit-watch.ts';

const HOUR = 3_600_000;

let permit: Permit;
beforeAll(async () => {
  permit = await permitOf({ manifest: { endsAt: MADE_AT + HOUR } });
});

/** What a keeper holds; and all that was said, in its order. */
function watching(held: Permit | undefined) {
  const timer = new ManualTimer(MADE_AT);
  const said: boolean[] = [];
  const keeper = {
    held,
    state: {},
    current: (moment: Moment) =>
      keeper.held && isInForce(keeper.held, moment) ? keeper.held : undefined,
  };
  const facts = { timeKnown: true };
  const watch = new PermitWatch({
    ...{ permits: keeper, clock: timer },
    timeKnown: () => facts.timeKnown,
    onChange: (lends) => said.push(lends),
  });
  return { facts, keeper, said, timer, watch };
}

test('S205 lent by it from when it is there to its end, to the millisecond', async () => {
  const { keeper, said, timer, watch } = watching(undefined);
  watch.check();
  expect(said).toEqual([]);
  keeper.held = permit;
  watch.check();
  watch.check();
  expect([said, watch.permit]).toEqual([[true], permit]);
  await timer.advance(HOUR);
  expect(said).toEqual([true]);
  await timer.advance(1);
  expect([said, watch.permit]).toEqual([[true, false], undefined]);
  watch.close();
});

test('S205 not while the time is unknown, which is noticed by itself', async () => {
  const { facts, said, timer, watch } = watching(permit);
  await timer.advance(10_000);
  expect(said).toEqual([true]);
  facts.timeKnown = false;
  await timer.advance(10_000);
  expect(said).toEqual([true, false]);
  facts.timeKnown = true;
  watch.check();
  expect(said).toEqual([true, false, true]);
  watch.close();
});

test('S205 not by a permit that lends nothing to anybody', async () => {
  const loanDays = [[null], [null], [null]];
  const { said, watch } = watching(await permitOf({ manifest: { loanDays } }));
  watch.check();
  expect([said, watch.permit]).toEqual([[], undefined]);
  watch.close();
});
