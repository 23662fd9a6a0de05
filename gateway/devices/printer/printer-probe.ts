import { ask } from '../detect/probe.ts';
import type { Probe } from '../detect/probe.ts';
import { askIdentity, askStatus } from './escpos-commands.ts';
import type { Identity, StatusKind } from './escpos-commands.ts';
import { EscposHearing } from './escpos-hearing.ts';

const KINDS: readonly StatusKind[] = [1, 2, 3, 4];

/**
 * DLE EOT 1 to 4. One byte in a pattern is little to know a protocol by, four in a row are not: each must come alone,
 * and to its own question.
 */
export const probeEscpos: Probe = async (port, waitMs) => {
  for (const kind of KINDS) {
    const isAnswered = await ask(port, {
      ...{ request: askStatus(kind), read: loneStatus, waitMs },
      tries: kind === 1 ? 2 : 1,
    });
    if (!isAnswered) return undefined;
  }
  const name = async (what: Identity) =>
    ask(port, { request: askIdentity(what), read: textIn, waitMs, tries: 1 });
  const model = await name('model');
  const firmware = model === undefined ? undefined : await name('firmware');
  return {
    driver: 'escpos',
    model: {
      name: model ?? 'a printer of ESC/POS that does not say its name',
      ...(firmware !== undefined && { firmware }),
    },
  };
};

function loneStatus(heard: Uint8Array): true | undefined {
  const all = new EscposHearing().push(heard);
  return all.length === 1 && all[0]?.kind === 'status' ? true : undefined;
}

function textIn(heard: Uint8Array): string | undefined {
  for (const piece of new EscposHearing().push(heard)) {
    if (piece.kind === 'text' && piece.text !== '') return piece.text;
  }
  return undefined;
}
