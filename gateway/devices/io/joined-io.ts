import { Fault } from '../../errors.ts';
import type { DigitalIo, LineName } from '../device.ts';
import type { LinesSettings } from './switched-lines.ts';

export interface BoardWithLines {
  readonly io: DigitalIo;
  readonly lines: Pick<LinesSettings, 'inputs' | 'outputs'>;
}

/** Several boards as one: whoever switches a line need not know on which board it is. Names are unique (checked with the settings). */
export function joinedIo(boards: readonly BoardWithLines[]): DigitalIo {
  const withOutput = (name: LineName): DigitalIo => {
    const board = boards.find(({ lines }) => name in lines.outputs);
    if (board) return board.io;
    throw new Fault('not-supported', `no board has an output “${name}”`);
  };
  return {
    input: (name) => boards.find(({ lines }) => name in lines.inputs)?.io.input(name),
    hold: async (output, forMs) => withOutput(output).hold(output, forMs),
    release: async (output) => withOutput(output).release(output),
  };
}
