/** “2 và 3” would need grammar in each language; numbers in a row are read everywhere. */
export const partList = (parts: readonly number[]): { count: number; parts: string } => ({
  count: parts.length,
  parts: parts.join(', '),
});
