import { expect, test } from 'vitest';
import { chipOf } from './chip.ts';

test.each([
  ['E004010012345678', 'NXP ICODE SLI'],
  ['E004015012345678', 'NXP ICODE SLIX'],
  ['E004010812345678', 'NXP ICODE SLIX2'],
  ['E004011812345678', 'NXP ICODE DNA'],
  ['E004020012345678', 'NXP ICODE SLI-S'],
  ['E004031012345678', 'NXP ICODE SLIX-L'],
  ['E004FF0012345678', 'NXP'],
  ['E002220012345678', 'ST'],
  ['E007810012345678', 'TI'],
  ['E0FF010012345678', undefined],
  ['E28011606000020A1B2C3D4E', 'Impinj'],
  ['E2806894000040001A2B3C4D', 'NXP'],
  ['E2003412012345678A9B0C1D', 'Alien'],
  ['E2FFF412012345678A9B0C1D', undefined],
  // ISO 14443: four, seven bytes, the first of which may be any.
  ['E0040100', undefined],
  ['04A2B3C4D5E6F7', undefined],
])('%s: %s', (uid, chip) => {
  expect(chipOf(uid)).toBe(chip);
});
