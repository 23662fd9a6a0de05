/** What a library lends while nobody answers, as its administrators read and change it. */
import { z } from '@hono/zod-openapi';
import { ActId, AtLibrary, LibraryRef } from '../staff/desk-schema.ts';
import { Cap } from './format/manifest.ts';

const OfflineRules = z
  .strictObject({
    lend: z.boolean().openapi({ description: 'False: returns only' }),
    hours: z
      .number()
      .int()
      .min(1)
      .max(744)
      .optional()
      .openapi({ description: 'How long a permit lasts; absent: as the server’s settings say' }),
    unknownCard: Cap.optional().openapi({
      description: 'For cards that the permit does not know; absent: nothing',
    }),
    pinNeeded: z.union([z.literal('returns-only'), Cap]).openapi({
      description: 'For cards that need the PIN, which nobody can check then',
    }),
  })
  .openapi('OfflineRules');

/** `GET /api/staff/offline-rules?library=` */
export const OfflineRulesView = z
  .object({
    library: LibraryRef,
    mayChange: z.boolean(),
    inForce: OfflineRules,
    from: LibraryRef.optional().openapi({
      description: 'Where they come from; absent: no library says anything',
    }),
    own: OfflineRules.optional().openapi({ description: 'What this library says itself' }),
  })
  .openapi('OfflineRulesView');

/** `PUT /api/staff/offline-rules` */
export const OfflineRulesRequest = z
  .strictObject({
    library: AtLibrary,
    rules: OfflineRules.optional().openapi({ description: 'Absent: what is inherited holds' }),
  })
  .openapi('OfflineRulesRequest');

/** `POST /api/staff/permit/end` */
export const PermitEndRequest = z
  .strictObject({ id: ActId, library: AtLibrary })
  .openapi('PermitEndRequest');
