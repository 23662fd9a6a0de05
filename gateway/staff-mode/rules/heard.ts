/** What staff are told of what was scanned or laid down: what it is, and nothing of whose it is (SM5). */
import type { ScanMeaning } from '../../scans/scan-rules.ts';
import type { SeenTag } from '../../session/rules/label.ts';
import type { StaffScan, StaffTag } from '../../staff-messages.ts';
import { endOf } from './who.ts';

export function cardIn(meaning: ScanMeaning): string | undefined {
  if (meaning.kind === 'patron') return meaning.card;
  return meaning.kind === 'either' ? meaning.text : undefined;
}

export function scanKind({ kind }: ScanMeaning): StaffScan {
  switch (kind) {
    case 'patron':
      return 'card';
    case 'item':
      return 'label';
    case 'either':
    case 'unreadable':
      return kind;
    default:
      return 'other';
  }
}

export function staffTag({ label, uid }: SeenTag): StaffTag {
  const chip = endOf(uid);
  switch (label.kind) {
    case 'item': {
      const { item, part } = label;
      const isOfSet = part.of > 1;
      return {
        ...{ chip, kind: 'item', label: item.identifier },
        ...(isOfSet && { part: part.number }),
      };
    }
    case 'card':
      return { chip, kind: 'card' };
    case 'damaged':
      return { chip, kind: 'unreadable' };
    case 'foreign':
      return { chip, kind: 'blank' };
  }
}
