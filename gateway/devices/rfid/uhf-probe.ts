import { ask } from '../detect/probe.ts';
import type { Found, Probe } from '../detect/probe.ts';
import { decodeUhfReaderInfo, UHF_COMMAND, UHF_STATUS, uhfType } from './uhf-command-frames.ts';
import type { UhfReaderInfo } from './uhf-command-frames.ts';
import { ANY_UHF_READER, encodeUhfRequest, UhfAnswerParser } from './uhf-reader18-frames.ts';

/** [21] get reader information: answered in every work mode (UHFReader18 §8.4.9). */
export const probeUhf: Probe = async (port, waitMs) => {
  const request = encodeUhfRequest({
    address: ANY_UHF_READER,
    command: UHF_COMMAND.readerInfo,
    data: new Uint8Array(),
  });
  const info = await ask(port, { request, read: infoIn, waitMs });
  return info && foundBy(info);
};

/** Behind noise, too: a reader in scan mode pushes what it sees at any time. */
function infoIn(heard: Uint8Array): UhfReaderInfo | undefined {
  for (let from = 0; from < heard.length; from++) {
    for (const piece of new UhfAnswerParser().push(heard.subarray(from))) {
      if (piece.kind !== 'answer') continue;
      const { command, status, data } = piece.response;
      const isInfo = command === UHF_COMMAND.readerInfo && status === UHF_STATUS.ok;
      const info = isInfo ? decodeUhfReaderInfo(data) : undefined;
      if (info) return info;
    }
  }
  return undefined;
}

const foundBy = ({ type, firmware }: UhfReaderInfo): Found => ({
  driver: 'uhfreader18',
  model: { name: uhfType(type).name, firmware },
});
