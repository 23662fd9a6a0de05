/** Circulation status of 18, derived as everywhere from loan, hold, transit and condition (SIP 2.00, circulation status). */
import type { ItemFacts, ReturnedFacts } from './facts.ts';

export const STATUS = {
  other: '01',
  available: '03',
  charged: '04',
  onHoldShelf: '08',
  inTransit: '10',
  claimedReturned: '11',
  lost: '12',
  missing: '13',
} as const;

export function circulationStatus(
  item: Pick<ItemFacts, 'loan' | 'captured' | 'transitTo' | 'condition'>,
): string {
  if (item.loan) return item.loan.claimedReturned ? STATUS.claimedReturned : STATUS.charged;
  if (item.condition === 'withdrawn') return STATUS.other;
  if (item.condition === 'lost') return STATUS.lost;
  if (item.condition === 'missing') return STATUS.missing;
  if (item.transitTo !== undefined) return STATUS.inTransit;
  return item.captured ? STATUS.onHoldShelf : STATUS.available;
}

/** Where it is to be: with who waits, else under way, else at home. */
export const destinationOf = (
  item: Pick<ReturnedFacts, 'captured' | 'transitTo' | 'home'>,
): string => item.transitTo ?? item.captured?.pickupLibraryId ?? item.home.id;
