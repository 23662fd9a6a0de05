/** Acts are done once, however often they are asked: by this process's memory, and over a restart by the id of the transaction. */
import { createHash, randomUUID } from 'node:crypto';
import { readDate } from './protocol/dates.ts';
import type { Outgoing } from './protocol/message.ts';
import type { Request } from './request.ts';

/** A repeat comes within this time of its act; milliseconds. */
const NEAR_MS = 10 * 60_000;

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
  // Without a date there is no telling a repeat from a second act.
  if (date === '') return work(() => randomUUID());
  const { kind, card, item, more = [], isPromise = false } = act;
  const told = [kind, card, item, date, ...more];
  const thing = [request.account.login, item === '' ? `patron ${card}` : item].join('\n');
  const key = JSON.stringify([...told, isPromise]);
  return request.deps.repeats.once(thing, key, request.now, (earlier) =>
    work((part = '') => {
      // A clock that stands still or is set by hand says the same date again some other day, for another loan.
      if (!isPromise && !isNear(request)) return randomUUID();
      return uuidOf([request.account.login, ...told, String(earlier), part]);
    }),
  );
}

function isNear(request: Request): boolean {
  const { message, now, library } = request;
  const stated = readDate(message.fixed['transaction_date'] ?? '', library.timeZone);
  return stated !== undefined && Math.abs(now - stated) <= NEAR_MS;
}

/** UUIDv8 (RFC 9562 §5.8) of a digest. */
export function uuidOf(parts: readonly string[]): string {
  const bytes = createHash('sha256').update(JSON.stringify(parts)).digest().subarray(0, 16);
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
