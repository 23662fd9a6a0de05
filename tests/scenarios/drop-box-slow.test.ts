/** A computer so busy that something comes due between deciding and setting the timer: nothing stands still for that. */
import { expect, test } from 'vitest';
import { bookTag, nextUid } from '#tests/simulators/book-tag.ts';
import type { Thing } from '#tests/simulators/drop-box/things.ts';
import { Machine } from './drop-box/machine.ts';
import { ReturningLibrary } from './drop-box/library.ts';

const bookOf = (id: string): Thing => ({
  ...{ id, thicknessMm: 15 },
  tags: [bookTag({ uid: nextUid(), itemId: id, owner: 'VN000123', afi: 0xc2 })],
});

test.each([1, 10, 40])(
  'DB33 with %i ms between two looks at the clock two at once are given back',
  async (lookTakesMs) => {
    const machine = new Machine(new ReturningLibrary(new Map()));
    try {
      await machine.until(() => machine.at === 'open', 'an open mouth');
      machine.devices.box.insert([bookOf('S1'), bookOf('S2')]);
      // What they are is certain when the time for reading is over, and nothing else happens till then.
      await machine.until(() => machine.at === 'reading', 'them in the reader’s field');
      machine.lookTakesMs = lookTakesMs;
      await machine.until(() => machine.at === 'giving-back', 'them to be taken out again');
      expect(machine.library.carriedOut).toEqual([]);
    } finally {
      await machine.close();
    }
  },
);

test.each([-0.4, 0, 0.4])(
  'DB34 with a clock %d ms beside the whole millisecond, thanks end when they are over',
  async (fractionMs) => {
    const machine = new Machine(new ReturningLibrary(new Map()));
    try {
      machine.fractionMs = fractionMs;
      await machine.until(() => machine.at === 'open', 'an open mouth');
      machine.devices.box.insert([{ id: 'no-tag', tags: [], thicknessMm: 15 }]);
      await machine.until(() => machine.shown?.says === 'to-staff', 'thanks');
      await machine.until(() => machine.shown?.says === 'put-in', 'the next one to be asked for');
    } finally {
      await machine.close();
    }
  },
);
