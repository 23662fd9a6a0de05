/** History, today and the week, for staff of the libraries where the terminals stand. */
import { currentRulebook } from '../../circulation/rulebook-store.ts';
import type { Reader } from '../../db/database.ts';
import { dayIn, dayNumber } from '../../libraries/rules/day.ts';
import type { Day } from '../../libraries/rules/day.ts';
import { lineage } from '../../libraries/rules/library-tree.ts';
import type { Reach } from '../../staff/reach.ts';
import { alertsBetween } from '../alerts/list-store.ts';
import { allFigures, sumOf } from '../rules/figures.ts';
import { daysLater, spanOf } from '../rules/week.ts';
import {
  countsOf,
  daysBetween,
  HOUR_MS,
  hoursBetween,
  minutes,
  placedTerminals,
} from './activity-store.ts';
import { foldHours } from './fold.ts';
import { readWeek, terminalFigures } from './week-store.ts';

const DAY_MS = 24 * HOUR_MS;

export const queries = {
  /** Undefined: there is no such terminal within reach. */
  'terminal-history': async (
    db: Reader,
    { reach, terminalId, days }: { reach: Reach; terminalId: string; days: number },
  ) => {
    const terminals = await placedTerminals(db, reach);
    const terminal = terminals.find(({ id }) => id === terminalId);
    if (!terminal) return undefined;
    const { timeZone, library, id, name } = terminal;
    const lastDay = dayIn(timeZone, reach.now);
    const firstDay = daysLater(lastDay, 1 - days);
    const span = spanOf(timeZone, firstDay, lastDay);
    const hours = (await hoursBetween(db, span, id)).get(id) ?? [];
    const old = (await daysBetween(db, { first: firstDay, last: lastDay }, id)).get(id) ?? [];
    return {
      terminal: { id, name },
      library,
      ...{ firstDay, lastDay },
      hours: hours.map((row) => ({ at: row.hour, ...countsOf(row), ...onlineOf(row) })),
      days: foldHours(hours, old, timeZone).map((row) => ({
        day: row.day,
        ...countsOf(row),
        ...onlineOf(row),
      })),
      alerts: await alertsBetween(db, reach, { terminalId, ...span }),
    };
  },

  'monitoring-today': async (db: Reader, { reach }: { reach: Reach }) => {
    const terminals = (await placedTerminals(db, reach)).filter(
      ({ removedAt }) => removedAt === null,
    );
    const found = await hoursBetween(db, { from: reach.now - DAY_MS, to: reach.now + 1 });
    const told = terminals.map(({ id, name, library, timeZone }) => {
      const today = dayIn(timeZone, reach.now);
      const rows = (found.get(id) ?? []).filter(({ hour }) => dayIn(timeZone, hour) === today);
      const hours = rows
        .filter(({ checkouts, checkins }) => checkouts + checkins > 0)
        .map(({ hour, checkouts, checkins }) => ({ at: hour, checkouts, checkins }));
      return { id, name, library, totals: sumOf(rows.map(countsOf)), hours };
    });
    return { totals: sumOf(told.map(({ totals }) => totals)), terminals: told };
  },

  /** @param firstDay of the week, a Monday */
  'weekly-report': async (
    db: Reader,
    { reach, firstDay, library }: { reach: Reach; firstDay: Day; library?: string | undefined },
  ) => {
    const { tree } = await currentRulebook(db);
    const within = (await placedTerminals(db, reach)).filter(
      (terminal) =>
        library === undefined ||
        lineage(tree, terminal.library.id).some(({ id }) => id === library),
    );
    const week = await readWeek(db, firstDay);
    const terminals = within.flatMap((one) => terminalFigures(one, week, reach.now) ?? []);
    const byLibrary = Map.groupBy(terminals, (terminal) => terminal.library.id);
    const libraries = [...byLibrary.values()].flatMap(([first, ...others]) =>
      first
        ? [
            {
              library: first.library,
              terminals: 1 + others.length,
              ...allFigures([first, ...others]),
            },
          ]
        : [],
    );
    const lastDay = daysLater(firstDay, 6);
    const over = terminals.every(
      ({ timeZone }) => dayNumber(dayIn(timeZone, reach.now)) > dayNumber(lastDay),
    );
    return {
      ...{ firstDay, lastDay, over, libraries },
      totals: allFigures(terminals),
      terminals: terminals.map(({ timeZone: _, ...terminal }) => terminal),
    };
  },
};

const onlineOf = ({ online_ms }: { online_ms: number }) => ({ onlineMinutes: minutes(online_ms) });
