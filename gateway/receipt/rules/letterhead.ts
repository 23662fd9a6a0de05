/** What stands on top and at the end of everything that is printed for visitors. */
import type { Block } from './block.ts';
import type { ReceiptTemplate } from './template.ts';

export const centred = (text: string): Block => ({
  ...{ kind: 'text', text, size: 'small', align: 'centre' },
});

export const letterhead = (library: string, { header, logo }: ReceiptTemplate): Block[] => [
  ...(logo ? [{ kind: 'picture', png: logo } as const] : []),
  { kind: 'text', text: library, size: 'large', bold: true, align: 'centre' },
  ...header.map(centred),
  { kind: 'rule' },
];

export const foot = ({ footer }: ReceiptTemplate): Block[] =>
  footer.length === 0 ? [] : [{ kind: 'rule', dashed: true }, ...footer.map(centred)];
