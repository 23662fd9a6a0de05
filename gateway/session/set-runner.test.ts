import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled } from '#tests/simulators/manual-timer.ts';
import type { TagMemory } from '../devices/device.ts';
import type { Snapshot } from '../messages.ts';
import { encodeBasicBlock } from '../tags/iso28560-3.ts';
import { SETTINGS, labelOf } from './testing/play.ts';
import { Terminal, tagOf, uidOf } from '#tests/fixtures/small-terminal.ts';

let terminal: Terminal;
beforeEach(() => {
  terminal = new Terminal();
});
afterEach(() => terminal.close());

const shown = (): Snapshot => terminal.runner.snapshot;

/** Tags of a set of three: the item is that of `tagOf(n)`. */
const partOf = (n: number, partNumber: number): TagMemory => ({
  ...tagOf(n),
  uid: `E00402000000${n}00${partNumber}`,
  memory: encodeBasicBlock({
    ...{ typeOfUsage: 1, partsInItem: 3, partNumber },
    ...{ primaryItemId: labelOf(n), isil: 'VN-0042' },
  }),
});
const SET = [1, 2, 3].map((number) => partOf(4, number));
const saidBy = (tags: readonly TagMemory[]) => tags.map(({ uid }) => terminal.gate.says.get(uid));

describe('a set through a real outbox', () => {
  const lend = async (): Promise<void> => {
    await terminal.borrowing();
    for (const tag of SET) await terminal.enter(tag);
  };

  test('S130 one loan, three tags disarmed, each on disk with its part and what it said before', async () => {
    await lend();
    expect(terminal.library.heard).toHaveLength(1);
    expect(saidBy(SET)).toEqual(['disarmed', 'disarmed', 'disarmed']);
    expect(shown().lines).toMatchObject([{ security: 'done', set: { seen: [1, 2, 3] } }]);
    const id = terminal.library.heard[0]?.id ?? '';
    expect(terminal.outbox.tagsOf(id)).toMatchObject(
      [1, 2, 3].map((part) => ({ part, previous: { afi: 0x07 }, mark: { state: 'done' } })),
    );
  });

  test('S134 a part is missing: the question comes by itself after two seconds', async () => {
    await terminal.borrowing();
    for (const tag of SET.slice(1)) await terminal.enter(tag);
    await terminal.timer.advance(SETTINGS.sets.waitMs);
    expect(terminal.drawn.at(-1)).toMatchObject({
      screen: 'set-incomplete',
      lines: [{ set: { missing: [1] } }],
    });
    expect(terminal.library.heard).toEqual([]);
  });

  test('S112 a sudden end when one part was written: the others are cured when they are seen', async () => {
    await terminal.borrowing();
    terminal.gate.failures = 99;
    terminal.gate.duringWrite = (uid) => {
      if (uid === SET[0]?.uid) terminal.gate.says.set(uid, 'disarmed');
    };
    for (const tag of SET) await terminal.enter(tag);
    await terminal.restart();
    terminal.gate.failures = 0;
    terminal.gate.duringWrite = () => undefined;
    for (const tag of SET) await terminal.enter(tag);
    expect(saidBy(SET)).toEqual(['disarmed', 'disarmed', 'disarmed']);
    expect(terminal.outbox.uncured()).toEqual([]);
  });

  test('S137 a sudden end in the middle of rolling back: the loan stands, and its tags are silent again', async () => {
    const [first, second, third] = SET;
    terminal.gate.refuses = second?.uid;
    await lend();
    expect(shown().screen).toBe('put-back');
    terminal.gate.hangsAt = third?.uid;
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    await settled();
    expect(terminal.gate.says.get(first?.uid ?? '')).toBe('armed');
    await terminal.restart();
    terminal.gate.refuses = terminal.gate.hangsAt = undefined;
    for (const tag of SET) await terminal.enter(tag);
    expect(saidBy(SET)).toEqual(['disarmed', 'disarmed', 'disarmed']);
    expect(terminal.library.heard.map(({ act }) => act)).toEqual(['checkout']);
  });

  test('S137 rolled back: nothing of it passes the gate, and the loan is taken back', async () => {
    terminal.gate.refuses = SET[1]?.uid;
    await lend();
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    await settled();
    await terminal.timer.advance(0);
    expect(saidBy(SET)).toEqual(['armed', undefined, 'armed']);
    expect(terminal.library.heard.map(({ act, mode }) => [act, mode])).toEqual([
      ['checkout', 'attempt'],
      ['checkin', 'promise'],
    ]);
  });

  test('S136 a part that came after the row is cured after a sudden end, too', async () => {
    await terminal.borrowing();
    terminal.library.state = 'silent';
    const scan = { text: labelOf(4), symbology: 'code128', guessed: false } as const;
    terminal.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
    for (const tag of SET) await terminal.enter(tag);
    await terminal.restart();
    terminal.library.state = 'answers';
    for (const tag of SET) await terminal.enter(tag);
    await terminal.timer.advance(20_000);
    expect(saidBy(SET)).toEqual(['disarmed', 'disarmed', 'disarmed']);
  });

  test('O15 S136 a part that comes when all is done is on disk with its number, too', async () => {
    await terminal.borrowing();
    const scan = { text: labelOf(4), symbology: 'code128', guessed: false } as const;
    terminal.runner.deviceEvent({ kind: 'scanned', device: 'scanner', scan });
    await settled();
    for (const tag of SET) await terminal.enter(tag);
    const id = terminal.library.heard[0]?.id ?? '';
    expect(terminal.outbox.tagsOf(id)).toMatchObject(
      [1, 2, 3].map((part) => ({ part, mark: { state: 'done' } })),
    );
  });
});

