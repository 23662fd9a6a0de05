/** The parts of this terminal, as its settings and its hardware ask for them: one line a part. */
import type { Part, Terminal } from './part.ts';
import { openDropBox } from './drop-box/drop-box.ts';
import { MachineFacts } from './machine-facts.ts';
import { openPairing } from './pairing/open-pairing.ts';
import { printerState } from './receipt/printer-state.ts';

export const openParts = (terminal: Terminal): readonly Part[] => [
  new MachineFacts(terminal),
  ...openPairing(terminal),
  ...printerState(terminal),
  ...openDropBox(terminal),
];
