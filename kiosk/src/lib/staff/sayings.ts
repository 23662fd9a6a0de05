/** Codes of the server's answers put together into words that several pages say. */
import type { Fee, Hold, Refusal } from './answers.ts';
import type { StaffWords } from './words.ts';

/** Instants and days inside a refusal are told as days. */
const DATES = new Set(['date', 'dueAt', 'until']);

export function refusalText(words: StaffWords, { code, params }: Refusal): string {
  const values = Object.entries(params).map(
    ([name, value]) => [name, DATES.has(name) ? words.day(value) : value] as const,
  );
  return (
    words.find(`refused.${code}`, Object.fromEntries(values)) ??
    words.text('trouble.other', { code })
  );
}

interface By {
  readonly kind: 'staff' | 'terminal' | 'sip2' | 'system' | 'import';
  readonly id: string;
  readonly name?: string | undefined;
}

export const byText = (words: StaffWords, { kind, id, name }: By): string =>
  words.text(`by.${kind}`, { name: name ?? id });

export const feeText = (words: StaffWords, { kind, item, note }: Fee): string =>
  [words.text(`fee.kind.${kind}`), item?.title, note].filter(Boolean).join(' · ');

export function holdText(words: StaffWords, { state, position, shelfUntil }: Hold): string {
  if (state === 'waiting' && position !== undefined)
    return words.text('hold.state.waiting', { position });
  if (state === 'on-shelf' && shelfUntil !== undefined)
    return words.text('hold.state.on-shelf', { day: words.day(shelfUntil) });
  return words.find(`hold.state.${state}.plain`) ?? words.find(`hold.state.${state}`) ?? state;
}
