import { ask } from '../detect/probe.ts';
import type { Probe } from '../detect/probe.ts';
import { COMMAND, modelOf, request, versionAnswer, versionRequestD5 } from './d6-commands.ts';
import { D6Parser } from './d6-frames.ts';

/**
 * Get version, first in the frames of the specification, then in those of the 810 with which the maker's own
 * software begins.
 */
export const probeThreeM: Probe = async (port, waitMs) => {
  const read = (heard: Uint8Array) => {
    for (const piece of new D6Parser().push(heard)) {
      const version = piece.kind === 'frame' ? versionAnswer(piece) : undefined;
      if (version) return version;
    }
    return undefined;
  };
  const plain = await ask(port, { request: request(COMMAND.version), read, waitMs });
  const version =
    plain ?? (await ask(port, { request: versionRequestD5(), read, waitMs, tries: 1 }));
  return version && { driver: '3m-d6', model: modelOf(version) };
};
