/** The session of this terminal, tied to its outbox, its devices and the system behind it. */
import type { Logger } from 'pino';
import { v7 as newId } from 'uuid';
import type { Config } from './config.ts';
import type { Hardware } from './hardware.ts';
import type { LibrarySystem } from './library-system.ts';
import { PermitLending, SiteLending } from './offline-lending.ts';
import type { OfflineLending } from './offline-policy.ts';
import type { Permits } from './open-permits.ts';
import type { Journal, JournalUse } from './outbox/journal.ts';
import type { Receipts } from './receipt/receipts.ts';
import { settingsOf } from './session-settings.ts';
import { SessionRunner } from './session/session-runner.ts';
import type { Transactions } from './session/transactions.ts';
import type { SiteScansInForce } from './site-scans.ts';
import type { TerminalClock } from './terminal-clock.ts';
import type { TerminalMemory } from './terminal-memory.ts';
import { namesOf } from './terminal-names.ts';

export interface OpenSession extends Pick<JournalUse, 'onOutcome' | 'onUnclear' | 'onWritable'> {
  readonly config: Config;
  readonly hardware: Hardware;
  readonly system: LibrarySystem;
  readonly journal: Journal;
  readonly permits: Permits | undefined;
  readonly scans: SiteScansInForce;
  readonly memory: TerminalMemory;
  readonly receipts: Receipts;
  readonly clock: TerminalClock;
  readonly log: Logger;
  readonly timeKnown: boolean;
  /** Where people may go while it is out of service. */
  readonly elsewhere: string | undefined;
}

export function openSession(options: OpenSession): {
  readonly runner: SessionRunner;
  readonly transactions: Transactions;
} {
  const { clock, config, hardware, journal, log, memory, permits, scans, system } = options;
  const { ils, online, receiptMail } = system;
  const { abandoned, ambiguous } = journal.recovered;
  const transactions = journal.use({
    ...useOf(options),
    onWritable: (writable) => {
      runner.setOutboxWritable(writable);
      options.onWritable(writable);
    },
  });
  const offline = offlineLending(options, transactions);
  const runner = new SessionRunner({
    ...{ ils, security: hardware.security, transactions, newId, online, log, clock },
    settings: settingsOf(config, hardware.devices, scans.current, options.elsewhere),
    receipts: {
      print: (receipt) => options.receipts.print(receipt),
      mail: async (letter) => (await receiptMail?.send(letter)) ?? { outcome: 'unreachable' },
    },
    terminal: namesOf(config, memory.terminal),
    timeKnown: options.timeKnown,
    ...(offline && { offline }),
    recovered: ambiguous + abandoned > 0,
  });
  if (!journal.isOpen) runner.setOutboxWritable(false);
  if (!permits && memory.offLine) runner.setOfflineLoans(true);
  return { runner, transactions };
}

function useOf({ onOutcome, onUnclear, system }: OpenSession): Omit<JournalUse, 'onWritable'> {
  const { ils, lanes, patienceMs } = system;
  return {
    ...{ ils, onOutcome },
    ...(onUnclear && { onUnclear }),
    ...(patienceMs !== undefined && { patienceMs }),
    ...(lanes !== undefined && { lanes }),
  };
}

function offlineLending(
  { config, permits }: OpenSession,
  transactions: Transactions,
): OfflineLending | undefined {
  if (permits) return new PermitLending(transactions, () => permits.watch.permit);
  const { loans } = config.offline;
  return loans === 'none' ? undefined : new SiteLending(transactions, loans);
}
