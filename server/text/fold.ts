/**
 * Text as it is searched: without marks, without case.
 * đ has no decomposition in Unicode, so it is folded by hand; strippers of marks forget it, and then "duong" does not find "Đường".
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The folded words of a query, each once. */
export function foldedWords(text: string): string[] {
  return [...new Set(fold(text).split(' '))].filter((word) => word !== '');
}
