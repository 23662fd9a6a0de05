/**
 * The server's answers as a terminal checks them: what is missing or misshapen makes the answer none, what is
 * more than expected is passed over, so that a newer server serves an older terminal.
 */
import { z } from 'zod';
import type {
  Challenge as ServerChallenge,
  LinkAnswer as ServerLinkAnswer,
  Order as ServerOrder,
  Token as ServerToken,
} from '#server/terminals/schema.ts';
import type { AccountAnswer, ItemAnswer, Outcome, PatronAnswer } from '../ils.ts';

const Refusal = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});
const Refused = z.object({ outcome: z.literal('refused'), refusal: Refusal });
const ItemView = z.object({
  title: z.string(),
  author: z.string(),
  callNumber: z.string().exactOptional(),
});

export const TransactionAnswer = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('accepted'),
    item: ItemView,
    dueAt: z.number().exactOptional(),
    destination: z.enum(['shelf', 'hold', 'other-library']).exactOptional(),
    destinationLibrary: z.object({ id: z.string(), name: z.string() }).exactOptional(),
    hold: z.object({ id: z.string() }).exactOptional(),
    wasNotOnLoan: z.boolean().exactOptional(),
    receiptCode: z.string().exactOptional(),
  }),
  Refused.extend({ item: ItemView.exactOptional() }),
]) satisfies z.ZodType<Outcome>;

export const NeverArrived = z.object({ outcome: z.literal('never-arrived') });

export const PatronReply = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('accepted'),
    patron: z.object({
      initial: z.string(),
      child: z.boolean(),
      hasPin: z.boolean(),
      pinVerified: z.boolean(),
      loansLeft: z.number().exactOptional(),
      hasEmail: z.boolean().exactOptional(),
      mayLeadClass: z.boolean().exactOptional(),
      card: z.string().exactOptional(),
    }),
  }),
  Refused,
]) satisfies z.ZodType<PatronAnswer>;

export const AccountReply = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('accepted'),
    account: z.object({
      loans: z.array(
        z.object({
          item: ItemView,
          identifier: z.string(),
          dueAt: z.number(),
          overdue: z.boolean(),
          renewable: z.boolean(),
        }),
      ),
      feesOwed: z.number().exactOptional(),
    }),
  }),
  Refused,
]) satisfies z.ZodType<AccountAnswer>;

/** Either an answer with an outcome, or the item itself. */
export const ItemReply = z.union([
  z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), item: ItemView }),
    Refused,
  ]),
  ItemView.transform((item) => ({ outcome: 'accepted' as const, item })),
]) satisfies z.ZodType<ItemAnswer>;

export const Challenge = z.object({
  challenge: z.string(),
  serverTime: z.number(),
}) satisfies z.ZodType<z.infer<typeof ServerChallenge>>;

export const Token = z.object({
  token: z.string(),
  expiresAt: z.number(),
  serverTime: z.number(),
  /** An older server does not say what it calls the terminal, nor what it is for; a newer one may say so in a new word. */
  terminal: z.object({
    id: z.string().exactOptional(),
    name: z.string(),
    profile: z.string().exactOptional(),
    library: z.object({ id: z.string(), name: z.string(), timeZone: z.string() }),
  }),
  /** Ed25519, base64url: what this server signs permits with. An older one makes none. */
  permitKey: z.string().exactOptional(),
}) satisfies z.ZodType<ExpectedToken>;
type SaidOfTerminal = z.infer<typeof ServerToken>['terminal'];
type ExpectedToken = Omit<z.infer<typeof ServerToken>, 'permitKey' | 'terminal'> & {
  terminal: Omit<SaidOfTerminal, 'id' | 'profile'>;
};
export type Token = z.infer<typeof Token>;

/** What an order is, this terminal says for itself: it may be older than the server. */
export const LinkAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('heard'),
    serverTime: z.number(),
    settings: z.number().exactOptional(),
  }) satisfies z.ZodType<Extract<z.infer<typeof ServerLinkAnswer>, { kind: 'heard' }>>,
  z.object({ kind: z.literal('settings'), settings: z.number() }),
  z.object({ kind: z.literal('order'), order: z.string().max(64), what: z.unknown() }),
]);

export const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause'), message: z.string().max(200).exactOptional() }),
  z.object({ kind: z.literal('resume') }),
  z.object({ kind: z.literal('restart-device'), device: z.string().max(32) }),
  z.object({ kind: z.literal('restart-gateway') }),
  z.object({ kind: z.literal('test-print') }),
  z.object({ kind: z.literal('blink') }),
  z.object({ kind: z.literal('diagnose') }),
  z.object({ kind: z.literal('look-for-settings') }),
  z.object({ kind: z.literal('look-for-update') }),
]) satisfies z.ZodType<ServerOrder>;
export type Order = z.infer<typeof Order>;
