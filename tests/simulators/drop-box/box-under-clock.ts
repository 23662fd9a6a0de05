import type { BookTag } from '../book-tag.ts';
import { tagWith } from '../book-tag.ts';
import { IoTerminals } from '../io-wires.ts';
import { ManualTimer } from '../manual-timer.ts';
import { SimulatedDropBox } from './drop-box.ts';
import type { DropBoxWiring } from './measures.ts';
import type { Thing } from './things.ts';

/** Numbers of the board. */
export const [MOUTH, INNER, PASSED, OPEN, SHUT, TRAP_SHUT, OBSTRUCTED, DOOR] = [
  0, 1, 2, 3, 4, 5, 6, 7,
];
export const [FILL_1, FILL_2, DOOR_1, PRESENT_1] = [8, 9, 10, 11];
export const [SHUTTER, TRAP, GATE_2] = [0, 1, 2];

export const HOLDING: DropBoxWiring = {
  inputs: {
    ...{ mouth: MOUTH, inner: INNER, passed: PASSED, shutterOpen: OPEN, shutterShut: SHUT },
    ...{ trapShut: TRAP_SHUT, obstructed: OBSTRUCTED, door: DOOR },
  },
  outputs: { shutter: SHUTTER, trap: TRAP },
  bins: [
    { fill: FILL_1, door: DOOR_1, present: PRESENT_1, eyeMm: 200, brimMm: 260 },
    { fill: FILL_2, gate: GATE_2, eyeMm: 200, brimMm: 260 },
  ],
};
export const CHUTE: DropBoxWiring = { ...HOLDING, outputs: { shutter: SHUTTER } };

let made = 0;
export const bookOf = (more: Partial<Thing> = {}): Thing => {
  const number = String(++made);
  const uid = `E00401${number.padStart(10, '0')}`;
  return { id: `B${number}`, tags: [tagWith({ uid })], ...more };
};

/** A drop box under a clock that the test moves. */
export function boxWith(wiring = HOLDING) {
  const time = new ManualTimer(0);
  const wires = new IoTerminals(time);
  const field = new Map<string, BookTag>();
  const changes: [input: number, on: boolean, at: number][] = [];
  const watched = {
    output: (number: number) => wires.output(number),
    onOutput: (listener: (number: number, on: boolean) => void) => wires.onOutput(listener),
    setInput: (number: number, on: boolean) => {
      if (wires.input(number) !== on) changes.push([number, on, time.now()]);
      wires.setInput(number, on);
    },
  };
  const box = new SimulatedDropBox({
    ...{ wires: watched, wiring, time },
    field: {
      place: (...tags) => tags.forEach((tag) => field.set(tag.uid, tag)),
      remove: (...uids) => uids.forEach((uid) => field.delete(uid)),
    },
  });
  const eyes = () => changes.filter(([input]) => input === MOUTH || input === INNER);
  const open = async () => {
    wires.switchOn(SHUTTER);
    await time.advance(600);
  };
  const drop = async () => {
    wires.switchOn(TRAP);
    await time.advance(500);
    wires.switchOff(TRAP);
    await time.advance(1000);
  };
  return { box, time, wires, field, changes, eyes, open, drop };
}
