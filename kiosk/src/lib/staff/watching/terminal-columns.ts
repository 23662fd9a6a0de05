/** What stands in the table of terminals, column by column. */
import type { Column } from '../parts/sorted.ts';
import type { StaffWords } from '../words.ts';
import type { TodayOf, WatchedDevice } from './answers.ts';
import { HEALTHS, isInTrouble } from './health.ts';
import type { Standing } from './network.ts';

/** ISO 8601 sorts as time does, and every spreadsheet reads it. */
const timeOf = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

type Value = Column<Standing>['value'];

export function terminalColumns(
  words: StaffWords,
  today: ReadonlyMap<string, TodayOf>,
): Column<Standing>[] {
  const text = (key: string, value: Value): Column<Standing> => ({
    ...{ key, name: words.find(`column.${key}`) ?? key, value },
  });
  const number = (key: string, value: Value) => ({ ...text(key, value), number: true });
  const done = ({ terminal }: Standing) => today.get(terminal.id)?.totals;
  return [
    text('name', ({ terminal }) => terminal.name),
    text('library', ({ terminal }) => terminal.library.path.join(' › ')),
    // The digit sorts the worst to the top, whatever the language.
    text(
      'health',
      ({ health }) => `${HEALTHS.indexOf(health) + 1} ${words.text(`health.${health}`)}`,
    ),
    text('devices', ({ terminal }) =>
      devicesText(words, terminal.state?.devices ?? [], terminal.online),
    ),
    number('queued', ({ terminal }) => terminal.state?.queued),
    text('permit', ({ terminal }) => timeOf(terminal.state?.permit?.endsAt)),
    number('checkouts', (one) => done(one)?.checkouts),
    number('checkins', (one) => done(one)?.checkins),
    text('last-transaction', ({ terminal }) => timeOf(terminal.state?.lastTransactionAt)),
    text('heard', ({ terminal }) => timeOf(terminal.heardAt)),
    text('version', ({ terminal }) => terminal.state?.version),
  ];
}

/** Those in trouble first. */
const devicesText = (
  words: StaffWords,
  devices: readonly WatchedDevice[],
  online: boolean,
): string =>
  devices
    .toSorted((a, b) => Number(isInTrouble(b)) - Number(isInTrouble(a)))
    .map(({ kind, state }) => {
      const known = online ? state : 'unknown';
      return words.text('device.is', {
        device: words.text(`device.${kind}`),
        state: words.text(`device.${known}`),
      });
    })
    .join('; ');