describe('reading before writing', () => {
  test('S43 what was read at the arrival counts before the first write; a repeated one reads anew', async () => {
    terminal.gate.failures = 1;
    await terminal.borrowing();
    await terminal.lay(1);
    expect(terminal.gate.reads).toBe(0);
    await terminal.timer.advance(SETTINGS.times.securityRetry);
    expect(terminal.gate.reads).toBe(1);
    expect(terminal.gate.seen.at(-1)).toEqual({ afi: 0x07, eas: undefined });
  });

  test('S43 a cure makes history of what was read at the arrival: the loan after it notes what the tag says then', async () => {
    const silent = { ...tagOf(1), afi: 0xc2 };
    await terminal.ready();
    terminal.gate.failures = 99;
    terminal.runner.command({ kind: 'start-return' });
    await terminal.enter(silent);
    await terminal.restart();
    terminal.gate.failures = 0;
    await terminal.timer.advance(20_000);
    await terminal.borrowing();
    await terminal.enter(silent);
    const loan = terminal.library.heard.at(-1);
    expect(loan?.act).toBe('checkout');
    expect(terminal.outbox.tagsOf(loan?.id ?? '')).toMatchObject([{ previous: { afi: 0x07 } }]);
  });

  test('S44 a book that was gone before it was written is surely as before: left behind, its loan is taken back', async () => {
    terminal.gate.failures = 0;
    terminal.gate.isGone.add(uidOf(1));
    await terminal.borrowing();
    await terminal.enter({ ...tagOf(1), afi: undefined });
    expect(shown().lines).toMatchObject([{ ils: 'accepted', security: 'failed' }]);
    terminal.runner.deviceEvent({ kind: 'tag-left', device: 'pad', uid: uidOf(1) });
    terminal.runner.command({ kind: 'finish' });
    terminal.runner.command({ kind: 'not-finished', choice: 'leave-it' });
    await terminal.timer.advance(0);
    expect(terminal.library.heard.map(({ act }) => act)).toEqual(['checkout', 'checkin']);
    expect(terminal.gate.says.size).toBe(0);
  });
});
