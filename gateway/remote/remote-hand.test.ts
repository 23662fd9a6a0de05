import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Order } from '../ils/central/answers.ts';
import type { OrderAnswer } from '../ils/central/link.ts';
import { createLog } from '../logging.ts';
import { KnownOrders } from './known-orders.ts';
import { RemoteHand } from './remote-hand.ts';
import { DONE, type Obeyed } from './rules/obeyed.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const BLINK: Order = { kind: 'blink' };

/** A terminal that is started again and again on one disk. */
function terminal(obey: (what: Order) => Promise<Obeyed> | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-orders-'));
  folders.push(folder);
  const answers: OrderAnswer[] = [];
  const start = () =>
    new RemoteHand({
      api: { answer: (answer) => answers.push(answer) },
      known: new KnownOrders(join(folder, 'orders.json'), (error) => {
        throw error;
      }),
      log: createLog('silent'),
      parts: () => [{ obey }],
    });
  return { start, answers };
}

test('RH7 an order that is told again is answered again, and done once', async () => {
  let done = 0;
  const { answers, start } = terminal(async () => {
    done += 1;
    return DONE;
  });
  const hand = start();
  hand.order({ id: 'one', what: BLINK });
  hand.order({ id: 'one', what: BLINK });
  await expect.poll(() => answers.length).toBe(1);
  await hand.close();
  start().order({ id: 'one', what: BLINK });
  expect(done).toBe(1);
  expect(answers).toEqual(Array(2).fill({ kind: 'order-answer', order: 'one', outcome: 'done' }));
});

test('RH7 what a sudden end has cut is never done again', async () => {
  let begun = 0;
  const { answers, start } = terminal(() => {
    begun += 1;
    return new Promise(() => undefined);
  });
  const cut = start();
  cut.order({ id: 'one', what: BLINK });
  await expect.poll(() => begun).toBe(1);
  const next = start();
  next.order({ id: 'one', what: BLINK });
  await next.close();
  expect(begun).toBe(1);
  expect(answers).toMatchObject([{ order: 'one', outcome: 'failed', code: 'interrupted' }]);
});

test('RH2 what nobody here can do, or knows, is refused', async () => {
  const { answers, start } = terminal(() => undefined);
  const hand = start();
  hand.order({ id: 'one', what: BLINK });
  hand.order({ id: 'two', what: undefined });
  await expect.poll(() => answers.length).toBe(2);
  await hand.close();
  expect(answers).toMatchObject([
    { outcome: 'refused', code: 'not-supported' },
    { outcome: 'refused', code: 'not-known' },
  ]);
});

test('RH2 an order that fails is answered, and the next is carried out', async () => {
  const { answers, start } = terminal(async (what) => {
    if (what.kind === 'test-print') throw new Error('the printer is on fire');
    return DONE;
  });
  const hand = start();
  hand.order({ id: 'one', what: { kind: 'test-print' } });
  hand.order({ id: 'two', what: BLINK });
  await expect.poll(() => answers.length).toBe(2);
  await hand.close();
  expect(answers).toMatchObject([
    { order: 'one', outcome: 'failed', message: 'the printer is on fire' },
    { order: 'two', outcome: 'done' },
  ]);
});
