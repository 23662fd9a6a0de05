/** What is wrong inside a terminal: its journal, clock, permit, machine, settings and version (TH21). */
import type { Condition } from './condition.ts';
import { condition } from './condition.ts';
import type {
  TerminalWord,
  WordOfClock,
  WordOfMachine,
  WordOfOutbox,
  WordOfPermit,
} from './terminal-word.ts';

/** More than a busy hour's worth waiting while the terminal is heard means that it is not getting through. */
const MANY_WAITING = 20;
/** So does one that has waited for so long. */
const LONG_WAITING_MS = 15 * 60_000;
/** Damage is spoken of for a week. */
const DAMAGE_TOLD_MS = 7 * 86_400_000;

export function innerConditions(word: TerminalWord, now: number): Condition[] {
  const { uncured = 0 } = word;
  return [
    ...(word.outbox ? outboxConditions(word.outbox, now) : []),
    ...queueConditions(word, now),
    ...(uncured > 0 ? [condition('uncured', 'soon', { params: { count: uncured } })] : []),
    ...(word.clock ? clockConditions(word.clock) : []),
    ...(word.permit ? permitConditions(word.permit, now) : []),
    ...(word.machine ? machineConditions(word.machine) : []),
    ...versionConditions(word),
  ];
}

function outboxConditions({ open, recoveredAt, lost }: WordOfOutbox, now: number): Condition[] {
  const closed = open ? [] : [condition('outbox-closed', 'now')];
  if (recoveredAt === undefined || now - recoveredAt > DAMAGE_TOLD_MS || lost === 0) return closed;
  const damage =
    lost === undefined
      ? condition('outbox-damaged', 'now', { since: recoveredAt })
      : condition('outbox-lost', 'now', { params: { count: lost }, since: recoveredAt });
  return [...closed, damage];
}

function queueConditions({ queued, outbox }: TerminalWord, now: number): Condition[] {
  const oldestAt = outbox?.oldestAt;
  const params = { count: queued };
  if (queued > 0 && oldestAt !== undefined && now - oldestAt > LONG_WAITING_MS)
    return [condition('queue-old', 'soon', { params, since: oldestAt })];
  return queued > MANY_WAITING
    ? [condition('queue-large', 'soon', { params, since: oldestAt })]
    : [];
}

function clockConditions({ known, fault, certificateAt }: WordOfClock): Condition[] {
  if (!known) return [condition('clock-unknown', 'now')];
  if (certificateAt !== undefined)
    return [condition('clock-certificate', 'soon', { since: certificateAt })];
  return fault === undefined ? [] : [condition('clock-wrong', 'soon', { params: { fault } })];
}

/** A permit is fetched anew every half hour; how much of its life is left says what has become of that, however long libraries let it last. */
function permitConditions(
  { lends, madeAt, endsAt, fault }: WordOfPermit,
  now: number,
): Condition[] {
  // Where the library itself lends nothing without an answer, nothing is wrong.
  if (!lends && fault !== undefined && fault !== 'no-permit')
    return [condition('permit-fault', 'soon', { params: { fault } })];
  if (madeAt === undefined || endsAt === undefined) return [];
  const left = (endsAt - now) / Math.max(1, endsAt - madeAt);
  const said = { params: { endsAt, madeAt }, since: madeAt };
  if (left < 1 / 4) return [condition('permit-ends-soon', 'soon', said)];
  return left < 1 / 2 ? [condition('permit-old', 'know', said)] : [];
}

const GIGABYTE = 1_000_000_000;
/** The processor of a small PC slows down above it (Raspberry Pi documentation, “Frequency management and thermal control”: 80 °C). */
const HOT_CELSIUS = 80;

function machineConditions({ diskFreeBytes, diskBytes, celsius }: WordOfMachine): Condition[] {
  const conditions: Condition[] = [];
  if (diskFreeBytes !== undefined && isScarce(diskFreeBytes, diskBytes)) {
    // Without a place to write, the outbox closes and the terminal stops.
    const severity = diskFreeBytes < GIGABYTE / 5 ? 'now' : 'soon';
    const params = { megabytes: Math.round(diskFreeBytes / 1_000_000) };
    conditions.push(condition('disk-nearly-full', severity, { params }));
  }
  if (celsius !== undefined && celsius >= HOT_CELSIUS)
    conditions.push(condition('too-hot', 'soon', { params: { celsius: Math.round(celsius) } }));
  return conditions;
}

const isScarce = (free: number, all: number | undefined): boolean =>
  free < GIGABYTE || (all !== undefined && free < all / 20);

function versionConditions({ settings, update }: TerminalWord): Condition[] {
  const { undone } = settings ?? {};
  const conditions = undone
    ? [
        condition('settings-undone', 'soon', {
          params: { version: undone.version },
          since: undone.at,
        }),
      ]
    : [];
  if (update?.state === 'returned')
    conditions.push(
      condition('update-returned', 'soon', {
        params: { version: update.version ?? '?' },
        since: update.at,
      }),
    );
  return conditions;
}
