/** Acts are done once, however often they are asked: by this process's memory, and over a restart by the id of the transaction. */
import { createHmac, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readDate } from './protocol/dates.ts';
import type { Outgoing } from './protocol/message.ts';
import type { Request } from './request.ts';

/** A repeat comes within this time of its act; milliseconds. */
const NEAR_MS = 10 * 60_000;

/** Characters of all fields of an act that is remembered. */
const LONGEST_KEPT = 4096;

export interface Act {
  readonly kind:
    'checkout' | 'checkin' | 'renew' | 'renew-all' | 'hold' | 'fee' | 'block' | 'enable';
  /** As they came: empty where there is none. */
  readonly card: string;
  readonly item: string;
  /** What else tells two acts apart. */
  readonly more?: readonly string[];
  /** It has happened already, maybe long ago, and is told now. */
  readonly isPromise?: boolean;
}

/** `idOf`: the same for a repeat, even to a server that has been started anew. */
export type Work = (idOf: (part?: string) => string) => Promise<Outgoing>;

/** @returns the first answer, if this act is a repeat of the last one on its thing */
export function once(request: Request, act: Act, work: Work): Promise<Outgoing> {
  const date = request.message.fixed['transaction_date']?.trim() ?? '';
  // Without a date there is no telling a repeat from a second act; nobody says so much of one act, and it would be kept for all of the time.
  if (/^0*$/.test(date) || lengthOf(request) > LONGEST_KEPT) return work(() => randomUUID());
  const { kind, card, item, more = [], isPromise = false } = act;
  const stated = statedTime(request);
  const told = [kind, card, item, date, ...more];
  const thing = [request.account.login, item === '' ? `patron ${card}` : item].join('\n');
  const key = JSON.stringify([...told, isPromise]);
  return request.deps.repeats.once(thing, key, request.now, (earlier) =>
    work((part = '') => {
      // A clock that stands still or is set by hand says the same date again some other day, for another loan.
      const isNear = stated !== undefined && Math.abs(request.now - stated) <= NEAR_MS;
      if (!isPromise && !isNear) return randomUUID();
      const parts = [request.account.login, ...told, String(earlier), part];
      return uuidOf(request.deps.actKey, stated ?? 0, parts);
    }),
  );
}

const lengthOf = ({ message: { fields } }: Request): number =>
  fields.reduce((sum, [, value]) => sum + value.length, 0);

function statedTime({ message, library }: Request): number | undefined {
  return readDate(message.fixed['transaction_date'] ?? '', library.timeZone);
}

/**
 * UUIDv8 (RFC 9562 §5.8): of a keyed digest, behind a time as in UUIDv7, so that ids of one time stand together in the indexes and a commit
 * writes few pages.
 * @param at epoch milliseconds
 */
export function uuidOf(key: KeyObject, at: number, parts: readonly string[]): string {
  const bytes = createHmac('sha256', key).update(JSON.stringify(parts)).digest().subarray(0, 16);
  // A date of the far past or future, of which there are no milliseconds in six bytes, sorts with the first.
  bytes.writeUIntBE(at > 0 && at < 2 ** 48 ? at : 0, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
