import {
  ALERT_TYPE,
  CIRCULATION_STATUS,
  FEE_TYPE,
  HOLD_MODE,
  HOLD_TYPE,
  LANGUAGE,
  MEDIA_TYPE,
  PATRON_STATUS,
  PAYMENT_TYPE,
  SECURITY_MARKER,
  STATUS_CODE,
  SUMMARY,
} from '#server/sip2/protocol/code-lists.ts';
import { fieldShape } from '#server/sip2/protocol/fields.ts';
import type { Field, Message } from '#server/sip2/protocol/message.ts';
import { nameOf } from '#server/sip2/protocol/message.ts';
import { shapeOf, SUPPORTED_ORDER } from '#server/sip2/protocol/messages.ts';
import { HIDDEN, secretIn } from './hide-secrets.ts';

/** What a message says, in English, a line each; passwords and PINs hidden. For the one who connects two systems. */
export function explainMessage(message: Message): string[] {
  return [
    `${message.code} ${nameOf(message.code) ?? 'not a message of SIP 2.00'}`,
    ...Object.entries(message.fixed).map(([name, value]) => fixedLine(name, value)),
    ...missingFixed(message),
    ...message.fields.map(fieldLine),
    ...trailerLines(message),
  ];
}

const fixedLine = (name: string, value: string): string =>
  `  ${name.replaceAll('_', ' ')}: ${withMeaning(shown(value), fixedMeaning(name, value))}`;

const fieldLine = ([id, value]: Field): string => {
  const name = fieldShape(id)?.name ?? 'not a field of SIP 2.00';
  const secret = secretIn(`${id}${value}`);
  return secret
    ? `  ${id} ${name}: ${secret.value === '' ? 'empty' : HIDDEN}`
    : `  ${id} ${name}: ${withMeaning(shown(value), fieldMeaning(id, value))}`;
};

const shown = (value: string): string => {
  if (value === '') return 'empty';
  return value.trim() === '' ? `${value.length} blanks` : value;
};

const withMeaning = (value: string, meaning: string | undefined): string =>
  meaning === undefined ? value : `${value} (${meaning})`;

function missingFixed({ code, fixed }: Message): string[] {
  const missing = (shapeOf(code)?.fixed ?? []).filter(([name]) => fixed[name] === undefined);
  return missing.map(([name]) => `  ${name.replaceAll('_', ' ')}: missing`);
}

function trailerLines({ sequence, checksum, checksumFits }: Message): string[] {
  const fits = checksumFits === undefined ? '' : `, unless summed as ${checksumFits}`;
  return [
    ...(sequence === undefined ? [] : [`  sequence: ${sequence}`]),
    ...(checksum === 'absent' ? [] : [`  check sum: ${checksum}${fits}`]),
  ];
}

const FIXED_LISTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  circulation_status: CIRCULATION_STATUS,
  security_marker: SECURITY_MARKER,
  fee_type: FEE_TYPE,
  payment_type: PAYMENT_TYPE,
  hold_mode: HOLD_MODE,
  status_code: STATUS_CODE,
  language: LANGUAGE,
};

const FIELD_LISTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  BT: FEE_TYPE,
  BY: HOLD_TYPE,
  CK: MEDIA_TYPE,
  CV: ALERT_TYPE,
};

function fixedMeaning(name: string, value: string): string | undefined {
  if (name === 'patron_status') return setFlags(PATRON_STATUS, value);
  if (name === 'summary') return setFlags(SUMMARY, value);
  if (name === 'timeout') return tenths(value);
  if (name === 'retries') return value === '999' ? 'unknown' : undefined;
  if (DATE.test(value)) return dateMeaning(value);
  return FIXED_LISTS[name]?.[value];
}

function fieldMeaning(id: string, value: string): string | undefined {
  if (id === 'BX') return supported(value);
  if (DATE.test(value)) return dateMeaning(value);
  return FIELD_LISTS[id]?.[value];
}

const setFlags = (names: readonly string[], value: string): string =>
  names.filter((_, at) => value[at] === 'Y').join(', ') || 'none';

function supported(value: string): string {
  const missing = SUPPORTED_ORDER.filter((_, at) => value[at] !== 'Y');
  return missing.length === 0 ? 'all messages' : `all but ${missing.join(', ')}`;
}

function tenths(value: string): string | undefined {
  if (value === '999') return 'unknown';
  return /^ *\d+$/.test(value) ? `${Number(value) / 10} s` : undefined;
}

const DATE = /^(\d{4})(\d\d)(\d\d)(.{4})(\d\d)(\d\d)(\d\d)$/;

function dateMeaning(value: string): string {
  const [, year, month, day, zone = '', hour, minute, second] = DATE.exec(value) ?? [];
  const where = zone.trim() === '' ? 'local time' : `zone ${zone.trim()}`;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}, ${where}`;
}
