/** What terminals have done: history, today, the week. */
import { z } from '@hono/zod-openapi';
import { Day, Id, Instant, LibraryRef } from '../../staff/desk-schema.ts';
import { AlertCode, AlertView, Language } from '../alerts/schema.ts';

const Count = z.number().int().nonnegative();

/** As the terminal itself counts them. */
export const Counts = z
  .object({
    visits: Count,
    checkouts: Count,
    checkins: Count,
    renewals: Count,
    refusals: Count,
    receipts: Count,
    faults: Count.openapi({ description: 'How often a device of it went faulty' }),
    paperChanges: Count,
  })
  .openapi('TerminalCounts');
export type Counts = z.infer<typeof Counts>;

const TerminalRef = z.object({ id: z.string(), name: z.string() });
const OnlineMinutes = z.number().nonnegative().openapi({ description: 'Minutes it was heard' });

const Hour = Counts.extend({
  at: Instant.openapi({ description: 'Begin of the hour (of UTC)' }),
  onlineMinutes: OnlineMinutes,
}).openapi('TerminalHour');

/** `GET /api/staff/terminals/{id}/history` */
export const HistoryQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(730).default(7).openapi({
    description: 'Back from today, in the library’s time; hours are kept for 90 days',
  }),
  language: Language.default('vi'),
});
export const TerminalHistory = z
  .object({
    terminal: TerminalRef,
    library: LibraryRef,
    firstDay: Day,
    lastDay: Day,
    hours: z.array(Hour).openapi({ description: 'Only those in which it was heard; in order' }),
    days: z
      .array(Counts.extend({ day: Day, onlineMinutes: OnlineMinutes }).openapi('TerminalDay'))
      .openapi({ description: 'Each day on which it was heard; in order' }),
    alerts: z.array(AlertView).openapi({ description: 'Opened or still open then; latest first' }),
  })
  .openapi('TerminalHistory');

/** Pages ask for it every minute, of a thousand terminals: what they do not draw is not told. */
const HourToday = z
  .object({
    at: Instant.openapi({ description: 'Begin of the hour (of UTC)' }),
    checkouts: Count,
    checkins: Count,
  })
  .openapi('HourToday');

/** `GET /api/staff/monitoring/today`: since midnight of each library. */
export const Today = z
  .object({
    serverTime: Instant,
    totals: Counts,
    terminals: z.array(
      z.object({
        ...TerminalRef.shape,
        library: LibraryRef,
        totals: Counts,
        hours: z
          .array(HourToday)
          .openapi({ description: 'Those with a loan or a return; in order' }),
      }),
    ),
  })
  .openapi('Today');

/** `GET /api/staff/monitoring/report?week=2026-W47`; `report.csv` or `Accept: text/csv` for CSV. */
export const Week = z
  .string()
  .regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/)
  .openapi({ description: 'Week of ISO 8601, such as 2026-W47', example: '2026-W47' });
export const ReportQuery = z.strictObject({
  week: Week,
  library: Id.optional().openapi({ description: 'This library and all below it' }),
  language: Language.default('vi').openapi({ description: 'Of the heads of a CSV' }),
});

const Figures = Counts.extend({
  onlineMinutes: OnlineMinutes,
  thereMinutes: z.number().nonnegative().openapi({
    description: 'Minutes of the week that are over and in which it was in use',
  }),
  upTime: z.number().min(0).max(1).optional().openapi({
    description:
      'Part of the time in which it was heard, since it was added; absent: not there yet',
  }),
  alerts: Count,
  alertMinutes: z.number().nonnegative(),
  longestSilenceMinutes: z.number().nonnegative(),
});

export const Report = z
  .object({
    week: Week,
    firstDay: Day.openapi({ description: 'Monday' }),
    lastDay: Day,
    over: z.boolean().openapi({ description: 'false: the week is still going on' }),
    totals: Figures,
    libraries: z.array(Figures.extend({ library: LibraryRef, terminals: Count })),
    terminals: z.array(
      Figures.extend({
        ...TerminalRef.shape,
        library: LibraryRef,
        byCode: z.array(z.object({ code: AlertCode, alerts: Count, minutes: z.number() })).openapi({
          description: 'The alerts that were open in the week, by what they were about',
        }),
      }),
    ),
  })
  .openapi('WeeklyReport');
export type Report = z.infer<typeof Report>;
