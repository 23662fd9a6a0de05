import { ask } from '../detect/probe.ts';
import type { Probe } from '../detect/probe.ts';
import { encodeCommand, FROM_CHIP, Pn532Parser } from './pn532-frames.ts';
import { WAKE_UP } from './pn532-line.ts';
import { GET_FIRMWARE, NO_SAM, PN532, SAM_CONFIGURATION } from './pn532-reader.ts';

/**
 * GetFirmwareVersion. A chip that sleeps answers nothing before it was woken with SAMConfiguration (UM0701-02 §7.2.11);
 * the mode that this asks for is the one it has from the factory.
 */
export const probePn532: Probe = async (port, waitMs) => {
  const wake = Uint8Array.of(...WAKE_UP, ...encodeCommand(SAM_CONFIGURATION, NO_SAM));
  const woken = await ask(port, { request: wake, read: answerTo(SAM_CONFIGURATION), waitMs });
  if (!woken) return undefined;
  const request = encodeCommand(GET_FIRMWARE, new Uint8Array());
  const version = await ask(port, { request, read: answerTo(GET_FIRMWARE), waitMs });
  const [ic, major, minor] = version ?? [];
  if (ic !== PN532 || major === undefined || minor === undefined) return undefined;
  return { driver: 'pn532', model: { name: 'NXP PN532', firmware: `${major}.${minor}` } };
};

const answerTo =
  (command: number) =>
  (heard: Uint8Array): Uint8Array | undefined => {
    for (const piece of new Pn532Parser().push(heard)) {
      if (piece.kind !== 'information' || piece.tfi !== FROM_CHIP) continue;
      if (piece.command === command + 1) return piece.data;
    }
    return undefined;
  };
