/** The parts of this terminal, as its settings and its hardware ask for them: one line a part. */
import type { Part, Terminal } from './part.ts';
import { openDropBox } from './drop-box/drop-box.ts';
import { openMachine } from './machine/open-machine.ts';
import { MachineFacts } from './machine-facts.ts';
import { openPairing } from './pairing/open-pairing.ts';
import { openRemote } from './remote/open-remote.ts';
import { openStaffMode } from './staff-mode/staff-mode.ts';
import { openUpdates } from './updates/open-updates.ts';
import { settingsPart } from './settings/open-settings.ts';
import { printerState } from './receipt/printer-state.ts';

export function openParts(terminal: Terminal): readonly Part[] {
  const box = openDropBox(terminal);
  const parts: Part[] = [
    new MachineFacts(terminal),
    ...openMachine(terminal),
    ...settingsPart(terminal),
    ...openPairing(terminal),
    ...printerState(terminal),
    ...box,
    ...openUpdates(terminal),
    ...openRemote(terminal, () => parts),
    ...openStaffMode(terminal, box[0], () => parts),
  ];
  return parts;
}
