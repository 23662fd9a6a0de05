/** What the terminal can do right now: its devices, the library's answer, the clock, the disk. Rules S5–S9. */
import type { DeviceId, PrinterCondition } from '../../devices/device.ts';
import type { PairingView } from '../../messages.ts';
import { abandonVisit } from './finishing.ts';
import { currentGate, onDeviceOpened } from './gate.ts';
import { curePad, retryWrites } from './securing.ts';
import type { Paused, TerminalFacts } from './session-state.ts';
import { lookOn } from './sets.ts';
import type { Turn } from './turn.ts';
import { endVisit, resetVisit, usualLooks } from './visits.ts';

/** Nothing can be promised without a disk, and nothing seen without a device. */
export const isBroken = (terminal: TerminalFacts): boolean =>
  !terminal.outboxWritable || !(terminal.padReady || terminal.scannerReady);

/** Nobody new is served; staff who work at the desk or have paused it are no fault, nor is a terminal that is still to be paired. */
export const isOutOfService = (terminal: TerminalFacts): boolean =>
  terminal.deskSince !== undefined ||
  terminal.staffSince !== undefined ||
  terminal.pause !== undefined ||
  terminal.pairing !== undefined ||
  isBroken(terminal);

/** Notes the facts, and since when they keep the terminal from serving, or from lending. */
export function changeTerminal(turn: Turn, change: Partial<TerminalFacts>): void {
  const { outSince, offlineSince, ...facts } = { ...turn.terminal, ...change };
  const out = isBroken(facts);
  const next: TerminalFacts = {
    ...facts,
    ...(out && { outSince: outSince ?? turn.now }),
    ...(!facts.online && { offlineSince: offlineSince ?? turn.now }),
  };
  turn.note({ kind: 'terminal-changed', facts: next });
}

export function onDevice(turn: Turn, device: DeviceId, ready: boolean): void {
  const { cardReader, pad, printer, scanner } = turn.settings.devices;
  const { padReady } = turn.terminal;
  if (device === scanner) changeTerminal(turn, { scannerReady: ready });
  if (device === cardReader) changeTerminal(turn, { cardReaderReady: ready });
  if (device === printer) changeTerminal(turn, { printerReady: ready });
  if (device === pad) {
    changeTerminal(turn, { padReady: ready, ...(!ready && { crowded: false }) });
  }
  if (!ready) return;
  // The pad outlives its reader: what lay there before and still does is not announced again.
  if (device === pad && !padReady) retryWrites(turn, true);
  onDeviceOpened(turn);
}

/** Nobody is turned away for want of paper (S218). */
export function onPrinter(turn: Turn, device: DeviceId, printer: PrinterCondition): void {
  if (device === turn.settings.devices.printer) changeTerminal(turn, { printer });
}

/** What the pad cannot tell apart may be there all the same: nothing is said to be missing meanwhile. */
export function onCrowded(turn: Turn, crowded: boolean): void {
  changeTerminal(turn, { crowded });
  lookOn(turn);
}

/** A visit under way goes on to its end; then, and else at once, the devices are the desk's. */
export function onDesk(turn: Turn, open: boolean): void {
  const { deskSince, ...facts } = turn.terminal;
  if (open === (deskSince !== undefined)) return;
  const next = open ? { ...facts, deskSince: turn.now } : facts;
  turn.note({ kind: 'terminal-changed', facts: next });
  if (turn.scene.stage !== 'idle') return;
  // What was laid down there belongs to nobody here.
  if (!currentGate(turn)) endVisit(turn);
  if (!open) curePad(turn);
}

/** Staff stand at the machine: what the visit has promised is finished, as after the ring, and all is wiped (SM4). */
export function onStaff(turn: Turn, here: boolean): void {
  const { staffSince, ...facts } = turn.terminal;
  if (here === (staffSince !== undefined)) return;
  const next = here ? { ...facts, staffSince: turn.now } : facts;
  turn.note({ kind: 'terminal-changed', facts: next });
  if (turn.scene.stage !== 'idle') return here ? abandonVisit(turn) : undefined;
  // What was laid down there belongs to nobody here.
  if (!currentGate(turn)) endVisit(turn);
  if (!here) curePad(turn);
}

/** A visit under way goes on to its end; what it promises is kept until somebody lets the terminal in again (PA20). */
export function onPairing(turn: Turn, pairing: PairingView | undefined): void {
  const { pairing: before, ...facts } = turn.terminal;
  turn.note({ kind: 'terminal-changed', facts: pairing ? { ...facts, pairing } : facts });
  const isOther = (pairing === undefined) !== (before === undefined);
  // What was laid down meanwhile belongs to nobody.
  if (isOther && turn.scene.stage === 'idle' && !currentGate(turn)) endVisit(turn);
}

/** A visit under way goes on to its end (S151). */
export function onPause(turn: Turn, pause: Paused | undefined): void {
  const { pause: before, ...facts } = turn.terminal;
  turn.note({ kind: 'terminal-changed', facts: pause ? { ...facts, pause } : facts });
  const isOther = (pause === undefined) !== (before === undefined);
  // What was laid down meanwhile belongs to nobody.
  if (isOther && turn.scene.stage === 'idle' && !currentGate(turn)) endVisit(turn);
}

export function endBlinking(turn: Turn): void {
  const { blinkUntil, ...facts } = turn.terminal;
  if (blinkUntil !== undefined && turn.now >= blinkUntil)
    turn.note({ kind: 'terminal-changed', facts });
}

/** A start screen that nobody has touched begins anew, as is usual now; before a gate nobody has begun, and it stands (S98). */
export function onSettings(turn: Turn): void {
  const { held, help, scene, staffCalled } = turn.visit;
  if (scene.stage !== 'idle' || held.length > 0 || help || staffCalled) return;
  if (currentGate(turn)) turn.note({ kind: 'preferred', preferences: usualLooks(turn.settings) });
  else resetVisit(turn);
}
