/** The paper of a terminal, as its settings and its hardware have it. */
import type { Terminal } from '../part.ts';
import { VERSION } from '../release.ts';
import { Receipts } from './receipts.ts';

type Of = Pick<Terminal, 'clock' | 'config' | 'counters' | 'hardware' | 'time'> & {
  readonly runner: () => Terminal['runner'];
};

export const openReceipts = ({ clock, config, counters, hardware, runner, time }: Of): Receipts =>
  new Receipts({
    printer: hardware.printer,
    onPrinted: () => counters.add({ receipts: 1 }),
    about: () => ({
      ...runner().snapshot.terminal,
      ...{ version: VERSION, language: config.terminal.language },
      ...(time.known && { at: clock.now() }),
    }),
  });
