/** What staff have to see to, as the desk asks for it and as a file for whoever looks into it. */
import type { TransactionId } from '../ils/ils.ts';
import type { Doubt } from './rules/desk-state.ts';

/** The outbox, as the desk may use it. */
export interface CheckList {
  /** Oldest first. */
  list(): readonly Doubt[];
  /** Staff have found out. @param by who says so */
  decide(id: TransactionId, done: boolean, by: string): void;
  /** Resolves when the library was asked, or could not be. */
  askAgain(id: TransactionId): Promise<void>;
}

const COLUMNS = ['id', 'act', 'kind', 'card', 'item', 'at', 'asked-at', 'found'] as const;

/** RFC 4180, with a mark for programs that take a file without one for something else than UTF-8. */
export function csvOf(doubts: readonly Doubt[]): string {
  const rows = doubts.map(({ act, askedAt, at, cardEnd, found, id, kind, label }) => [
    ...[id, act, kind, cardEnd === undefined ? '' : `…${cardEnd}`, label],
    ...[timeOf(at), askedAt === undefined ? '' : timeOf(askedAt), found.join(' ')],
  ]);
  return `\u{feff}${[COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

const timeOf = (at: number): string => new Date(at).toISOString();

/** A label that begins like a formula would be one in a spreadsheet. */
const cell = (text: string): string => {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};
