/** FNV-1a with 32 bits: enough to know something again without keeping it, as it may be somebody's papers. */
export function digestOf(bytes: Iterable<number>): number {
  let digest = 0x811c9dc5;
  for (const byte of bytes) digest = Math.imul(digest ^ byte, 0x01000193) >>> 0;
  return digest;
}
