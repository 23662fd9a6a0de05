/**
 * Draws the references anew: `node tests/receipt/make-references.ts`. After a change of face, size or library each of
 * them has to be LOOKED AT by somebody who reads Vietnamese, enlarged, before it is committed: that a test compares is
 * worth no more than what it compares with.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drawReceipt } from '#gateway/receipt/raster.ts';
import { toPbm } from '#gateway/receipt/rules/dots.ts';
import { referenceOf, SAMPLES } from './samples.ts';

for (const sample of SAMPLES) {
  const file = referenceOf(sample);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, toPbm(await drawReceipt(sample.blocks, sample.dots)));
  console.log(fileURLToPath(file));
}
