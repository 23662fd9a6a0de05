/** How a terminal proves who it is (design decision 16), and what it reports over its link. */
import { z } from '@hono/zod-openapi';

/** Put before the challenge when signing, so that a signature made for this purpose serves no other. */
export const SIGNATURE_PREFIX = 'nhip-cau terminal v1\n';

/** PostgreSQL's text takes no NUL, and no id has a control character. */
export const TerminalId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^\P{Cc}+$/u);

/**
 * What a terminal is for. A staff pad and a tagging cart have no visitors, a drop box has no screen that matters, a
 * van is often without a network.
 */
export const PROFILES = ['kiosk', 'drop-box', 'staff-pad', 'tagging', 'van'] as const;
export const Profile = z.enum(PROFILES).openapi('TerminalProfile');
export type Profile = z.infer<typeof Profile>;

/** `POST /api/terminals/challenge`. A terminal may name itself by its public key, too. */
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
      id: z.string().openapi({
        description: 'What the server calls it, whatever name it signed in by (PA9)',
      }),
      name: z.string(),
      profile: Profile,
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
  .object({
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
  .object({
    open: z.boolean().openapi({ description: 'Transactions can be recorded' }),
    oldestAt: Instant.optional().openapi({ description: 'Of the oldest one that waits' }),
    recoveredAt: Instant.optional().openapi({ description: 'When a damaged file was set aside' }),
    recovered: Count.optional().openapi({ description: 'Rows saved of a damaged file' }),
    lost: Count.optional().openapi({ description: 'Rows of it that could not be read' }),
  })
  .openapi('TerminalOutbox');

const TerminalPermit = z
  .object({
    lends: z.boolean().openapi({ description: 'Something may be lent by it while nobody answers' }),
    version: Count.optional(),
    madeAt: Instant.optional(),
    endsAt: Instant.optional(),
    fault: z.string().max(32).optional().openapi({ description: 'Why no newer one was taken' }),
  })
  .openapi('TerminalPermit');

export const DEVICE_KINDS = [
  'barcode-scanner',
  'card-reader',
  'rfid-reader',
  'receipt-printer',
  'digital-io',
] as const;

const TerminalDevice = z.object({
  id: z.string().max(32),
  kind: z.enum(DEVICE_KINDS),
  state: z.enum(['opening', 'ready', 'faulty', 'closed']),
  code: z.string().max(32).optional(),
  since: Instant.openapi({ description: 'Of the last change' }),
  model: z.string().max(64).optional(),
  firmware: z.string().max(64).optional(),
  lastFault: z
    .object({ code: z.string().max(32), at: Instant })
    .optional()
    .openapi({ description: 'What last went wrong, also when all is well again' }),
});

/** Only where the terminal has a printer. */
const TerminalPrinter = z.object({
  paper: z.enum(['ok', 'low', 'out']).openapi({
    description: '`low` only where the site says that a near-end sensor is fitted',
  }),
  fault: z
    .string()
    .max(32)
    .optional()
    .openapi({ description: 'Why nothing can be printed: cover-open, jammed, cutter, …' }),
  since: Instant.openapi({ description: 'Since when it is so' }),
});

/** Only of a drop box. */
const TerminalDropBox = z.object({
  state: z
    .string()
    .max(32)
    .openapi({ description: 'Of its state machine (docs/rules/drop-box.md)' }),
  fault: z.string().max(32).optional(),
  since: Instant,
  bins: z
    .array(
      z.object({
        id: z.string().max(32),
        count: Count,
        capacity: Count.optional(),
        fill: z.enum(['room', 'near-full', 'full', 'away']),
        since: Instant,
      }),
    )
    .max(16),
});

/** Since `from`, when the gateway was started: they begin anew with each start, as counters of Prometheus do. */
const TerminalCounters = z.object({
  from: Instant,
  visits: Count,
  checkouts: Count,
  checkins: Count,
  renewals: Count,
  refusals: Count,
  receipts: Count,
});

/** Put out of service by a person; a fault of its own is not told here. */
const TerminalPause = z.object({
  since: Instant,
  by: z.enum(['server', 'here']),
});

const TerminalSettingsState = z.object({
  version: Count.openapi({ description: 'In force; 0: those of its own file alone' }),
  trial: z.object({ until: Instant }).optional().openapi({
    description:
      'In force on trial: unless the server is heard by then, those from before hold again',
  }),
  undone: z
    .object({ version: Count, at: Instant, why: z.string().max(64) })
    .optional()
    .openapi({ description: 'The newer version that was tried and taken back' }),
});

const TerminalUpdate = z.object({
  state: z.enum(['current', 'fetching', 'waiting', 'applying', 'returned']),
  version: z.string().max(32).optional().openapi({ description: 'Tried, or waiting to be' }),
  at: Instant,
  why: z.string().max(64).optional(),
});

const TerminalMachine = z.object({
  startedAt: Instant,
  bootedAt: Instant.optional(),
  diskFreeBytes: Count.optional(),
  diskBytes: Count.optional(),
  memoryFreeBytes: Count.optional(),
  memoryBytes: Count.optional(),
  celsius: z.number().optional().openapi({ description: 'Of the processor' }),
});

/**
 * Terminal → server over the WebSocket `/api/terminals/link`: its whole state, on each change and every 20 s. A word
 * that this server does not know yet is passed over: terminals are brought up to date before it or after it.
 */
export const TerminalState = z
  .object({
    kind: z.literal('state'),
    version: z.string().max(32),
    profile: Profile.optional(),
    stage: z.enum(['idle', 'signing-in', 'working', 'finishing', 'out-of-service']),
    devices: z.array(TerminalDevice).max(32),
    queued: Count.openapi({ description: 'Transactions waiting in the outbox' }),
    lastTransactionAt: Instant.optional().openapi({ description: 'Settled here' }),
    staffCalled: z.boolean().optional().openapi({
      description: 'Somebody has asked for help at the screen, and is still there',
    }),
    uncured: Count.optional().openapi({
      description: 'Books left with a tag that does not say to the gate what it should',
    }),
    clock: TerminalClock.optional(),
    outbox: TerminalOutbox.optional(),
    permit: TerminalPermit.optional(),
    printer: TerminalPrinter.optional(),
    dropBox: TerminalDropBox.optional(),
    counters: TerminalCounters.optional(),
    pause: TerminalPause.optional(),
    settings: TerminalSettingsState.optional(),
    update: TerminalUpdate.optional(),
    machine: TerminalMachine.optional(),
  })
  .openapi('TerminalState');

const OrderId = z.uuid();

/** What staff may have a terminal do. It is done once, however often it is told. */
export const Order = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('pause'),
      message: z.string().max(200).optional().openapi({
        description: 'For the screen, in the language of the library; without it the usual words',
      }),
    }),
    z.object({ kind: z.literal('resume') }),
    z.object({ kind: z.literal('restart-device'), device: z.string().max(32) }),
    z.object({ kind: z.literal('restart-gateway') }),
    z.object({ kind: z.literal('test-print') }),
    z.object({ kind: z.literal('blink') }),
    z.object({ kind: z.literal('diagnose') }),
    z.object({ kind: z.literal('look-for-settings') }),
    z.object({ kind: z.literal('look-for-update') }),
  ])
  .openapi('TerminalOrder');
export type Order = z.infer<typeof Order>;

/** Terminal → server: what became of an order. */
export const OrderAnswer = z
  .object({
    kind: z.literal('order-answer'),
    order: OrderId,
    outcome: z.enum(['done', 'refused', 'failed']),
    code: z.string().max(32).optional(),
    message: z.string().max(500).optional().openapi({ description: 'For staff, in English' }),
  })
  .openapi('TerminalOrderAnswer');
export type OrderAnswer = z.infer<typeof OrderAnswer>;

/** All that a terminal may say over its link. */
export const LinkWord = z.discriminatedUnion('kind', [TerminalState, OrderAnswer]);
export type LinkWord = z.infer<typeof LinkWord>;

/**
 * Server → terminal over the link. `heard` answers each state, so that the terminal knows the server hears it. An
 * `order` is sent again with each `heard` until it is answered or out of date.
 */
export const LinkAnswer = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('heard'),
      serverTime: z.number().int(),
      settings: Count.optional().openapi({
        description: 'Rises whenever settings were changed anywhere: then it is time to look',
      }),
    }),
    z.object({ kind: z.literal('settings'), settings: Count }),
    z.object({ kind: z.literal('order'), order: OrderId, what: Order }),
  ])
  .openapi('LinkAnswer');
