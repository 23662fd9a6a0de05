/** Visits by permit over a real outbox. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { permitOf } from '#tests/fixtures/loaded-permit.ts';
import { Terminal, uidOf } from '#tests/fixtures/small-terminal.ts';
import { settled } from '#tests/simulators/manual-timer.ts';
import type { Outcome, Transaction } from '../ils/ils.ts';
import type { Permit } from '../permit/permit.ts';
import { CARD } from './testing/play.ts';

const PATIENCE_MS = 2_000;
const ITEM = { title: 'Số đỏ', author: 'Vũ Trọng Phụng' };

let terminal: Terminal;
let permit: Permit;
beforeEach(async () => {
  terminal = new Terminal();
  permit = await permitOf({ cards: [[{ number: CARD, loansLeft: 2 }]] });
  terminal.lendOffline(permit);
});
afterEach(() => terminal.close());

const line = () => terminal.runner.snapshot.lines[0];

async function goOffline(): Promise<void> {
  terminal.library.state = 'unreachable';
  terminal.runner.setOnline(false);
  await terminal.ready();
}

async function scanCard(): Promise<void> {
  const scan = { text: CARD, symbology: 'code128', guessed: false } as const;
  terminal.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
  await settled();
}

async function leave(...books: number[]): Promise<void> {
  for (const n of books) {
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(n) });
  }
  terminal.runner.command({ kind: 'finish' });
  terminal.runner.command({ kind: 'another-person' });
  await terminal.ready();
}

test('S202 S209 on disk before the tag is silent, and there after the power has gone', async () => {
  const atWrite: unknown[] = [];
  terminal.gate.duringWrite = () => atWrite.push(terminal.outbox.queued());
  await goOffline();
  await scanCard();
  await terminal.lay(1);
  expect(atWrite).toEqual([1]);
  expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
  expect(line()).toMatchObject({ ils: 'queued', security: 'done' });
  await terminal.restart();
  expect(terminal.outbox.queued()).toBe(1);
  terminal.library.state = 'answers';
  await terminal.timer.advance(60_000);
  expect(terminal.library.heard).toMatchObject([{ mode: 'promise', card: CARD }]);
  expect(terminal.outbox.queued()).toBe(0);
});

test('S203 the second visit counts the first, also after a restart and once the library has heard of it', async () => {
  await goOffline();
  await scanCard();
  await terminal.lay(1);
  await leave(1);
  await terminal.restart();
  terminal.lendOffline(permit);
  terminal.library.state = 'answers';
  await terminal.timer.advance(60_000);
  expect(terminal.outbox.queued()).toBe(0);

  await goOffline();
  await scanCard();
  expect(terminal.runner.snapshot.patron).toMatchObject({ loansLeft: 1 });
  await terminal.lay(2);
  expect(line()).toMatchObject({ ils: 'queued' });
  await terminal.lay(3);
  expect(line()).toMatchObject({ ils: 'refused', refusal: { code: 'limit-reached' } });
  expect(terminal.gate.says.has(uidOf(3))).toBe(false);
});

test('S202 what the library has refused here since the permit was made is not lent', async () => {
  const refusal = { code: 'item-on-hold', params: {} };
  terminal.library.transact = () => Promise.resolve({ outcome: 'refused', refusal });
  await terminal.borrowing();
  await terminal.lay(1);
  await leave(1);
  await goOffline();
  await scanCard();
  await terminal.lay(1);
  expect(line()).toMatchObject({ ils: 'refused', refusal });
});

describe('S206 the server answers after the two seconds', () => {
  /** Answers come when the test says so. */
  async function slowLoan() {
    const sent: Transaction[] = [];
    const answers: ((outcome: Outcome) => void)[] = [];
    terminal.library.transact = (transaction) => {
      sent.push(transaction);
      return new Promise((resolve) => answers.push(resolve));
    };
    await terminal.borrowing();
    await terminal.lay(1);
    await terminal.timer.advance(PATIENCE_MS - 1);
    expect(line()).toMatchObject({ ils: 'pending', security: 'not-needed' });
    await terminal.timer.advance(1);
    expect(line()).toMatchObject({ ils: 'queued', security: 'done' });
    const answer = async (outcome: Outcome): Promise<void> => {
      answers.shift()?.(outcome);
      await settled();
    };
    return { answer, sent };
  }

  test('a yes: that very loan, and nothing is sent again', async () => {
    const { answer, sent } = await slowLoan();
    await answer({ outcome: 'accepted', item: ITEM, dueAt: 7 });
    expect(line()).toMatchObject({ ils: 'accepted', dueAt: 7, title: ITEM.title });
    await terminal.timer.advance(60_000);
    expect(sent).toMatchObject([{ mode: 'attempt' }]);
    expect(terminal.outbox.queued()).toBe(0);
  });

  test('a no: the promise stands and is sent under the same id; the person is sent to staff', async () => {
    const { answer, sent } = await slowLoan();
    await answer({ outcome: 'refused', refusal: { code: 'limit-reached', params: {} } });
    expect(line()).toMatchObject({ ils: 'queued', refusal: { code: 'promised-see-staff' } });
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    await terminal.timer.advance(60_000);
    expect(sent).toMatchObject([{ mode: 'attempt' }, { mode: 'promise', id: sent[0]?.id }]);
    await answer({ outcome: 'accepted', item: ITEM, dueAt: 7 });
    expect(line()).toMatchObject({ ils: 'accepted', refusal: { code: 'promised-see-staff' } });
    expect(terminal.outbox.queued()).toBe(0);
  });
});
