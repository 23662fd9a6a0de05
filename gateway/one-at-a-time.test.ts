import { expect, test } from 'vitest';
import { settled } from '#tests/simulators/manual-timer.ts';
import { OneAtATime } from './one-at-a-time.ts';

/** Work that ends when the test says so. */
function work() {
  const begun: PromiseWithResolvers<undefined>[] = [];
  const one = new OneAtATime(() => {
    const each = Promise.withResolvers<undefined>();
    begun.push(each);
    return each.promise;
  });
  return { begun, one };
}

test('however often it is asked for while it is under way, it is done once more', async () => {
  const { begun, one } = work();
  for (let asked = 0; asked < 3; asked += 1) one.wake();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve(undefined);
  await settled();
  expect(begun).toHaveLength(2);
  begun[1]?.resolve(undefined);
  await one.settled();
  expect(begun).toHaveLength(2);
});

test.each([0, 1, 2, 3, 4, 5, 6])(
  'asked for %i steps after the work has ended, it is not forgotten',
  async (steps) => {
    const { begun, one } = work();
    one.wake();
    begun[0]?.resolve(undefined);
    for (let step = 0; step < steps; step += 1) await Promise.resolve();
    one.wake();
    await settled();
    expect(begun).toHaveLength(2);
  },
);

test('stopped, it ends what is under way and begins nothing more', async () => {
  const { begun, one } = work();
  one.wake();
  one.wake();
  const stopped = one.stop();
  begun[0]?.resolve(undefined);
  await stopped;
  expect(begun).toHaveLength(1);
});
