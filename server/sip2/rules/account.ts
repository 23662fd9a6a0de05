/** What is agreed with one terminal of another maker: its login, and how it is spoken to. */
import { z } from 'zod';

const Id = z.string().trim().min(1).max(64);
const Destination = z.enum(['shelf', 'hold', 'other-library', 'staff']);

/** A book that is all of what is named here goes into this bin; the first rule that fits counts. */
const BinRule = z.strictObject({
  /** `staff`: what was not taken, and what staff should look at. */
  destination: Destination.optional(),
  /** Where it goes: id of a library. */
  library: Id.optional(),
  collection: z.string().optional(),
  mediaType: z
    .string()
    .regex(/^\d{3}$/, 'is three digits')
    .optional(),
  /** CL. */
  bin: z.string().min(1).max(32),
});
export type BinRule = z.output<typeof BinRule>;

const DEFAULT_BINS: BinRule[] = [
  { destination: 'shelf', bin: '1' },
  { destination: 'hold', bin: '2' },
  { destination: 'other-library', bin: '3' },
  { destination: 'staff', bin: '9' },
];

const Password = z
  .string()
  .min(1)
  .max(255)
  .refine(
    (text) => !text.startsWith('$argon2') || /^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$/.test(text),
    'is no Argon2id string (`$argon2id$v=19$m=…,t=…,p=…$salt$hash`)',
  );

export const Account = z.strictObject({
  /** CN. Several connections may use one account. */
  login: Id,
  /** CO: in clear, or an Argon2id string. */
  password: Password,
  /** Id of the library in which the terminal stands: its rules of lending hold. */
  library: Id,
  /** AO; default the library's id. */
  institution: z.string().max(255).optional(),
  /** AN. */
  location: z.string().max(255).optional(),
  /** Of screen messages, where the request asks for no language that we have. */
  language: z.enum(['vi', 'en', 'fr']).default('vi'),
  charset: z.enum(['UTF-8', 'cp850', 'ASCII']).default('UTF-8'),
  terminator: z.enum(['CR', 'CRLF']).default('CR'),
  /** `auto`: a request with AY and AZ is answered with them. `required`: one without is answered 96. */
  errorDetection: z.enum(['auto', 'required', 'off']).default('auto'),
  /** Whose sum of letters beyond ASCII is believed: of bytes only, or any that is met in the field. */
  checksum: z.enum(['strict', 'tolerant', 'ignore']).default('tolerant'),
  /** Zone of the dates that are sent: four blanks for the library's own time, or UTC. */
  zone: z.enum(['blanks', 'Z']).default('blanks'),
  /** Form of AH. */
  dueDate: z.enum(['YYYYMMDD    HHMMSS', 'YYYY-MM-DD', 'DD/MM/YYYY']).default('YYYYMMDD    HHMMSS'),
  /** Whether BH is sent: some clients refuse any currency that they do not know. */
  currency: z.boolean().default(true),
  /** Of 98: how long the terminal waits, in tenths of a second, and how often it asks again. */
  timeoutTenths: z.int().min(1).max(998).default(100),
  retries: z.int().min(0).max(998).default(3),
  /** AE, and DA where patron data is sent at all. */
  patronName: z.enum(['given', 'initial', 'full', 'none']).default('given'),
  /** What 64 tells without a right PIN: the numbers of books and how many; nothing of them; all. Money and contact are in `all` only. */
  withoutPin: z.enum(['lists', 'nothing', 'all']).default('lists'),
  /** Contact data in 64 (BD BE BF, right PIN given), and who waits for a returned book (CY DA in 10). */
  patronData: z.boolean().default(false),
  /** What AS, AT, AU and AV list: numbers to ask with, or titles to show. */
  lists: z.enum(['numbers', 'titles']).default('numbers'),
  /** CT in every 10, not only in that of a book that goes elsewhere. */
  alwaysDestination: z.boolean().default(false),
  /** Payment types of 37 that are no money but a fee waived. */
  waivers: z.array(z.string().regex(/^\d\d$/, 'is two digits')).default([]),
  bins: z.array(BinRule).default(DEFAULT_BINS),
});
export type Account = z.output<typeof Account>;

export const institutionOf = ({ institution, library }: Account): string => institution ?? library;
