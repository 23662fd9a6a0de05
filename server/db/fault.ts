export type DatabaseFaultCode =
  /** `close()` has been called. */
  | 'closed'
  /** A thread of the database has died: nothing more can be done until the program is started again. */
  | 'crashed'
  /** The disk is full or broken; not done. */
  | 'disk'
  /** Too many calls are waiting already, another program keeps the file to itself, or it took longer than it may; not done. */
  | 'busy'
  /** A unique key, a foreign key or a CHECK forbids it; not done. */
  | 'constraint'
  /** A query tried to write; not done. */
  | 'read-only'
  /** The database server could not be reached; not done. */
  | 'unreachable'
  /** The line broke during the commit: done or not, nobody knows. The same command with the same id may be sent again. */
  | 'ambiguous'
  /** The command threw; not done. */
  | 'failed';

/** An error of the database. Its message never holds the values of a row. */
export class DatabaseFault extends Error {
  readonly code: DatabaseFaultCode;

  constructor(code: DatabaseFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DatabaseFault';
    this.code = code;
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A property of an error that its type does not tell of, such as `code` of `pg` and `errcode` of `node:sqlite`. */
export function propertyOf(error: unknown, name: string): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return Object.getOwnPropertyDescriptor(error, name)?.value;
}
