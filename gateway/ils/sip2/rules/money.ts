/**
 * BV as it is met: `0.00`, `12000`, `12.000`, `12,5`, blanks. A point or comma before three digits parts thousands,
 * before one or two it is a decimal sign; no currency that is asked for here has three decimals.
 * @returns undefined where it is no amount
 */
export function readMoney(text: string | undefined): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,3}([.,]\d{3})+([.,]\d{1,2})?$/.test(trimmed)) return amount(trimmed);
  return /^\d+([.,]\d{1,2})?$/.test(trimmed) ? amount(trimmed) : undefined;
}

function amount(text: string): number {
  const [, whole = '', decimals = '0'] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  return Number(`${whole.replace(/[.,]/g, '')}.${decimals}`);
}
