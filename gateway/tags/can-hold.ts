import type { DataModel } from './data-model.ts';
import type { Sentence } from './sentence.ts';
import type { ImageOptions } from './write-image.ts';
import { planWrite } from './write-plan.ts';

/** Bytes; larger than any library label. */
const LARGE = 1024;
const BLOCK_SIZE = 4;
const NO_EPC = Uint8Array.of(0, 0);

/**
 * Why no label of this format, however large, holds this number; undefined: it can be held. For whoever has a cart of
 * books to tag and would find it out at the first label.
 */
export function whyNotHeld(
  model: DataModel,
  itemId: string,
  options: ImageOptions = {},
): Sentence | undefined {
  const memory = new Uint8Array(LARGE);
  const epc = model === 'iso28560-4' ? { epc: NO_EPC } : {};
  const tag = { memory, blockSize: BLOCK_SIZE, afi: undefined, ...epc };
  const content = { itemId, isil: SOME_OWNER, part: 1, partsInItem: 1, usage: 1 };
  const plan = planWrite(model, content, { tag, locks: [] }, options);
  return plan.kind === 'refused' ? plan.why : undefined;
}

/** Who owns the item is asked for only once it is known. */
const SOME_OWNER = 'ZZ-00';
