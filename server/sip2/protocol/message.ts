import type { FieldId } from './fields.ts';
import type { FixedName, MessageCode, RequestCode } from './messages.ts';
import { MESSAGES } from './messages.ts';
import type { ChecksumMode } from './checksum.ts';

export type Field = readonly [id: string, value: string];

/** A message that came, as far as it could be read. Nothing in it has been judged. */
export interface Message {
  /** The two digits in front; not always a message that is known. */
  readonly code: string;
  /** Fixed fields by name (messages.ts), as they stood, blanks too. One that was missing is not there. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Tagged fields in the order in which they came, without AY and AZ; text is NFC. */
  readonly fields: readonly Field[];
  /** The digit of AY. */
  readonly sequence?: string;
  /** AZ against the sum over the bytes up to and with the letters AZ (SIP 2.00, checksum). */
  readonly checksum: 'ok' | 'bad' | 'absent';
  /** How the peer may have summed instead, where AZ is `bad` and one of the ways known from the field fits. */
  readonly checksumFits?: ChecksumMode;
}

/** Not even a code could be read. */
export interface Unreadable {
  readonly error: 'empty' | 'nul' | 'no-code';
}

/** What one of us says. */
export interface Outgoing<C extends MessageCode = MessageCode> {
  readonly code: C;
  readonly fixed: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
}

/** A question of a terminal, that has a reply of its own. */
export type Request = Outgoing<RequestCode>;

/** A message to be sent, with all of its fixed fields. A field without a value (`undefined`) is left out. */
export function message<C extends MessageCode>(
  code: C,
  fixed: Readonly<Record<FixedName<C>, string>>,
  fields: readonly (readonly [id: FieldId, value: string | undefined])[] = [],
): Outgoing<C> {
  return {
    code,
    fixed,
    fields: fields.filter((field): field is [FieldId, string] => field[1] !== undefined),
  };
}

export const isReadable = (decoded: Message | Unreadable): decoded is Message => 'code' in decoded;

/** The first field of this id: of a duplicate, the first counts. */
export const valueOf = ({ fields }: Pick<Message, 'fields'>, id: FieldId): string | undefined =>
  fields.find(([of]) => of === id)?.[1];

/** All fields of an id that repeats, empty ones left out: lists read past their end are sent as empty fields. */
export const valuesOf = ({ fields }: Pick<Message, 'fields'>, id: FieldId): string[] =>
  fields.filter(([of, value]) => of === id && value.trim() !== '').map(([, value]) => value);

/** A fixed field of a message of this code; empty where it was missing. */
export const fixedOf = <C extends MessageCode>(
  { fixed }: Pick<Message, 'fixed'>,
  _code: C,
  name: FixedName<C>,
): string => fixed[name] ?? '';

export const nameOf = (code: string): string | undefined =>
  Object.hasOwn(MESSAGES, code) ? MESSAGES[code as MessageCode].name : undefined;
