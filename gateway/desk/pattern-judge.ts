/** The scan rules of a settings file that names patterns of card numbers. */
import type { Scan } from '../devices/device.ts';
import { scanMeaning } from '../session/rules/scans.ts';
import type { ScanJudge, ScanTaken } from './rules/scan-judge.ts';
import { tell } from './rules/sentences.ts';

/** @param cardPatterns numbers that fit one of them are patrons' cards */
export const judgeByPatterns = (cardPatterns: readonly RegExp[]): ScanJudge => ({
  inForce: cardPatterns.map(({ source }) => tell('desk.rule-pattern', { pattern: source })),
  taken: (scan) => takenBy(scan, cardPatterns),
  propose: () => undefined,
});

function takenBy(scan: Scan, cardPatterns: readonly RegExp[]): ScanTaken {
  const meaning = scanMeaning(scan, cardPatterns);
  const as = meaning === 'label' ? 'item' : meaning === 'isbn' ? 'isbn' : 'patron';
  return { as, checkDigit: 'absent', isPrivate: isPrivate(scan.text) };
}

/**
 * Fields with bars between them are a citizen's identity card or health insurance, 000201 begins a payment (EMV QRCPS
 * §4.1), and no label of a library is so long.
 */
const isPrivate = (text: string): boolean =>
  text.includes('|') || text.startsWith('000201') || text.length > 64;
