/** Between the mechanics and their board: what an eye sees stays there until the gateway has looked, on a busy computer too. */
import type { IoWires } from '#tests/simulators/io-wires.ts';
import { until } from '#tests/simulators/serial-timing.ts';

/** So often an input is read before it may change again: it has to outlast the gateway's debouncing. */
const LOOKS = 3;
/** A gateway that does not look for so long is not there, and the mechanics do not wait for it. Milliseconds. */
const LONGEST_MS = 5000;

/**
 * @param looked resolves when all inputs were read so many times more
 * @returns wires on which no pulse is shorter than the gateway needs to see it
 */
export function patientWires(wires: IoWires, looked: (times: number) => Promise<void>): IoWires {
  const last = new Map<number, boolean>();
  const waiting = new Map<number, (() => void)[]>();

  const put = (number: number, on: boolean): void => {
    const queue: (() => void)[] = [];
    waiting.set(number, queue);
    wires.setInput(number, on);
    const late = until(performance.now() + LONGEST_MS);
    void Promise.race([looked(LOOKS), late]).then(() => {
      waiting.delete(number);
      const [next, ...others] = queue;
      next?.();
      waiting.get(number)?.push(...others);
    });
  };

  return {
    output: (number) => wires.output(number),
    onOutput: (listener) => wires.onOutput(listener),
    setInput: (number, on) => {
      if (last.get(number) === on) return;
      last.set(number, on);
      const queue = waiting.get(number);
      if (queue) queue.push(() => put(number, on));
      else put(number, on);
    },
  };
}
