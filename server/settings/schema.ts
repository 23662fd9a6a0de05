/** What the API says of settings, to terminals and to staff. */
import { z } from '@hono/zod-openapi';
import { ActId, AtLibrary, By, Id, Instant } from '../staff/desk-schema.ts';
import { Profile } from '../terminals/schema.ts';
import { SettingsInForce, TerminalSettings } from './format/terminal-settings.ts';

// A schema of its own: the format may have been loaded, by a gateway in the same process, before zod learned to describe itself.
export const Settings = TerminalSettings.extend({}).openapi('TerminalSettings');

/** `GET /api/terminals/settings` */
export const InForceAnswer = SettingsInForce.extend({ settings: Settings }).openapi(
  'TerminalSettingsInForce',
);

export const Place = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('network'), profile: Profile.optional() }),
    z.strictObject({ kind: z.literal('library'), id: Id, profile: Profile.optional() }),
    z.strictObject({ kind: z.literal('terminal'), id: Id }),
  ])
  .openapi('SettingsPlace');

const NamedPlace = z
  .object({
    kind: z.enum(['network', 'library', 'terminal']),
    id: z.string().optional(),
    name: z.string().optional().openapi({ description: 'Of the library' }),
    profile: z.string().optional(),
  })
  .openapi('NamedSettingsPlace');

/** `GET /api/staff/settings`; neither library nor terminal: the whole network. */
export const PlaceQuery = z
  .strictObject({
    library: Id.optional(),
    terminal: Id.optional(),
    profile: Profile.optional(),
  })
  .refine(({ library, profile, terminal }) => terminal === undefined || !(library ?? profile), {
    message: 'a terminal stands where it stands, and is for what it is for',
  });

export const SettingsView = z
  .object({
    place: NamedPlace,
    mayChange: z.boolean(),
    version: z.number().int().openapi({ description: '0: this place has said nothing yet' }),
    own: Settings.openapi({ description: 'What this place says itself' }),
    inherited: z.object({
      settings: Settings,
      from: z.record(z.string(), NamedPlace).openapi({ description: 'By field' }),
    }),
    wanted: z.number().int().optional().openapi({
      description: 'Of a terminal: the version that it is told when it next asks',
    }),
    versions: z.array(
      z.object({
        version: z.number().int(),
        settings: Settings,
        at: Instant,
        by: By,
        restored: z
          .number()
          .int()
          .optional()
          .openapi({ description: 'The earlier version that was brought back' }),
      }),
    ),
  })
  .openapi('SettingsView');

/** `PUT /api/staff/settings` */
export const SettingsRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    place: Place,
    base: z.number().int().nonnegative().openapi({ description: 'The version that was changed' }),
    settings: Settings,
  })
  .openapi('SettingsRequest');

/** `POST /api/staff/settings/restore` */
export const RestoreRequest = z
  .strictObject({
    id: ActId,
    library: AtLibrary,
    place: Place,
    version: z.number().int().positive(),
  })
  .openapi('SettingsRestoreRequest');
