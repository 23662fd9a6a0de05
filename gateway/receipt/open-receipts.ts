/** The paper of a terminal, as its settings and its hardware have it. */
import type { Config } from '../config.ts';
import type { Terminal } from '../part.ts';
import { VERSION } from '../release.ts';
import { Receipts } from './receipts.ts';
import type { ReceiptTemplate } from './rules/template.ts';

/** `config`: with what is set from afar. */
type Of = Pick<Terminal, 'clock' | 'config' | 'counters' | 'hardware' | 'log' | 'time'> & {
  readonly runner: () => Terminal['runner'];
};

export const openReceipts = (of: Of): Receipts => {
  const { clock, config, counters, hardware, log, runner, time } = of;
  return new Receipts({
    printer: hardware.printer,
    template: templateOf(config.receipt),
    log,
    onPrinted: () => counters.add({ receipts: 1 }),
    about: () => ({
      ...runner().snapshot.terminal,
      ...{ version: VERSION, language: config.terminal.language },
      ...(time.known && { at: clock.now() }),
    }),
  });
};

export const templateOf = ({ footer, header, logo, mark }: Config['receipt']): ReceiptTemplate => ({
  ...{ header, footer, mark },
  // Set to nothing from afar, where the file has one.
  ...(logo !== undefined && logo !== '' && { logo: Buffer.from(logo, 'base64') }),
});
