/** The bytes of a tag in rows, block after block, each byte with what it belongs to. */
import type { DeskTag } from '#gateway/desk-messages.ts';

export type Range = NonNullable<DeskTag['ranges']>[number];

export interface Row {
  readonly block: number;
  readonly locked: boolean;
  readonly bytes: readonly { readonly hex: string; readonly what: Range['what'] | undefined }[];
  /** Printable ASCII; all else is a dot. */
  readonly text: string;
}

export function rowsOf({ blocks, ranges = [] }: DeskTag): readonly Row[] {
  let offset = 0;
  return blocks.map(({ hex, locked }, block) => {
    const bytes = (hex.match(/../g) ?? []).map((byte, at) => ({
      hex: byte.toUpperCase(),
      what: ranges.find(({ from, to }) => from <= offset + at && offset + at < to)?.what,
    }));
    offset += bytes.length;
    return { block, locked: locked === true, bytes, text: bytes.map(printable).join('') };
  });
}

function printable({ hex }: { hex: string }): string {
  const code = Number.parseInt(hex, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}

/** What the ranges mean, each once, in memory order. */
export const legendOf = ({ ranges = [] }: DeskTag): readonly Range['what'][] => [
  ...new Set(ranges.map(({ what }) => what)),
];
