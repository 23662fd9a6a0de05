/** Far longer than the longest frame in JSON needs. */
export const MAX_LINE = 1 << 20;

/** A line of text, or one that was longer than `MAX_LINE` characters and has been thrown away. */
export type TextLine = { readonly text: string } | { readonly tooLong: true };

/**
 * Cuts a stream of text into lines as it comes. A line without an end is a line, too, when it is not empty. Holds one
 * line of the greatest length at most.
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<TextLine> {
  let pending = '';
  let skipping = false;
  for await (const chunk of chunks) {
    const pieces = chunk.split('\n');
    for (const [at, piece] of pieces.entries()) {
      if (!skipping) pending += piece;
      skipping ||= pending.length > MAX_LINE;
      if (skipping) pending = '';
      if (at === pieces.length - 1) continue;
      yield skipping ? { tooLong: true } : { text: pending };
      pending = '';
      skipping = false;
    }
  }
  if (skipping) yield { tooLong: true };
  else if (pending !== '') yield { text: pending };
}
