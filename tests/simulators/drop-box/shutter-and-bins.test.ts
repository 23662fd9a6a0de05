import { describe, expect, test } from 'vitest';
import {
  OPEN,
  SHUT,
  TRAP_SHUT,
  OBSTRUCTED,
  FILL_1,
  DOOR_1,
  PRESENT_1,
  SHUTTER,
  bookOf,
  boxWith,
} from './box-under-clock.ts';

describe('IO21 the shutter', () => {
  test('takes its time, tells of both ends, and falls shut without its output', async () => {
    const { time, wires, changes } = boxWith();
    wires.switchOn(SHUTTER, 2000);
    await time.advance(5000);
    expect(changes.filter(([input]) => input === OPEN || input === SHUT)).toEqual([
      [SHUT, true, 0],
      [SHUT, false, 0],
      [OPEN, true, 500],
      [OPEN, false, 2000],
      [SHUT, true, 2500],
    ]);
  });

  test('stops on what is in its way, says so, and shuts when that is gone', async () => {
    const { box, time, wires, open } = boxWith();
    await open();
    box.holdMouth();
    wires.switchOff(SHUTTER);
    await time.advance(3000);
    expect(wires.input(OBSTRUCTED)).toBe(true);
    expect(wires.input(SHUT)).toBe(false);
    box.holdMouth(false);
    await time.advance(600);
    expect(wires.input(OBSTRUCTED)).toBe(false);
    expect(wires.input(SHUT)).toBe(true);
  });

  test('holds a book fast that is in it, until it opens', async () => {
    const { box, time, wires, open } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(500);
    wires.switchOff(SHUTTER);
    await time.advance(200);
    expect(wires.input(OBSTRUCTED)).toBe(true);
    await time.advance(3000);
    expect(box.whereIs(book.id)).toEqual({ place: 'held' });
    expect(wires.input(SHUT)).toBe(true);
  });
});

describe('IO22 bins', () => {
  const filled = async (books: number) => {
    const all = boxWith();
    await all.open();
    for (let left = books; left > 0; left--) {
      all.box.insert(bookOf());
      await all.time.advance(2000);
      await all.drop();
    }
    return all;
  };

  test('the fill eye is blocked for good when the bin is full', async () => {
    expect((await filled(9)).wires.input(FILL_1)).toBe(false);
    expect((await filled(10)).wires.input(FILL_1)).toBe(true);
  });

  test('a bin without room holds up what would fall, and the trap with it; emptied, it takes it', async () => {
    const { box, time, wires, open, drop } = await filled(13);
    const late = bookOf();
    await open();
    box.insert(late);
    await time.advance(2000);
    await drop();
    expect(box.whereIs(late.id)).toEqual({ place: 'held' });
    expect(wires.input(TRAP_SHUT)).toBe(false);
    box.setDoor(0, true);
    expect(wires.input(DOOR_1)).toBe(true);
    expect(box.emptyBin(0)).toHaveLength(13);
    await time.advance(1000);
    expect(box.whereIs(late.id)).toEqual({ place: 'bin', bin: 0 });
    expect([wires.input(FILL_1), wires.input(TRAP_SHUT)]).toEqual([false, true]);
  });

  test('is emptied through its door only', () => {
    expect(() => boxWith().box.emptyBin(0)).toThrow('shut');
  });

  test('where the bin is away, things fall on the floor', async () => {
    const { box, time, wires, open, drop } = boxWith();
    const book = bookOf();
    box.setPresent(0, false);
    expect(wires.input(PRESENT_1)).toBe(false);
    await open();
    box.insert(book);
    await time.advance(2000);
    await drop();
    expect(box.whereIs(book.id)).toEqual({ place: 'floor' });
  });
});
