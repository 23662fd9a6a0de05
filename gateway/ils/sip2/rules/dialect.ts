import { z } from 'zod';
import { CHARSETS } from '#server/sip2/protocol/charset.ts';
import { DUE_DATE_FORMATS } from './due-date.ts';

const seconds = (least: number, most: number) => z.number().min(least).max(most);

/** How one library system departs from SIP 2.00, and what it leaves open. All of it may be set per site. */
export const Dialect = z.strictObject({
  /** What we end messages with. What comes is read to CR, whatever follows. */
  terminator: z.enum(['cr', 'crlf']),
  charset: z.enum(CHARSETS),
  /** ZZZZ of our dates: four blanks, `   Z` with times in UTC, or 0000. */
  zone: z.enum(['blanks', 'utc', 'zeros']),
  /** Whether we send AY and AZ. */
  errorDetection: z.boolean(),
  /** What AZ is summed over. */
  checksumMode: z.enum(['bytes', 'code-points', 'ascii', 'dp2']),
  /** Which check sums of replies are believed: over bytes; in any way that is known; all. */
  checksumCheck: z.enum(['strict', 'tolerant', 'ignore']),
  /** Whether a reply carries the AY of its request; one with another is then discarded. */
  sequenceEchoed: z.boolean(),
  /** 99 before 93, after it, or not at all. */
  status: z.enum(['before-login', 'after-login', 'never']),
  /** Whether 35 is sent when a patron leaves: some hang up on it. */
  endSession: z.boolean(),
  /** AO: as set for the site, always empty, or what 98 said. */
  institution: z.enum(['setting', 'empty', 'status']),
  /** AC without a terminal password: sent empty, as the standard has it, or left out. */
  terminalPassword: z.enum(['always', 'when-set']),
  /** AD without a PIN: sent empty where the standard requires it (23), or left out. */
  patronPassword: z.enum(['always', 'when-set']),
  /** CP in 93 without a location: sent empty or left out. */
  location: z.enum(['always', 'when-set']),
  /** 99 is sent when nothing was said for so long: below the shortest time after which the peer hangs up. */
  keepAliveSeconds: seconds(5, 3600),
  /** After so long without a reply the connection is given up. */
  timeoutSeconds: seconds(1, 120),
  /** How often a message is sent again on 96, and a reply asked for again by 97. */
  retries: z.number().int().min(0).max(5),
  /** AH, in the order of trying. */
  dueDates: z.array(z.enum(DUE_DATE_FORMATS)).min(1),
  /** What the counts of 64 mean: `shelf`, hold = ready for the patron, unavailable = still waiting; `all`, hold = every one. */
  holds: z.enum(['shelf', 'all']),
  /** Currency in 37; three blanks where a peer takes none of ours. */
  currency: z.string().regex(/^(?:[A-Z]{3}| {3})$/),
  /** Renewal by its own message, or by another checkout. */
  renewBy: z.enum(['29', '11']),
  /** Whether lists may be read in windows by BP and BQ. */
  listWindow: z.boolean(),
  /** Whether “no block” is carried out: what happened off line may be told. Else the peer says no, or worse. */
  noBlock: z.boolean(),
  /** Language in 23 and 63; there is no code for Vietnamese. */
  language: z.string().regex(/^\d{3}$/),
  /** In 99. */
  protocolVersion: z.string().regex(/^[\d.][\w.]{3}$/),
});

export type Dialect = z.infer<typeof Dialect>;

/** What a site sets otherwise. */
export const DialectOverrides = Dialect.partial();
export type DialectOverrides = z.infer<typeof DialectOverrides>;

export type DialectField = keyof Dialect;
