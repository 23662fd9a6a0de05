import { describeRfidReader } from '#tests/contracts/rfid-reader.ts';
import { UHF_TAGS } from '#tests/contracts/reader-tags.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { SimulatedUhfReader, TAG_PASSWORD } from '#tests/simulators/uhf-reader.ts';
import { UhfReader } from './uhf-reader.ts';

const CAPABILITIES = {
  air: 'uhf',
  afi: true,
  eas: 'write',
  locks: false,
  epc: true,
} as const;

describeRfidReader({
  name: 'UHFReader18 over a serial line',
  model: 'UHFReader18',
  capabilities: CAPABILITIES,
  tags: { ...UHF_TAGS, noise: '0FFF00000000BEEF00000000' },
  openLine: () => PtyLine.open({ baudRate: 57600 }),
  simulate: (line) => SimulatedUhfReader.on(line, { model: '18' }),
  open: (port) => UhfReader.open(port, { timeoutMs: 500, password: TAG_PASSWORD }),
});

describeRfidReader({
  name: 'UHFReader288MP over a serial line',
  model: 'UHFReader288MP',
  capabilities: CAPABILITIES,
  tags: { ...UHF_TAGS, noise: '0FFF00000000BEEF00000000' },
  openLine: () => PtyLine.open({ baudRate: 57600 }),
  simulate: (line) => SimulatedUhfReader.on(line, { model: '288' }),
  open: (port) => UhfReader.open(port, { timeoutMs: 500, password: TAG_PASSWORD }),
});
