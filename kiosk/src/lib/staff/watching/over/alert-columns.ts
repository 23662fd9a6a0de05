/** What stands in a table of alerts, column by column. */
import type { Column } from '../../parts/sorted.ts';
import { whoText } from '../who.ts';
import type { StaffWords } from '../../words.ts';
import type { Alert } from '../answers.ts';
import { SEVERITIES } from '../codes.ts';

const MINUTE_MS = 60_000;
/** ISO 8601 sorts as time does, and every spreadsheet reads it. */
const timeOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

/** @param now epoch milliseconds: how long what is still open has lasted */
export function alertColumns(words: StaffWords, now: number): Column<Alert>[] {
  return [
    { key: 'what', name: words.text('alerts.what'), value: (alert) => alert.words.what },
    { key: 'terminal', name: words.text('column.name'), value: ({ terminal }) => terminal.name },
    { key: 'library', name: words.text('alerts.library'), value: ({ library }) => library.name },
    {
      ...{ key: 'severity', name: words.text('alerts.severity') },
      // The digit sorts the most urgent to the top, whatever the language.
      value: ({ severity }) =>
        `${SEVERITIES.indexOf(severity) + 1} ${words.text(`severity.${severity}`)}`,
    },
    { key: 'opened', name: words.text('alerts.opened'), value: (one) => timeOf(one.openedAt) },
    { key: 'closed', name: words.text('alerts.closed'), value: (one) => timeOf(one.closedAt) },
    {
      ...{ key: 'lasted', name: words.text('alerts.lasted.minutes'), number: true },
      value: ({ openedAt, closedAt = now }) => Math.round((closedAt - openedAt) / MINUTE_MS),
    },
    { key: 'flaps', name: words.text('alerts.flaps'), value: ({ flaps }) => flaps, number: true },
    {
      ...{ key: 'by', name: words.text('alerts.by') },
      value: ({ acknowledged }) =>
        acknowledged &&
        [whoText(words, acknowledged.by), acknowledged.note].filter(Boolean).join(': '),
    },
  ];
}
