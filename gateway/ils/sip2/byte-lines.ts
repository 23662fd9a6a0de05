/** A line of a capture, or one that was longer than the limit and has been thrown away. */
export type ByteLine = { readonly bytes: Uint8Array } | { readonly tooLong: true };

/** Far longer than any message. Bytes. */
export const MAX_LINE = 1 << 20;

const LF = 0x0a;

/** Cuts a stream at LF, whatever else it is. Holds one line of the greatest length at most. */
export async function* byteLinesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ByteLine> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  const ended = (): ByteLine => {
    const line = length > MAX_LINE ? { tooLong: true as const } : { bytes: Buffer.concat(pieces) };
    pieces = [];
    length = 0;
    return line;
  };
  const keep = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > MAX_LINE) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      keep(chunk.subarray(from, at));
      yield ended();
      from = at + 1;
    }
    keep(chunk.subarray(from));
  }
  if (length > 0) yield ended();
}
