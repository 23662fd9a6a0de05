import { ask } from '../detect/probe.ts';
import type { Probe } from '../detect/probe.ts';
import { encodeSsi, SSI, SsiParser } from './ssi-frames.ts';

/** REQUEST_REVISION: the scanner tells its firmware, the board and the engine, with spaces between. */
export const probeZebra: Probe = async (port, waitMs) => {
  const request = encodeSsi(SSI.requestRevision);
  const revision = await ask(port, { request, read: revisionIn, waitMs });
  if (revision === undefined) return undefined;
  const firmware = /^[\x21-\x7e]+/.exec(revision)?.[0];
  const name = 'Zebra scanner';
  return { driver: 'zebra-ssi', model: { name, ...(firmware !== undefined && { firmware }) } };
};

function revisionIn(heard: Uint8Array): string | undefined {
  for (const piece of new SsiParser().push(heard)) {
    if (piece.kind === 'packet' && piece.packet.opcode === SSI.replyRevision) {
      return String.fromCharCode(...piece.packet.data);
    }
  }
  return undefined;
}
