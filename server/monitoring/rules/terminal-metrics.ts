/** What each terminal last said, as numbers: their own pages of numbers are open to their own machines alone (docs/installers/watching.md). */
import { COUNTS } from './activity.ts';
import type { Family, Sample } from './exposition.ts';
import type { TerminalWord } from './terminal-word.ts';

export interface MeasuredTerminal {
  readonly id: string;
  readonly name: string;
  readonly library: string;
  readonly profile: string;
  readonly online: boolean;
  /** Epoch milliseconds; absent: never. */
  readonly heardAt?: number | undefined;
  /** What it last said, also when that is long ago: `terminal_heard_seconds` says when. */
  readonly word?: TerminalWord | undefined;
}

type Reading = readonly (readonly [labels: Sample['labels'], value: number])[];

interface Measure {
  readonly name: string;
  readonly help: string;
  readonly kind?: 'counter';
  readonly read: (terminal: MeasuredTerminal) => Reading;
}

const one = (value: number | undefined): Reading => (value === undefined ? [] : [[{}, value]]);
const flag = (value: boolean | undefined): Reading =>
  one(value === undefined ? undefined : Number(value));
/** Epoch seconds. */
const instant = (at: number | undefined): Reading =>
  one(at === undefined ? undefined : Math.round(at / 1000));

/** One sample for each state, 1 for the one that is: the names are what is compared. */
const states = (label: string, all: readonly string[], is: string | undefined): Reading =>
  is === undefined ? [] : all.map((state) => [{ [label]: state }, Number(state === is)]);

const MEASURES: readonly Measure[] = [
  {
    name: 'terminal_info',
    help: 'Who it is; always 1',
    read: ({ name, library, profile, word }) => [
      [{ name, library, profile, version: word?.version ?? '' }, 1],
    ],
  },
  { name: 'terminal_online', help: 'It is heard (1) or silent (0)', read: (t) => flag(t.online) },
  {
    name: 'terminal_heard_seconds',
    help: 'When it was last heard, epoch',
    read: (t) => instant(t.heardAt),
  },
  {
    name: 'terminal_stage',
    help: 'What it is doing',
    read: ({ word }) =>
      states(
        'stage',
        ['idle', 'signing-in', 'working', 'finishing', 'out-of-service'],
        word?.stage,
      ),
  },
  {
    name: 'terminal_queued',
    help: 'Transactions that wait there',
    read: ({ word }) => one(word?.queued),
  },
  {
    name: 'terminal_oldest_queued_seconds',
    help: 'When the oldest of them happened, epoch; 0: none',
    read: ({ word }) => (word ? instant(word.outbox?.oldestAt ?? 0) : []),
  },
  {
    name: 'terminal_permit_ends_seconds',
    help: 'End of what it may lend by without an answer, epoch',
    read: ({ word }) => instant(word?.permit?.endsAt),
  },
  {
    name: 'terminal_permit_lends',
    help: 'It would lend now without an answer (1) or not (0)',
    read: ({ word }) => flag(word?.permit?.lends),
  },
  {
    name: 'terminal_device_ready',
    help: 'The device works (1) or not (0)',
    read: ({ word }) =>
      word?.devices.map(({ id, kind, state }) => [
        { device: id, kind },
        Number(state === 'ready'),
      ]) ?? [],
  },
  {
    name: 'terminal_paper',
    help: 'Paper of its printer',
    read: ({ word }) => states('paper', ['ok', 'low', 'out'], word?.printer?.paper),
  },
  {
    name: 'terminal_printer_fault',
    help: 'The printer cannot print (1)',
    read: ({ word }) => flag(word?.printer && word.printer.fault !== undefined),
  },
  {
    name: 'terminal_bin_items',
    help: 'Items counted into a bin',
    read: ({ word }) => word?.dropBox?.bins.map(({ id, count }) => [{ bin: id }, count]) ?? [],
  },
  {
    name: 'terminal_bin_full',
    help: 'The bin takes no more, or is away (1)',
    read: ({ word }) =>
      word?.dropBox?.bins.map(({ id, fill }) => [
        { bin: id },
        Number(fill === 'full' || fill === 'away'),
      ]) ?? [],
  },
  {
    name: 'terminal_uncured_items',
    help: 'Books left with a tag that is not right',
    read: ({ word }) => one(word?.uncured),
  },
  {
    name: 'terminal_time_known',
    help: 'It knows what time it is (1) or not (0)',
    read: ({ word }) => flag(word?.clock?.known),
  },
  {
    name: 'terminal_disk_free_bytes',
    help: 'Free on its disk',
    read: ({ word }) => one(word?.machine?.diskFreeBytes),
  },
  {
    name: 'terminal_celsius',
    help: 'Of its processor',
    read: ({ word }) => one(word?.machine?.celsius),
  },
  ...COUNTS.map((count): Measure => ({
    name: `terminal_${count}_total`,
    help: `Since its gateway was started: ${count}`,
    kind: 'counter',
    read: ({ word }) => one(word?.counters?.[count]),
  })),
];

export const terminalMetrics = (terminals: readonly MeasuredTerminal[]): Family[] =>
  MEASURES.map(({ name, help, kind, read }): Family => ({
    ...{ name, help },
    kind: kind ?? 'gauge',
    samples: terminals.flatMap((terminal) =>
      read(terminal).map(([labels, value]) => ({
        labels: { terminal: terminal.id, ...labels },
        value,
      })),
    ),
  }));
