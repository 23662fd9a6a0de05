/** What a scanned code is, as far as its own letters tell. */
import type { Scan } from '../../devices/device.ts';

export type ScanMeaning = 'isbn' | 'card' | 'label';

/**
 * ISSN (977), ISBN (978, 979): printed by the publisher, the same on every copy, so never a library's label.
 * The check digit is looked at too, because a library's own numbers may begin so (EAN-13, GS1 §7.9).
 */
function isBookTradeCode(text: string): boolean {
  if (!/^97[789]\d{10}$/.test(text)) return false;
  const sum = [...text].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

export function scanMeaning({ text }: Scan, cardPatterns: readonly RegExp[]): ScanMeaning {
  if (isBookTradeCode(text)) return 'isbn';
  return cardPatterns.some((pattern) => pattern.test(text)) ? 'card' : 'label';
}
