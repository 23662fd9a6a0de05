import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHUTE,
  MOUTH,
  INNER,
  PASSED,
  FILL_1,
  SHUTTER,
  TRAP,
  GATE_2,
  bookOf,
  boxWith,
} from './box-under-clock.ts';
import type { Thing } from './things.ts';

describe('IO20 a book on its way in', () => {
  test('passes the outer eye, then the inner one, and lies on the trap in the field', async () => {
    const { box, time, field, eyes, open, wires } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(2000);
    expect(eyes().map(([input, on]) => [input, on])).toEqual([
      [MOUTH, true],
      [INNER, true],
      [MOUTH, false],
    ]);
    expect(box.whereIs(book.id)).toEqual({ place: 'held' });
    expect([...field.values()]).toEqual(book.tags);
    expect(wires.input(INNER)).toBe(true);
  });

  test('its edges pass the eyes when its speed says so', async () => {
    const { box, time, eyes, open } = boxWith();
    await open();
    const start = time.now();
    box.insert(bookOf({ lengthMm: 210 }));
    await time.advance(2000);
    const { innerEye, outerEye, push } = box.measures;
    const after = (mm: number) => Math.round(start + (mm * 1000) / push);
    expect(eyes().map(([, , at]) => Math.round(at))).toEqual([
      after(outerEye),
      after(innerEye),
      after(outerEye + 210),
    ]);
  });

  test('falls through the open trap into the first bin, past both eyes on the way', async () => {
    const { box, time, field, changes, open, drop } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(2000);
    await drop();
    expect(box.whereIs(book.id)).toEqual({ place: 'bin', bin: 0 });
    expect(field.size).toBe(0);
    const falling = changes.filter(([input]) => input === PASSED || input === FILL_1);
    expect(falling.map(([input, on]) => [input, on])).toEqual([
      [PASSED, true],
      [PASSED, false],
      [FILL_1, true],
      [FILL_1, false],
    ]);
  });

  test('goes to the bin to which the gate is turned when it falls', async () => {
    const { box, time, wires, open, drop } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(2000);
    wires.switchOn(GATE_2);
    await time.advance(400);
    await drop();
    expect(box.whereIs(book.id)).toEqual({ place: 'bin', bin: 1 });
  });

  test('goes to the wrong bin when the gate has had no time to turn', async () => {
    const { box, time, wires, open, drop } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(2000);
    wires.switchOn(TRAP);
    await time.advance(350);
    wires.switchOn(GATE_2);
    await drop();
    expect(box.whereIs(book.id)).toEqual({ place: 'bin', bin: 0 });
  });

  test('slides into the bin by itself where there is no trap', async () => {
    const { box, time, field, open } = boxWith(CHUTE);
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(1400);
    expect(field.size).toBe(1);
    await time.advance(1500);
    expect(box.whereIs(book.id)).toEqual({ place: 'bin', bin: 0 });
    expect(field.size).toBe(0);
  });

  test('two at once pass the eyes as one, and both tags are in the field', async () => {
    const { box, time, field, eyes, open } = boxWith();
    const books = [bookOf(), bookOf()];
    await open();
    box.insert(books);
    await time.advance(2000);
    expect(eyes()).toHaveLength(3);
    expect(field.size).toBe(2);
    expect(books.map(({ id }) => box.whereIs(id).place)).toEqual(['held', 'held']);
  });
});

