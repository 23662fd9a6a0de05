/** The face of receipts: Be Vietnam Pro, as the screens have it, drawn for Vietnamese (SIL Open Font License). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import type { Style } from './rules/layout.ts';

/** Semi-bold: a stem has two dots at least, wherever it stands; of one dot, thermal paper leaves gaps. */
const REGULAR = 600;
const BOLD = 800;

/** The package has the letters in parts; one list of families makes them one face again. */
const SUBSETS = ['latin', 'vietnamese', 'latin-ext'] as const;
const family = (subset: string): string => `Receipt ${subset}`;
const FACE = SUBSETS.map((subset) => `"${family(subset)}"`).join(', ');

export const fontOf = ({ size, bold }: Style): string =>
  `${bold ? BOLD : REGULAR} ${size}px ${FACE}`;

let isLoaded = false;

/** Reads the files once in this process. @throws Error when one is missing or no font */
export function loadFonts(): void {
  if (isLoaded) return;
  for (const subset of SUBSETS) {
    for (const weight of [REGULAR, BOLD]) load(subset, weight);
  }
  isLoaded = true;
}

function load(subset: string, weight: number): void {
  const file = join(folder(), `be-vietnam-pro-${subset}-${weight}-normal.woff2`);
  if (!GlobalFonts.register(readFileSync(file), family(subset))) {
    throw new Error(`${file} is no font that can be used`);
  }
}

function folder(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(resolve('@fontsource/be-vietnam-pro/400.css'), '../files');
}
