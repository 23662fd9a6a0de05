/** Which marks make sense for an item as it is now. The server decides; this spares buttons that it would refuse. */
import type { Item, Mark } from '../answers.ts';

type Known = Pick<Item, 'condition'> & { readonly state: Pick<Item['state'], 'state'> };

export function marksFor({ condition, state: { state } }: Known): Mark[] {
  if (condition === 'withdrawn') return [];
  if (condition === 'lost' || condition === 'missing') return ['found', 'withdrawn'];
  const onLoan = state === 'on-loan';
  return [
    ...(onLoan ? (['claim-returned'] as const) : (['in-library-use'] as const)),
    condition === 'damaged' ? 'mended' : 'damaged',
    ...(onLoan ? [] : (['missing'] as const)),
    'lost',
    ...(onLoan ? [] : (['withdrawn'] as const)),
  ];
}