describe('IO20 what goes wrong on the way in', () => {
  test('a book that is pulled back leaves the outer eye last', async () => {
    const { box, time, field, eyes, open } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(700);
    expect(box.pullBack()).toEqual([book]);
    await time.advance(2000);
    expect(eyes().map(([input, on]) => [input, on])).toEqual([
      [MOUTH, true],
      [INNER, true],
      [INNER, false],
      [MOUTH, false],
    ]);
    expect(box.whereIs(book.id)).toEqual({ place: 'person' });
    expect(field.size).toBe(0);
  });

  test('what is out of reach cannot be pulled back', async () => {
    const { box, time, open } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(1250);
    expect(box.pullBack()).toEqual([]);
    await time.advance(2000);
    expect(box.whereIs(book.id)).toEqual({ place: 'held' });
  });

  test('a person takes out what is held while the shutter is open, past both eyes', async () => {
    const { box, time, wires, eyes, open } = boxWith();
    const book = bookOf();
    await open();
    box.insert(book);
    await time.advance(2000);
    wires.switchOff(SHUTTER);
    await time.advance(600);
    expect(box.takeOut()).toEqual([]);
    await open();
    expect(box.takeOut()).toEqual([book]);
    await time.advance(2000);
    expect(box.whereIs(book.id)).toEqual({ place: 'person' });
    expect(
      eyes()
        .slice(3)
        .map(([input, on]) => [input, on]),
    ).toEqual([
      [MOUTH, true],
      [INNER, false],
      [MOUTH, false],
    ]);
  });

  test('before a shut shutter a book waits, goes on when it opens, or is taken away again', async () => {
    const { box, time, open } = boxWith();
    const [patient, other] = [bookOf(), bookOf()];
    box.insert(patient);
    await time.advance(3000);
    expect(box.whereIs(patient.id)).toEqual({ place: 'mouth' });
    await open();
    await time.advance(2000);
    expect(box.whereIs(patient.id)).toEqual({ place: 'held' });
    box.free();
    const shut = boxWith();
    shut.box.insert(other, { patienceMs: 3000 });
    await shut.time.advance(4000);
    expect(shut.box.whereIs(other.id)).toEqual({ place: 'person' });
  });

  test('a book that wedges itself stays before both eyes until staff take it out', async () => {
    const { box, time, wires, open } = boxWith();
    const book = bookOf();
    await open();
    box.wedgeNext();
    box.insert(book);
    await time.advance(20_000);
    expect([wires.input(MOUTH), wires.input(INNER)]).toEqual([true, true]);
    expect(box.pullBack()).toEqual([]);
    expect(box.free()).toEqual([book]);
    expect([wires.input(MOUTH), wires.input(INNER)]).toEqual([false, false]);
    expect(box.whereIs(book.id)).toEqual({ place: 'staff' });
  });

  test('what is too thick for the slot never gets past the shutter', async () => {
    const { box, time, open } = boxWith();
    const book = bookOf({ thicknessMm: 90 });
    await open();
    box.insert(book);
    await time.advance(15_000);
    expect(box.whereIs(book.id)).toEqual({ place: 'person' });
  });

  test('whatever hands, shutter and trap do, nothing is lost or in two places', async () => {
    const acts = fc.array(
      fc.tuple(
        fc.constantFrom(
          'insert',
          'two',
          'pull',
          'take',
          'shutter',
          'trap',
          'gate',
          'empty',
          'wedge',
          'free',
        ),
        fc.integer({ min: 0, max: 3000 }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async (played) => {
        const { box, time, wires, field } = boxWith();
        const things: Thing[] = [];
        const put = (count: number) => {
          const books = Array.from({ length: count }, () => bookOf());
          things.push(...books);
          box.insert(books);
        };
        const toggle = (number: number) =>
          wires.output(number) ? wires.switchOff(number) : wires.switchOn(number);
        for (const [act, ms] of played) {
          if (act === 'insert') put(1);
          else if (act === 'two') put(2);
          else if (act === 'pull') box.pullBack();
          else if (act === 'take') box.takeOut();
          else if (act === 'shutter') toggle(SHUTTER);
          else if (act === 'trap') toggle(TRAP);
          else if (act === 'gate') toggle(GATE_2);
          else if (act === 'wedge') box.wedgeNext();
          else if (act === 'free') box.free();
          else {
            box.setDoor(0, true);
            box.emptyBin(0);
            box.setDoor(0, false);
          }
          await time.advance(ms);
        }
        await time.advance(30_000);
        const inBins = box.bins.flatMap((bin, index) =>
          bin.things.map(({ id }) => [id, index] as const),
        );
        expect(new Set(inBins.map(([id]) => id)).size).toBe(inBins.length);
        for (const [id, bin] of inBins) expect(box.whereIs(id)).toEqual({ place: 'bin', bin });
        const onTheWay = box.bodies.flatMap((body) => body.things.map(({ id }) => id));
        for (const { id } of things) {
          const { place } = box.whereIs(id);
          expect(['person', 'bin', 'staff', 'mouth', 'held']).toContain(place);
          expect(onTheWay.includes(id)).toBe(place === 'mouth' || place === 'held');
        }
        const held = box.bodies.filter(({ front }) => front > box.measures.innerEye);
        expect(field.size).toBe(held.flatMap((body) => body.things).length);
      }),
      { numRuns: 300 },
    );
  });
});
