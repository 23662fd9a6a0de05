/** How a terminal asks to be let in, and how staff let it in and keep the register (docs/rules/pairing.md). */
import { z } from '@hono/zod-openapi';
import { ActId, actAnswer, Id, Instant, LibraryRef } from '../staff/desk-schema.ts';
import { Profile, TerminalId } from './schema.ts';

const PublicKey = z
  .string()
  .regex(/^[\w-]{43}$/)
  .openapi({ description: 'Ed25519, 32 bytes, base64url' });

/**
 * `POST /api/terminals/pairing`. The challenge is that of `POST /api/terminals/challenge` with the public key for
 * `terminalId`; the signature is Ed25519 over the UTF-8 bytes of `nhip-cau pairing v1` LF publicKey LF challenge, base64url.
 */
export const PairingRequest = z
  .strictObject({
    publicKey: PublicKey,
    challenge: z.string().max(64),
    signature: z.string().max(128),
    id: TerminalId.optional().openapi({ description: 'What its settings call it' }),
    profile: Profile.optional(),
    version: z
      .string()
      .max(32)
      .regex(/^[\w.+-]+$/)
      .optional(),
  })
  .openapi('PairingRequest');

export const PairingCode = z
  .object({
    code: z.string().openapi({ description: 'Eight of 34679CDFGHJKMNPQRTVWXY; good once' }),
    expiresAt: Instant,
    serverTime: Instant,
  })
  .openapi('PairingCode');

/** PostgreSQL's text takes no NUL, and no name has a control character. */
const Name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}+$/u)
  .transform((name) => name.normalize('NFC'));

/** `POST /api/staff/pairings/look` */
export const PairingLook = z
  .strictObject({ code: z.string().max(32).openapi({ description: 'As it is typed' }) })
  .openapi('PairingLook');

const FormerTerminal = z.object({
  id: z.string(),
  name: z.string(),
  library: LibraryRef,
  profile: Profile,
  revoked: z.boolean(),
});

export const PairingFound = actAnswer({
  pairing: z.object({
    id: z.string(),
    check: z.string().openapi({ description: 'The terminal shows the same six digits' }),
    fingerprint: z.string(),
    askedAt: Instant,
    expiresAt: Instant,
    address: z.string().openapi({ description: 'From where it asked' }),
    version: z.string().optional(),
    profile: Profile.optional().openapi({ description: 'What it says it is' }),
    before: FormerTerminal.optional().openapi({
      description: 'Which terminal it seems to have been: by its key, or by what it calls itself',
    }),
  }),
});

/** `POST /api/staff/pairings/{id}` */
export const PairingConfirm = z
  .strictObject({
    act: ActId,
    library: Id.openapi({ description: 'Where it is to stand: administrated by the caller' }),
    name: Name,
    profile: Profile,
    replaces: TerminalId.optional().openapi({
      description: 'Id of the terminal whose place, id and past it takes; that one’s key is dead',
    }),
  })
  .openapi('PairingConfirm');

export const PairingConfirmed = actAnswer({
  terminal: z.object({ id: z.string(), name: z.string() }),
});

/** `GET /api/staff/terminal-register` */
export const TerminalRegister = z
  .object({
    serverTime: Instant,
    terminals: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        library: LibraryRef,
        profile: Profile,
        fingerprint: z.string(),
        check: z.string(),
        keyedAt: Instant.openapi({ description: 'Since when this key is its' }),
        revokedAt: Instant.optional(),
        heardAt: Instant.optional(),
        version: z.string().optional(),
        queued: z.number().int().optional().openapi({ description: 'As it last said' }),
        mayChange: z.boolean().openapi({ description: 'The caller administrates its library' }),
      }),
    ),
  })
  .openapi('TerminalRegister');

/** `PUT /api/staff/terminal-register/{id}` */
export const TerminalChange = z
  .strictObject({ act: ActId, name: Name, profile: Profile, library: Id })
  .openapi('TerminalChange');

/** `POST /api/staff/terminal-register/{id}/revoke` */
export const TerminalRevoke = z.strictObject({ act: ActId }).openapi('TerminalRevoke');

export const ByTerminal = z.strictObject({ id: TerminalId });
export const ByPairing = z.strictObject({ id: z.uuid() });
