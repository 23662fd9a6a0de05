/** What was written to the simulated tags outlives the stand, as it does in a real label. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { BookTag } from '#tests/simulators/book-tag.ts';

const Kept = z.record(
  z.string(),
  z.strictObject({
    afi: z.number().int(),
    dsfid: z.number().int(),
    memory: z.string(),
    eas: z.boolean().default(false),
    locked: z.array(z.number().int()).default([]),
    epc: z.string().exactOptional(),
  }),
);

/** Writes into the tags what the file remembers of them. */
export function recallTags(file: string, tags: readonly BookTag[]): void {
  if (!existsSync(file)) return;
  const kept = Kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  for (const tag of tags) {
    const found = kept[tag.uid];
    if (found === undefined) continue;
    tag.afi = found.afi;
    tag.dsfid = found.dsfid;
    tag.eas = found.eas;
    for (const block of found.locked) tag.locked.add(block);
    if (found.epc !== undefined) tag.epc = Uint8Array.from(Buffer.from(found.epc, 'hex'));
    tag.memory.set(Buffer.from(found.memory, 'hex').subarray(0, tag.memory.length));
  }
}

export function keepTags(file: string, tags: readonly BookTag[]): void {
  const kept = Object.fromEntries(
    tags.map(({ uid, afi, dsfid, memory, eas, locked, epc }) => [
      uid,
      {
        ...{ afi, dsfid, memory: inHex(memory), eas, locked: [...locked] },
        ...(epc && { epc: inHex(epc) }),
      },
    ]),
  );
  // Renamed into place, so that a stand killed meanwhile finds the old file or the new one.
  writeFileSync(`${file}.new`, JSON.stringify(kept));
  renameSync(`${file}.new`, file);
}

const inHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
