import { ask } from '../detect/probe.ts';
import type { Found, Probe } from '../detect/probe.ts';
import { ANY_READER, decodeResponse, encodeRequest, FrameParser } from './feig-frames.ts';
import type { FeigResponse } from './feig-frames.ts';
import { COMMAND, decodeReaderInfo, STATUS } from './iso-host-frames.ts';

/**
 * [65] get software version: every FEIG reader knows it, whatever its mode, and answers only where speed and parity
 * are its own (H20800-16e §4.2).
 */
export const probeFeig: Probe = async (port, waitMs) => {
  const request = encodeRequest({
    address: ANY_READER,
    command: COMMAND.softwareVersion,
    data: new Uint8Array(),
  });
  const answer = await ask(port, { request, read: versionIn, waitMs });
  return answer && foundBy(answer);
};

/** Behind noise, too: a reader in scan mode pushes what it sees at any time. */
function versionIn(heard: Uint8Array): FeigResponse | undefined {
  for (let from = 0; from < heard.length; from++) {
    for (const piece of new FrameParser().push(heard.subarray(from))) {
      const response = piece.kind === 'frame' ? decodeResponse(piece.bytes) : undefined;
      if (response?.command === COMMAND.softwareVersion) return response;
    }
  }
  return undefined;
}

function foundBy({ status, data }: FeigResponse): Found {
  const info = status === STATUS.ok ? decodeReaderInfo(data) : undefined;
  const driver = 'feig-iso-host';
  if (info) return { driver, model: { name: `FEIG ${info.model}`, firmware: info.firmware } };
  const note = 'it does not say what it is; if it sends by itself, set it to ISO host mode';
  return { driver, model: { name: 'FEIG reader' }, note };
}
