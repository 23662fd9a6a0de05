/** Who is told of alerts, where and when. */
import { z } from '@hono/zod-openapi';
import { ActId, actAnswer, AtLibrary, Id, Instant, LibraryRef } from '../../staff/desk-schema.ts';
import { AlertCode, Language, Severity } from '../alerts/schema.ts';

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
  .openapi({ description: 'HH:MM in the library’s time', example: '06:30' });

const shared = {
  library: Id.openapi({ description: 'For this library and all below it' }),
  severities: z.array(Severity).min(1).max(3).openapi({ description: 'Told when they open' }),
};

/** A mailbox has nights; a program has none. */
const MailSubscription = z.strictObject({
  ...shared,
  kind: z.literal('mail'),
  address: z.email().max(254),
  language: Language.default('vi'),
  quiet: z.strictObject({ from: TimeOfDay, to: TimeOfDay }).optional().openapi({
    description: 'Then only `now` of the kinds in `wakeFor`; the rest waits for the digest',
  }),
  wakeFor: z.array(AlertCode).max(40).default([]),
  digestAt: TimeOfDay.default('07:30'),
  inDigest: z.array(Severity).max(3).default([]).openapi({
    description: 'Severities that are told in the digest alone',
  }),
});
const WebhookSubscription = z.strictObject({
  ...shared,
  kind: z.literal('webhook'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .openapi({
      description: 'https, or http to this machine; private networks only where the settings allow',
    }),
});

/** `PUT /api/staff/subscriptions/{id}`: adds or changes one; the id is a UUID made by the page. */
export const SubscriptionRequest = z
  .strictObject({
    act: ActId,
    what: z.discriminatedUnion('kind', [MailSubscription, WebhookSubscription]),
  })
  .openapi('SubscriptionRequest');
export type SubscriptionOf = z.output<typeof SubscriptionRequest>['what'];

export const SubscriptionView = z
  .object({
    id: z.string(),
    library: LibraryRef,
    what: z.discriminatedUnion('kind', [MailSubscription, WebhookSubscription]),
    waiting: z.number().int().openapi({ description: 'Notices not yet delivered' }),
    lastSentAt: Instant.optional(),
    trouble: z
      .object({
        since: Instant,
        message: z.string().openapi({ description: 'What the other side said, in its words' }),
        givenUp: z
          .number()
          .int()
          .openapi({ description: 'Notices of the last week not delivered' }),
      })
      .optional(),
  })
  .openapi('Subscription');

/** `GET /api/staff/subscriptions`: of libraries that the caller administrates. */
export const SubscriptionList = z
  .object({
    mail: z.boolean().openapi({ description: 'The server’s settings say how to send mail' }),
    subscriptions: z.array(SubscriptionView),
  })
  .openapi('SubscriptionList');

export const SubscriptionAnswer = actAnswer({
  secret: z.string().optional().openapi({
    description: 'Of a webhook: its notices are signed with it (HMAC-SHA-256)',
  }),
}).openapi('SubscriptionAnswer');

export const BySubscription = z.strictObject({ id: z.uuid() });
/** `DELETE /api/staff/subscriptions/{id}` and `POST …/{id}/test` */
export const SubscriptionActQuery = z.strictObject({ act: ActId, library: AtLibrary });
export const SubscriptionActAnswer = actAnswer({}).openapi('SubscriptionActAnswer');
