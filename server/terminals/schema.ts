/** How a terminal proves who it is (design decision 16), and what it reports over its link. */
import { z } from '@hono/zod-openapi';

/** Put before the challenge when signing, so that a signature made for this purpose serves no other. */
export const SIGNATURE_PREFIX = 'nhip-cau terminal v1\n';

/** PostgreSQL's text takes no NUL, and no id has a control character. */
const TerminalId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}+$/u);

/** `POST /api/terminals/challenge` */
export const ChallengeRequest = z
  .strictObject({ terminalId: TerminalId })
  .openapi('ChallengeRequest');
export const Challenge = z
  .object({
    challenge: z
      .string()
      .openapi({ description: 'base64url of 32 bytes; good once, for one minute' }),
    serverTime: z.number().int().openapi({ description: 'Epoch milliseconds' }),
  })
  .openapi('Challenge');

/**
 * `POST /api/terminals/token`. The signature is Ed25519 over the UTF-8 bytes of
 * SIGNATURE_PREFIX + terminalId + '\n' + challenge, base64url.
 */
export const TokenRequest = z
  .strictObject({
    terminalId: TerminalId,
    challenge: z.string().max(64),
    signature: z.string().max(128),
  })
  .openapi('TokenRequest');
export const Token = z
  .object({
    token: z
      .string()
      .openapi({ description: 'Bearer token for every other call and for the link' }),
    expiresAt: z.number().int(),
    serverTime: z.number().int(),
    terminal: z.object({
      name: z.string(),
      library: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
    }),
    permitKey: z.string().openapi({
      description: 'Ed25519 key that signs permits, base64url',
    }),
  })
  .openapi('Token');

const Instant = z.number().int().openapi({ description: 'Epoch milliseconds' });
const Count = z.number().int().nonnegative();

const TerminalClock = z
  .strictObject({
    known: z.boolean().openapi({ description: 'It knows what time it is; else returns only' }),
    offset: z.number().int().openapi({
      description: 'What it takes the time to be minus what its wall clock shows, milliseconds',
    }),
    fault: z.enum(['behind', 'jumped', 'wrong']).optional(),
    certificateAt: Instant.optional().openapi({
      description: 'When it last refused the server’s certificate because of its date',
    }),
  })
  .openapi('TerminalClock');

const TerminalOutbox = z
  .strictObject({
    open: z.boolean().openapi({ description: 'Transactions can be recorded' }),
    oldestAt: Instant.optional().openapi({ description: 'Of the oldest one that waits' }),
    recoveredAt: Instant.optional().openapi({ description: 'When a damaged file was set aside' }),
    recovered: Count.optional().openapi({ description: 'Rows saved of a damaged file' }),
    lost: Count.optional().openapi({ description: 'Rows of it that could not be read' }),
  })
  .openapi('TerminalOutbox');

const TerminalPermit = z
  .strictObject({
    lends: z.boolean().openapi({ description: 'Something may be lent by it while nobody answers' }),
    version: Count.optional(),
    madeAt: Instant.optional(),
    endsAt: Instant.optional(),
    fault: z.string().max(32).optional().openapi({ description: 'Why no newer one was taken' }),
  })
  .openapi('TerminalPermit');

/** Terminal → server over the WebSocket `/api/terminals/link`: its whole state, on each change and every 20 s. */
export const TerminalState = z
  .strictObject({
    kind: z.literal('state'),
    version: z.string().max(32),
    stage: z.enum(['idle', 'signing-in', 'working', 'finishing', 'out-of-service']),
    devices: z
      .array(
        z.strictObject({
          id: z.string().max(32),
          kind: z.enum(['barcode-scanner', 'card-reader', 'rfid-reader']),
          state: z.enum(['opening', 'ready', 'faulty', 'closed']),
          code: z.string().max(32).optional(),
          /** Epoch milliseconds of the last change. */
          since: z.number().int(),
        }),
      )
      .max(32),
    /** Transactions waiting in the outbox. */
    queued: z.number().int().nonnegative(),
    /** Epoch milliseconds of the last transaction settled here. */
    lastTransactionAt: z.number().int().optional(),
    /** Somebody has asked for help at the screen, and is still there. */
    staffCalled: z.boolean().optional(),
    /** Books left with a tag that does not say to the gate what it should. */
    uncured: z.number().int().nonnegative().optional(),
    clock: TerminalClock.optional(),
    outbox: TerminalOutbox.optional(),
    permit: TerminalPermit.optional(),
  })
  .openapi('TerminalState');

/** Server → terminal over the link: an answer to each state, so that the terminal knows the server hears it. */
export const LinkAnswer = z
  .object({ kind: z.literal('heard'), serverTime: z.number().int() })
  .openapi('LinkAnswer');
