/** What the terminal can do right now: its devices, the library's answer, the clock, the disk. Rules S5–S9. */
import type { DeviceId } from '../../devices/device.ts';
import { onDeviceOpened } from './gate.ts';
import { retryWrites } from './securing.ts';
import type { TerminalFacts } from './session-state.ts';
import type { Turn } from './turn.ts';

/** Nothing can be promised without a disk, and nothing seen without a device. */
export const isOutOfService = (terminal: TerminalFacts): boolean =>
  !terminal.outboxWritable || !(terminal.padReady || terminal.scannerReady);

/** Notes the facts, and since when they keep the terminal from serving, or from lending. */
export function changeTerminal(turn: Turn, change: Partial<TerminalFacts>): void {
  const { outSince, offlineSince, ...facts } = { ...turn.terminal, ...change };
  const out = isOutOfService(facts);
  const next: TerminalFacts = {
    ...facts,
    ...(out && { outSince: outSince ?? turn.now }),
    ...(!facts.online && { offlineSince: offlineSince ?? turn.now }),
  };
  turn.note({ kind: 'terminal-changed', facts: next });
}

export function onDevice(turn: Turn, device: DeviceId, ready: boolean): void {
  const { pad, scanner } = turn.settings.devices;
  const { padReady } = turn.terminal;
  if (device === scanner) changeTerminal(turn, { scannerReady: ready });
  if (device === pad) changeTerminal(turn, { padReady: ready });
  if (!ready) return;
  // The pad outlives its reader: what lay there before and still does is not announced again.
  if (device === pad && !padReady) retryWrites(turn, true);
  onDeviceOpened(turn);
}
