/** Alerts as staff see and acknowledge them. */
import { z } from '@hono/zod-openapi';
import {
  ActId,
  actAnswer,
  AtLibrary,
  By,
  Id,
  Instant,
  LibraryRef,
  Note,
} from '../../staff/desk-schema.ts';
import { ALERT_CODES, SEVERITIES } from '../rules/alert-codes.ts';

export const Severity = z.enum(SEVERITIES).openapi('AlertSeverity', {
  description: 'now: go there · soon: today · know: nothing to do yet',
});
export const AlertCode = z.enum(ALERT_CODES).openapi('AlertCode');
export const Language = z.enum(['vi', 'en', 'fr']);

export const AlertView = z
  .object({
    id: z.string(),
    terminal: z.object({ id: z.string(), name: z.string() }),
    library: LibraryRef,
    code: AlertCode,
    device: z.string().optional().openapi({ description: 'Id of the device or bin it is about' }),
    severity: Severity,
    params: z.record(z.string(), z.union([z.string(), z.number()])).openapi({
      description: 'Instants are epoch milliseconds',
    }),
    since: Instant.openapi({ description: 'As the terminal tells, by its own corrected clock' }),
    openedAt: Instant,
    lastSeenAt: Instant.optional().openapi({
      description: 'When it was last known to be so; absent: it is so now',
    }),
    flaps: z.number().int().openapi({ description: 'How often it came back before it was closed' }),
    closedAt: Instant.optional(),
    stale: z.boolean().openapi({
      description: 'The terminal is silent: it was so when it was last heard, and may be still',
    }),
    acknowledged: z.object({ at: Instant, by: By, note: z.string() }).optional(),
    words: z
      .object({
        what: z.string().openapi({ description: 'A sentence, with the name of the terminal' }),
        todo: z.string().openapi({ description: 'What to do; empty: nothing' }),
      })
      .openapi({ description: 'In the language asked for' }),
  })
  .openapi('Alert');
export type AlertView = z.infer<typeof AlertView>;

/** `GET /api/staff/alerts`, and the data of each event of `GET /api/staff/alerts/events` */
export const AlertsQuery = z.strictObject({
  language: Language.default('vi').openapi({ description: 'Of the sentences' }),
});
export const AlertList = z
  .object({
    serverTime: Instant,
    alerts: z.array(AlertView).openapi({
      description: 'Open ones: the most severe first, then the longest-standing',
    }),
    noticesFailing: z.number().int().openapi({
      description: 'Subscriptions of the caller’s libraries whose notices do not get through',
    }),
  })
  .openapi('AlertList');
export type AlertList = z.infer<typeof AlertList>;

/** `GET /api/staff/alerts/closed` */
export const ClosedAlertsQuery = AlertsQuery.extend({
  library: Id.optional().openapi({ description: 'This library and all below it' }),
  terminal: Id.optional(),
  code: AlertCode.optional(),
  severity: Severity.optional(),
  from: z.coerce.number().int().optional().openapi({ description: 'Closed since; epoch ms' }),
  to: z.coerce.number().int().optional().openapi({ description: 'Closed until; epoch ms' }),
  before: z
    .string()
    .regex(/^\d{1,15} .{1,64}$/)
    .optional()
    .openapi({ description: '`next` of the page before' }),
});
export const ClosedAlerts = z
  .object({
    alerts: z.array(AlertView).openapi({ description: 'The latest closed first' }),
    next: z.string().optional().openapi({ description: 'There are older ones: ask `before` this' }),
  })
  .openapi('ClosedAlerts');

/** `POST /api/staff/alerts/{id}/acknowledge`: somebody sees to it. Again: another person, or another note. */
export const AcknowledgeRequest = z
  .strictObject({ id: ActId, library: AtLibrary, note: Note.default('') })
  .openapi('AcknowledgeRequest');
export const AcknowledgeAnswer = actAnswer({}).openapi('AcknowledgeAnswer');
