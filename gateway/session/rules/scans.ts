/** What is said of a scan that is neither a card nor a label. */
import type { Scan } from '../../devices/device.ts';
import { scanMeaning } from '../../scans/scan-rules.ts';
import type { ScanMeaning } from '../../scans/scan-rules.ts';
import type { Turn } from './turn.ts';

export type Neither = Exclude<ScanMeaning, { kind: 'patron' | 'item' | 'either' }>;

const NOTICES: Readonly<Record<Exclude<Neither['kind'], 'ignored'>, string>> = {
  isbn: 'isbn-scanned',
  'identity-card': 'identity-card-declined',
  'health-card': 'health-card-scanned',
  payment: 'payment-code-scanned',
  link: 'link-scanned',
  unreadable: 'scan-unreadable',
};

export const meaningOf = ({ settings }: Turn, scan: Scan): ScanMeaning =>
  scanMeaning(scan, settings.scans);

export function tellNeither(turn: Turn, { kind }: Neither): void {
  if (kind !== 'ignored') turn.tell(NOTICES[kind]);
}

/**
 * The number of a citizen's card, where the site has its library asked by it. A keyboard does not carry Vietnamese
 * safely (input methods rewrite what is typed): what came by one is not believed.
 */
export const askableNumber = (
  { settings }: Turn,
  scan: Scan,
  meaning: ScanMeaning,
): string | undefined =>
  meaning.kind === 'identity-card' && settings.scans.identityCard === 'ask-library' && !scan.typed
    ? meaning.number
    : undefined;
