import { DatabaseFault, messageOf, propertyOf } from '../fault.ts';
import type { DatabaseFaultCode } from '../fault.ts';

const sqlState = (error: unknown): string | undefined => {
  const code = propertyOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
};

/** Serialisation failure, deadlock, unique key (PostgreSQL, appendix A): run again, the command meets the winner's rows. */
const WORTH_ANOTHER_TRY = ['40001', '40P01', '23505'];
export const isWorthAnotherTry = (error: unknown): boolean =>
  WORTH_ANOTHER_TRY.includes(sqlState(error) ?? '');

/** The server said what was wrong; without that, the line itself broke. */
export const cameFromServer = (error: unknown): boolean =>
  propertyOf(error, 'severity') !== undefined;

/** @param committing everything had been asked for but the answer to the commit */
export function toFault(error: unknown, committing: boolean): DatabaseFault {
  if (error instanceof DatabaseFault) return error;
  if (committing && !cameFromServer(error))
    return new DatabaseFault('ambiguous', 'the line to PostgreSQL broke during a commit', {
      cause: error,
    });
  return new DatabaseFault(codeOf(error), messageOf(error), { cause: error });
}

const NETWORK = /^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOST|ENET|EAI_)/;

/** Cancelled by its time limit, a lock not had in time, a transaction ended for doing nothing. */
const TOOK_TOO_LONG = ['57014', '55P03', '25P03'];

/** Classes: 08 connection, 57P01–57P03 shutting down or starting up, 53300 too many connections, 53100 disk full. */
function codeOf(error: unknown): DatabaseFaultCode {
  const state = sqlState(error) ?? '';
  if (state.startsWith('23')) return 'constraint';
  if (state === '25006') return 'read-only';
  if (TOOK_TOO_LONG.includes(state)) return 'busy';
  if (state === '53100' || state.startsWith('58')) return 'disk';
  if (NETWORK.test(state) || /^(08|57P0|53300)/.test(state)) return 'unreachable';
  return /connection (terminated|timeout)|timeout exceeded when trying to connect/i.test(
    messageOf(error),
  )
    ? 'unreachable'
    : 'failed';
}
