import { describeRfidReader } from '#tests/contracts/rfid-reader.ts';
import { SimulatedFeigReader } from '#tests/simulators/feig-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TcpLine } from '#tests/simulators/tcp-line.ts';
import { FeigReader } from './feig-reader.ts';

describeRfidReader({
  name: 'FEIG CPR40 over a serial line',
  openLine: () => PtyLine.open({ baudRate: 38400, parity: 'even' }),
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'CPR40' }),
  open: (port) => FeigReader.open(port, { timeoutMs: 500 }),
});

describeRfidReader({
  name: 'FEIG MR102 over TCP',
  openLine: () => TcpLine.open(),
  simulate: (line) => SimulatedFeigReader.on(line, { model: 'MR102' }),
  open: (port) => FeigReader.open(port, { timeoutMs: 500 }),
});
