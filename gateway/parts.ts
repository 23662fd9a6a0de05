/** The parts of this terminal, as its settings and its hardware ask for them: one line a part. */
import type { Part, Terminal } from './part.ts';
import { openDropBox } from './drop-box/drop-box.ts';
import { MachineFacts } from './machine-facts.ts';
import { openPairing } from './pairing/open-pairing.ts';
import { openRemote } from './remote/open-remote.ts';
import { settingsPart } from './settings/open-settings.ts';
import { printerState } from './receipt/printer-state.ts';

export function openParts(terminal: Terminal): readonly Part[] {
  const parts: Part[] = [
    new MachineFacts(terminal),
    ...settingsPart(terminal),
    ...openPairing(terminal),
    ...printerState(terminal),
    ...openDropBox(terminal),
    ...openRemote(terminal, () => parts),
  ];
  return parts;
}
