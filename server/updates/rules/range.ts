/** Which bytes of a file are asked for (RFC 9110 §14.1.2). */

export interface ByteRange {
  readonly first: number;
  /** Counted from 0, and within the file. */
  readonly last: number;
}

/** @returns undefined: all of it. Several ranges, and units that are not bytes, are passed over, as §14.2 allows. */
export function rangeIn(
  header: string | undefined,
  size: number,
): ByteRange | 'not-satisfiable' | undefined {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  if (to !== '' && from !== '' && Number(from) > Number(to)) return undefined;
  return range.first > range.last ? 'not-satisfiable' : range;
}
