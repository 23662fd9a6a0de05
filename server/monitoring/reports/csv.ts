/** A report as CSV (RFC 4180): one line a terminal. Pure but for its words. */
import type { Language } from '../rules/wishes.ts';
import { text } from '../words/words.ts';
import type { Report } from './schema.ts';

const COLUMNS = [
  'visits',
  'checkouts',
  'checkins',
  'renewals',
  'refusals',
  'receipts',
  'faults',
  'paperChanges',
  'onlineMinutes',
  'upTime',
  'alerts',
  'alertMinutes',
  'longestSilenceMinutes',
] as const;

type Terminal = Report['terminals'][number];

/** With a byte order mark: without one spreadsheets take UTF-8 for something else. */
export function reportCsv({ week, terminals }: Report, language: Language): string {
  const heads = (['week', 'library', 'terminal', ...COLUMNS] as const).map((name) =>
    text(language, `report.${name}`),
  );
  const lines = terminals.map((terminal) => [
    week,
    terminal.library.name,
    terminal.name,
    ...COLUMNS.map((name) => cell(terminal, name)),
  ]);
  return (
    '\u{FEFF}' + [heads, ...lines].map((line) => line.map(quoted).join(',')).join('\r\n') + '\r\n'
  );
}

function cell(terminal: Terminal, name: (typeof COLUMNS)[number]): string {
  if (name !== 'upTime') return String(Math.round(terminal[name]));
  return terminal.upTime === undefined ? '' : (terminal.upTime * 100).toFixed(1);
}

/** A cell that begins like a formula would be carried out by a spreadsheet (OWASP, “CSV Injection”). */
function quoted(value: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n']/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
