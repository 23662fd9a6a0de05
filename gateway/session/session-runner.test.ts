import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled } from '#tests/simulators/manual-timer.ts';
import type { Snapshot } from '../messages.ts';
import { CARD, DUE, SETTINGS, labelOf } from './testing/play.ts';
import { Terminal, uidOf } from '#tests/fixtures/small-terminal.ts';

let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal();
});
afterEach(() => terminal.close());

const shown = (): Snapshot => terminal.runner.snapshot;

describe('the desk', () => {
  test('S150 whether somebody is being served is known, and cards wait until staff are done', async () => {
    await terminal.ready();
    expect(terminal.runner.serving).toBe(false);
    terminal.runner.setDesk(true);
    const scan = { text: CARD, symbology: 'code128', guessed: false } as const;
    terminal.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
    await settled();
    expect(terminal.runner.serving).toBe(false);
    terminal.runner.setDesk(false);
    terminal.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
    await settled();
    expect(terminal.runner.serving).toBe(true);
  });
});

describe('the runner', () => {
  test('S120 card, book, loan, disarmed, finish: through a real outbox, each step drawn', async () => {
    await terminal.borrowing();
    expect(shown()).toMatchObject({ screen: 'borrow', patron: { initial: 'M' } });
    await terminal.lay(1);
    expect(terminal.library.heard).toMatchObject([
      { act: 'checkout', card: CARD, item: { identifier: labelOf(1), owner: 'VN-0042' } },
    ]);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    expect(shown().lines).toMatchObject([{ ils: 'accepted', security: 'done', dueAt: DUE }]);
    terminal.runner.command({ kind: 'finish' });
    expect(shown().screen).toBe('done');
    expect(terminal.drawn.at(-1)).toEqual(shown());
    expect(terminal.drawn.map(({ lines }) => lines[0]?.ils)).toContain('pending');
  });

  test('S121 recorded before it is sent, marked before it is written, marked again when read back', async () => {
    const { gate, library } = terminal;
    const states: unknown[] = [];
    const transact = library.transact;
    library.transact = (transaction) => {
      states.push(terminal.outbox.find(transaction.id)?.state);
      return transact(transaction);
    };
    gate.duringWrite = () => states.push(terminal.outbox.uncured());
    await terminal.borrowing();
    await terminal.lay(1);
    expect(states).toMatchObject(['sent', [{ uid: uidOf(1), wanted: 'disarmed' }]]);
    expect(terminal.outbox.uncured()).toEqual([]);
  });

  test('S122 the disk will not take it: nothing is sent, nothing written, and staff are needed', async () => {
    await terminal.borrowing();
    terminal.spoilDisk();
    await terminal.lay(1);
    expect(terminal.library.heard).toEqual([]);
    expect(terminal.gate.says.size).toBe(0);
    expect(shown().lines).toMatchObject([{ ils: 'refused', security: 'not-needed' }]);
    expect(terminal.logged).toContainEqual(expect.objectContaining({ act: 'checkout' }));
    expect(JSON.stringify(terminal.logged)).not.toContain(CARD);
  });

  test('S72 left on a full disk: the undo is recorded as soon as there is room, and a late yes touches nothing', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    await terminal.lay(1);
    expect(shown().lines).toMatchObject([{ ils: 'unknown' }]);
    terminal.spoilDisk();
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    const before = terminal.outbox.queued();
    terminal.mendDisk();
    expect(terminal.outbox.queued()).toBe(before + 1);
    terminal.library.state = 'answers';
    await terminal.timer.advance(60_000);
    const [loan, undo] = terminal.library.heard;
    expect(undo).toMatchObject({ act: 'checkin', mode: 'promise', undoOf: loan?.id });
    expect(terminal.gate.says.get(uidOf(1))).not.toBe('disarmed');
  });

  test('S123 a write that fails is tried again by itself while the book lies there', async () => {
    terminal.gate.failures = 1;
    await terminal.borrowing();
    await terminal.lay(1);
    expect(shown()).toMatchObject({ screen: 'put-back', lines: [{ security: 'failed' }] });
    await terminal.timer.advance(SETTINGS.times.securityRetry);
    expect(shown()).toMatchObject({ screen: 'borrow', lines: [{ security: 'done' }] });
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
  });

  test('S57 a tag that may be silent stays so when the disk refuses the next write: the loan is kept', async () => {
    terminal.gate.failures = 1;
    terminal.gate.duringWrite = (uid) => terminal.gate.says.set(uid, 'disarmed');
    await terminal.borrowing();
    await terminal.lay(1);
    terminal.spoilDisk();
    await terminal.timer.advance(SETTINGS.times.securityRetry);
    terminal.mendDisk();
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    await settled();
    expect(terminal.library.heard.map(({ act }) => act)).toEqual(['checkout']);
    expect(shown()).toMatchObject({ screen: 'done', lines: [{ undone: false }] });
  });

  test('S124 nobody answers: the return is kept here and goes out when somebody does', async () => {
    await terminal.ready();
    terminal.library.state = 'unreachable';
    terminal.runner.command({ kind: 'start-return' });
    await terminal.lay(1);
    expect(shown().lines).toMatchObject([{ ils: 'queued', security: 'done' }]);
    terminal.library.state = 'answers';
    await terminal.timer.advance(120_000);
    expect(terminal.library.heard).toMatchObject([{ act: 'checkin', mode: 'promise' }]);
  });

  test('S125 an answer that was not heard is looked up; only then is the tag disarmed', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    await terminal.lay(1);
    expect(shown().lines).toMatchObject([{ ils: 'unknown', security: 'not-needed' }]);
    expect(terminal.gate.says.size).toBe(0);
    terminal.library.state = 'answers';
    await terminal.timer.advance(20_000);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    expect(terminal.library.heard).toHaveLength(1);
  });

  test('S126 a sudden end before the answer: the screen says so, and the tag is cured once it is known', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    await terminal.lay(1);
    await terminal.restart();
    await terminal.lay(1);
    await terminal.timer.advance(500);
    expect(shown()).toMatchObject({ screen: 'restarted', lines: [] });
    expect(terminal.gate.says.size).toBe(0);
    terminal.library.state = 'answers';
    await terminal.timer.advance(20_000);
    expect(terminal.gate.says.get(uidOf(1))).toBe('disarmed');
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    await terminal.timer.advance(SETTINGS.times.padClear);
    expect(shown().screen).toBe('start');
  });

  test('O10 what was to be disarmed yesterday is left armed, also by a gateway that has not been restarted since', async () => {
    terminal.gate.failures = 99;
    await terminal.borrowing();
    await terminal.lay(1);
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    terminal.gate.failures = 0;
    await terminal.timer.advance(25 * 3_600_000);
    await terminal.lay(1);
    expect(terminal.gate.says.size).toBe(0);
  });

  test('S127 idle is noticed without anybody asking', async () => {
    await terminal.borrowing();
    await terminal.timer.advance(60_000);
    expect(terminal.drawn.at(-1)?.screen).toBe('still-there');
    await terminal.timer.advance(20_000);
    expect(terminal.drawn.at(-1)?.screen).toBe('start');
  });

  test.each([-10 * 365, 3])('S87 the clock is set by %i days: nobody loses time', async (days) => {
    terminal.wrongBy = days * 24 * 3_600_000;
    await terminal.borrowing();
    expect(shown().screen).toBe('borrow');
    await terminal.timer.advance(50_000);
    terminal.wrongBy = 0;
    await terminal.timer.advance(9_999);
    await terminal.lay(1);
    expect(shown().screen).toBe('borrow');
    terminal.wrongBy = days * 24 * 3_600_000;
    await terminal.timer.advance(59_999);
    expect(shown().screen).toBe('borrow');
    await terminal.timer.advance(1);
    expect(shown().screen).toBe('still-there');
    await terminal.timer.advance(20_000);
    expect(shown().screen).toBe('pad-not-empty');
  });

  test('S128 closed, it decides nothing any more', async () => {
    await terminal.borrowing();
    terminal.runner.close();
    const drawn = terminal.drawn.length;
    await terminal.lay(1);
    await terminal.timer.advance(120_000);
    expect(terminal.library.heard).toEqual([]);
    expect(terminal.drawn).toHaveLength(drawn);
  });
});
