/** What the main thread and a thread of the database say to each other. */
import { DatabaseFault, messageOf, propertyOf } from '../fault.ts';
import type { DatabaseFaultCode } from '../fault.ts';

export interface ThreadData {
  readonly file: string;
  /** URL of the module that exports `registry`. */
  readonly registry: string;
  /** URL of the folder of `sqlite/`, see Registry. */
  readonly migrations: string;
}

export interface Call {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}

export type Answer =
  | { readonly id: number; readonly outcome: 'done'; readonly value: unknown }
  | {
      readonly id: number;
      readonly outcome: 'failed';
      readonly code: DatabaseFaultCode;
      readonly message: string;
      readonly stack?: string | undefined;
    };

export type ToThread = { readonly kind: 'call'; readonly call: Call } | { readonly kind: 'close' };
export type FromThread =
  { readonly kind: 'ready' } | { readonly kind: 'answers'; readonly answers: readonly Answer[] };

export function failure(id: number, error: unknown): Answer {
  const stack = error instanceof Error ? error.stack : undefined;
  return { id, outcome: 'failed', code: codeOf(error), message: messageOf(error), stack };
}

/** Another program has the file to itself for longer than the timeout: BUSY, LOCKED. */
const TAKEN = [5, 6];
const SQLITE_READONLY = 8;
const SQLITE_CONSTRAINT = 19;
/** Disk errors: NOMEM, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB (sqlite.org/rescode.html). */
const DISK_ERRORS = [7, 10, 11, 13, 14, 26];

function codeOf(error: unknown): DatabaseFaultCode {
  if (error instanceof DatabaseFault) return error.code;
  const extended = propertyOf(error, 'errcode');
  // The low byte of an extended result code is the primary one.
  const primary = typeof extended === 'number' ? extended & 0xff : undefined;
  if (primary === SQLITE_CONSTRAINT) return 'constraint';
  if (primary === SQLITE_READONLY) return 'read-only';
  if (primary !== undefined && TAKEN.includes(primary)) return 'busy';
  return primary !== undefined && DISK_ERRORS.includes(primary) ? 'disk' : 'failed';
}
