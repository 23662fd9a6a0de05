/** Nobody is served before the pad is clear: what lies there belongs to nobody. Rules S90–S96. */
import type { Gate } from './session-state.ts';
import type { Turn } from './turn.ts';

/** Longest that the start waits for a device that does not open. */
const LONGEST_START = 5_000;

export function currentGate({ scene }: Turn): Gate | undefined {
  return scene.stage === 'idle' ? scene.gate : undefined;
}

const setGate = (turn: Turn, gate: Gate): void => turn.go({ stage: 'idle', gate });

/**
 * What lay on the pad before the start must be seen first, or it would be taken for a visitor's; and a card that is
 * shown to a scanner which has not opened yet is lost.
 */
export function waitForStart(turn: Turn, recovered: boolean): void {
  const hasDevices = Object.keys(turn.settings.devices).length > 0;
  const wait = hasDevices ? LONGEST_START : 0;
  setGate(turn, { reason: 'starting', recovered, endsAt: turn.now + wait });
}

export function onDeviceOpened(turn: Turn): void {
  const gate = currentGate(turn);
  if (gate?.reason !== 'starting' || !haveAllOpened(turn)) return;
  setGate(turn, { ...gate, endsAt: turn.now + turn.settings.times.start });
}

function haveAllOpened({ settings: { devices }, terminal }: Turn): boolean {
  const pad = devices.pad === undefined || terminal.padReady;
  const cards = devices.cardReader === undefined || terminal.cardReaderReady;
  return pad && cards && (devices.scanner === undefined || terminal.scannerReady);
}

/** A pad that became clear must stay so for a moment; one that is laid on again is not clear. */
export function watchPad(turn: Turn): void {
  const gate = currentGate(turn);
  if (gate === undefined || gate.reason === 'starting') return;
  const { reason } = gate;
  const clear = turn.terminal.pad.length === 0;
  if (!clear && gate.endsAt !== undefined) setGate(turn, { reason });
  if (clear && gate.endsAt === undefined) {
    setGate(turn, { reason, endsAt: turn.now + turn.settings.times.padClear });
  }
}

export function passGate(turn: Turn): void {
  const gate = currentGate(turn);
  if (gate?.endsAt === undefined || turn.now < gate.endsAt) return;
  const clear = turn.terminal.pad.length === 0;
  if (gate.reason !== 'starting' || (clear && !gate.recovered)) return turn.go({ stage: 'idle' });
  // With the pad clear it is only said, for as long as a summary is.
  const endsAt = turn.now + turn.settings.times.done;
  setGate(turn, { reason: 'restarted', ...(clear && { endsAt }) });
}

/** A touch ends what was only said. */
export function dismissGate(turn: Turn): void {
  const gate = currentGate(turn);
  if (gate?.reason === 'restarted' && gate.endsAt !== undefined) turn.go({ stage: 'idle' });
}
