/**
 * A program that holds an output as the gateway does, renewing it, until it is killed: `io-holder.ts ADDRESS OPTIONS`
 * (JSON). For seeing that what it held is let go of.
 */
import { z } from 'zod';
import { ModbusBoard } from '#gateway/devices/io/modbus-board.ts';
import type { OutputTimer } from '#gateway/devices/io/modbus-board.ts';
import { SwitchedLines } from '#gateway/devices/io/switched-lines.ts';
import { openPort } from '#gateway/devices/ports.ts';

const Address = z.object({ tcp: z.object({ host: z.string(), port: z.int() }) });
const Options = z.object({ timed: z.boolean(), forMs: z.int() });

const timer: OutputTimer = { by: 'coil', first: 0x0200, unitMs: 100, most: 0x7fff };
const address = Address.parse(JSON.parse(process.argv[2] ?? ''));
const { forMs, timed } = Options.parse(JSON.parse(process.argv[3] ?? ''));

const lines = new SwitchedLines(
  'board',
  (port) => new ModbusBoard(port, { framing: 'rtu', ...(timed && { timer }) }),
  { inputs: { eye: { number: 0 } }, outputs: { shutter: { number: 0 } } },
);
const fail = (fault: Error) => {
  throw fault;
};
await lines.start(await openPort(address)(), { emit: () => {}, fail });
for (;;) {
  await lines.hold('shutter', forMs);
  await new Promise((resolve) => setTimeout(resolve, forMs / 3));
}
