import { expect, test } from 'vitest';
import { masked } from './masked.ts';

test.each([
  ['20117000042173', '201••••••••173'],
  ['DEMO-042', 'DE••••42'],
  ['4217', '4••7'],
  ['421', '•••'],
  ['', ''],
])('%s is shown as %s', (text, shown) => expect(masked(text)).toBe(shown));
