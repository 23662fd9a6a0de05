/** An outbox before a system that knows no transaction ids: what was not heard is found out, done once, or told to staff. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransactionId } from '#gateway/ils/ils.ts';
import { Outbox } from '#gateway/outbox/outbox.ts';
import { LOOKS } from '#gateway/outbox/rules/unclear.ts';
import { OutboxTransactions } from '#gateway/outbox/transactions.ts';
import { act } from '#tests/contracts/sip2-core.ts';
import {
  BOOKS,
  CARD,
  openSip2,
  SHORT_SECONDS,
  untilReady,
} from '#tests/contracts/sip2-under-test.ts';
import type { Sip2UnderTest } from '#tests/contracts/sip2-under-test.ts';
import { ManualTimer } from '#tests/simulators/manual-timer.ts';

const MINUTE = 60_000;
const [BOOK = ''] = BOOKS;

let folder: string;
let under: Sip2UnderTest;
let timer: ManualTimer;
let outbox: Outbox;
let transactions: OutboxTransactions;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'in-doubt-'));
  under = await openSip2({ timeoutSeconds: SHORT_SECONDS });
  await untilReady(under.connection);
  timer = new ManualTimer(Date.now());
  open();
});

afterEach(async () => {
  await shut();
  await under.close();
  rmSync(folder, { recursive: true });
});

function open(): void {
  outbox = Outbox.open(join(folder, 'outbox.db'), {
    readClocks: () => ({ wall: timer.now(), monotonic: timer.now(), boot: 'a', serverOffset: 0 }),
    version: '1',
  });
  transactions = new OutboxTransactions({
    ...{ outbox, timer, ils: under.ils, random: () => 1 },
    onFault: (error) => {
      throw error;
    },
  });
}

async function shut(): Promise<void> {
  await transactions.relayer.stop();
  outbox.close();
}

/** A loan of which no answer is heard, promised all the same. */
async function unheard(): Promise<TransactionId> {
  const loan = act('checkout', BOOK);
  transactions.record(loan, [], 's1');
  const answer = await transactions.relayer.deliver(loan.id);
  expect(answer).toEqual({ outcome: 'unknown' });
  transactions.promise(loan.id, timer.now() + 14 * 86_400_000);
  return loan.id;
}

async function untilSettled(id: TransactionId): Promise<void> {
  await untilReady(under.connection);
  await expect.poll(async () => (await transactions.relayer.deliver(id)).outcome).toBe('accepted');
  expect(outbox.find(id)?.state).toBe('settled');
}

test.each(['cut-before', 'silent-before', 'cut-after', 'silent-after', 'dies-in-reply'] as const)(
  'O4 %s: looked up before it is sent again, over a restart too, and carried out once',
  async (fault) => {
    under.system.faults.arm(fault);
    const id = await unheard();
    await shut();
    open();
    outbox.recover();
    await untilSettled(id);
    expect(under.system.library.loans.get(BOOK)?.card).toBe(CARD);
    expect(under.system.library.executed).toBe(1);
  },
);

test('O21 a system that shows neither whose it is nor what they have: a task, until staff say what was', async () => {
  under.system.faults.arm('lists-titles', 'silent-after');
  const id = await unheard();
  for (let look = 0; look <= LOOKS; look++) {
    await untilReady(under.connection);
    await timer.advance(2 * MINUTE);
    await transactions.relayer.deliver(id);
  }
  expect(outbox.toCheck.list()).toMatchObject([
    {
      id,
      act: 'checkout',
      label: BOOK,
      cardEnd: CARD.slice(-4),
      found: ['item-charged', expect.stringContaining('listed-')],
    },
  ]);
  expect(outbox.queued()).toBe(0);
  const heard = under.system.heard.length;
  await timer.advance(60 * MINUTE);
  expect(under.system.heard).toHaveLength(heard);
  await transactions.askAgain(id);
  expect(under.system.heard.length).toBeGreaterThan(heard);
  transactions.decide(id, true, 'staff mai');
  expect(outbox.find(id)?.state).toBe('settled');
  expect(outbox.toCheck.list()).toEqual([]);
  expect(under.system.library.executed).toBe(1);
});
