/** What the API says of releases, to terminals and to staff. */
import { z } from '@hono/zod-openapi';
import { ActId, AtLibrary, Instant, LibraryRef } from '../staff/desk-schema.ts';
import { ARCHITECTURES, PLATFORMS, SignedManifest } from './format/manifest.ts';
import { LAST_RING } from './rules/rings.ts';

// Schemas of their own: the format may have been loaded, by a gateway in the same process, before zod learned to describe itself.
const VersionText = z.string().regex(/^\d{1,6}(\.\d{1,6}){2}$/);
const Ring = z.number().int().min(0).max(LAST_RING);

/** `GET /api/terminals/update` */
export const UpdateQuery = z.strictObject({
  version: VersionText,
  platform: z.enum(PLATFORMS),
  arch: z.enum(ARCHITECTURES),
});

export const UpdateOffer = z.object(SignedManifest.shape).openapi('UpdateOffer', {
  description: 'As it was signed; whoever passes it on changes nothing',
});

/** `GET /api/terminals/update/{sha256}` */
export const ByDigest = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const State = z.enum(['held', 'paused', 'returned', 'spreading', 'watching', 'ripe', 'everywhere']);

const ReleaseView = z
  .object({
    version: VersionText,
    ring: Ring.optional().openapi({
      description: 'Terminals of it and of those before may have it',
    }),
    ringAt: Instant.optional(),
    paused: z.boolean(),
    waitHours: z.number().int().optional().openapi({ description: 'Absent: staff decide' }),
    state: State.openapi({
      description: 'How it stands in the ring that it was let out to (UP13)',
    }),
    terminals: z.number().int().openapi({ description: 'Of the whole network, that may have it' }),
    running: z.number().int(),
    returned: z.number().int().openapi({ description: 'Have come back from it' }),
    ripeAt: Instant.optional().openapi({ description: 'When it goes on by itself' }),
    bundles: z.array(
      z.object({
        platform: z.string(),
        arch: z.string(),
        bytes: z.number().int(),
        builtAt: Instant,
      }),
    ),
  })
  .openapi('ReleaseView');

/** `GET /api/staff/updates` */
export const UpdatesView = z
  .object({
    serverTime: Instant,
    isSetUp: z.boolean().openapi({ description: 'The server’s settings name release keys' }),
    mayChange: z.boolean(),
    releases: z.array(ReleaseView),
    terminals: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        library: LibraryRef,
        ring: Ring,
        heardAt: Instant.optional(),
        version: z.string().optional(),
        update: z
          .object({
            state: z.string(),
            version: z.string().optional(),
            at: Instant,
            why: z.string().optional(),
          })
          .optional(),
      }),
    ),
  })
  .openapi('UpdatesView');

/** `POST /api/staff/updates`; the body is the bundle. */
export const BundleUpload = z.strictObject({ id: ActId, library: AtLibrary });

/** `PUT /api/staff/updates/{version}` */
export const PlanRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    ring: Ring.optional(),
    paused: z.boolean().optional(),
    waitHours: z
      .number()
      .int()
      .min(0)
      .max(720)
      .optional()
      .openapi({ description: '0: staff decide' }),
  })
  .refine(({ paused, ring, waitHours }) => (ring ?? paused ?? waitHours) !== undefined, {
    message: 'says nothing',
  })
  .openapi('ReleasePlanRequest');

export const ByVersion = z.strictObject({ version: VersionText });
