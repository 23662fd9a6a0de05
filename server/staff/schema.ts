/** What the API says of staff. */
import { z } from '@hono/zod-openapi';
import { ROLES } from './tables.ts';

/** `POST /api/staff/sign-in` */
export const SignIn = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(64)
      // PostgreSQL's text takes no NUL.
      .regex(/^\P{Cc}+$/u)
      .transform((name) => name.normalize('NFC').toLowerCase()),
    password: z.string().min(1).max(256),
  })
  .openapi('SignIn');

/** `GET /api/staff/me`, and the answer to a sign-in. */
export const Me = z
  .object({
    name: z.string(),
    grants: z.array(
      z.object({
        libraryId: z.string().openapi({ description: 'A role holds for all below it; * = all' }),
        role: z.enum(ROLES),
      }),
    ),
    expiresAt: z.number().int().openapi({ description: 'End of the session, epoch milliseconds' }),
  })
  .openapi('Me');

/** `GET /api/staff/session` */
export const SessionView = z
  .object({ member: Me.optional().openapi({ description: 'Absent: nobody is signed in' }) })
  .openapi('SessionView');
