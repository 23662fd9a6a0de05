/** A short day of an outbox on a disk of ours; then its power is cut at every moment, and the next start looks what is there. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Outbox } from '#gateway/outbox/outbox.ts';
import {
  ACCEPTED,
  MEMORY,
  NOW,
  OutboxOnDisk,
  transaction,
  UID,
} from '#tests/fixtures/outbox-on-disk.ts';
import { type Deed, Disk, type Files } from './disk.ts';
import { openOn } from './wasm-sqlite.ts';

/** What is to be found of the rows: `undefined` where there is none. */
type Seen = string;

/** At this moment a call had returned: from now on, its effect must be there. */
interface Acknowledged {
  readonly moment: number;
  readonly call: string;
  readonly seen: Seen;
}

export interface Day {
  readonly disk: Disk;
  readonly acknowledged: readonly Acknowledged[];
  readonly start: OutboxOnDisk;
}

const LOAN = '01934f00-0000-7000-8000-000000000001';
const RETURN = '01934f00-0000-7000-8000-000000000002';
const DAYS_61 = 61 * 24 * 3_600_000;
const HALF_WRITTEN = { state: 'pending', previous: { afi: 0x07, eas: undefined } } as const;

/** @param synchronous planted in place of FULL */
export function livedThrough(synchronous?: 'OFF' | 'NORMAL'): Day {
  const start = new OutboxOnDisk(MEMORY);
  const disk = new Disk();
  let wall = NOW;
  const outbox = Outbox.open(start.path, {
    readClocks: () => ({ wall, monotonic: 0, boot: 'a', serverOffset: 0 }),
    version: '1',
    openDatabase: openOn(disk, synchronous),
  });
  const acknowledged: Acknowledged[] = [];
  const did = (call: string, act: () => unknown) => {
    act();
    acknowledged.push({ moment: disk.deeds.length, call, seen: seenIn(outbox) });
  };
  did('open', () => undefined);
  did('record', () => outbox.record(transaction({ id: LOAN }), [], 's1'));
  did('addTag', () => outbox.addTag(LOAN, { uid: UID }));
  did('claim', () => outbox.claim(LOAN));
  did('doubt', () => outbox.doubt(LOAN));
  did('promise', () => outbox.promise(LOAN, NOW + 1));
  did('markSecurity', () => outbox.markSecurity(LOAN, UID, 'disarmed', HALF_WRITTEN));
  const returned = transaction({ id: RETURN, act: 'checkin', mode: 'promise' });
  did('record', () => outbox.record(returned, [{ uid: UID }], 's2'));
  did('settle', () => outbox.settle(LOAN, ACCEPTED));
  wall += DAYS_61;
  did('prune', () => outbox.prune());
  did('settle', () => outbox.settle(RETURN, ACCEPTED));
  return { disk, acknowledged, start };
}

function seenIn(outbox: Outbox): Seen {
  const rows = [LOAN, RETURN].map((id) => {
    const row = outbox.find(id);
    return row && [row.state, row.transaction.mode, row.transaction.dueAt, outbox.tagsOf(id)];
  });
  return JSON.stringify(rows);
}

/** What a power cut may leave of what was written and not synced. */
const SURVIVORS: Readonly<Record<string, Cut['survives']>> = {
  nothing: () => false,
  'all but the log': ({ file }) => !file.endsWith('-wal'),
};

export interface Cut {
  readonly moment: number;
  /** In words, for the story. */
  readonly name: string;
  readonly survives: (deed: Deed, n: number) => boolean;
}

/** Every moment since then, with each kind of survivors. */
export const cuts = ({ disk }: Day, since: number, names: readonly string[]): Cut[] =>
  Object.entries(SURVIVORS)
    .filter(([name]) => names.includes(name))
    .flatMap(([name, survives]) =>
      momentsOf(disk, since).map((moment) => ({ moment, name, survives })),
    );

const momentsOf = ({ deeds }: Disk, since: number): number[] =>
  deeds.map((_, n) => n + 1).filter((moment) => moment >= since);

/** @returns what was lost or made up, in words; empty when every cut leaves what it must */
export function lostBy({ acknowledged, disk, start }: Day, tried: readonly Cut[]): string[] {
  const looked = new Map<string, Seen>();
  return tried.flatMap(({ moment, name, survives }) => {
    const files = disk.after(moment, survives);
    const print = digestOf(files);
    const seen = looked.get(print) ?? nextStart(start, files);
    looked.set(print, seen);
    const [before, next] = around(acknowledged, moment);
    if (seen === (before?.seen ?? NONE) || seen === (next?.seen ?? NONE)) return [];
    const between = `${before?.call ?? 'the start'} and ${next?.call ?? 'the end'}`;
    return [`cut at ${moment}, between ${between}, ${name} survives: ${seen}`];
  });
}

const NONE: Seen = JSON.stringify([null, null]);

/** The last call that had returned, and the one that was under way. */
const around = (all: readonly Acknowledged[], moment: number) => {
  const n = all.findLastIndex((each) => each.moment <= moment);
  return [all[n], all[n + 1]] as const;
};

function nextStart(start: OutboxOnDisk, files: Files): Seen {
  start.stop();
  for (const name of start.files) if (name.startsWith('outbox.db')) start.remove(name);
  for (const [path, bytes] of files) {
    // The index of the log is memory: it is gone.
    if (!path.endsWith('-shm')) writeFileSync(join(start.folder, basename(path)), bytes);
  }
  try {
    const outbox = start.open();
    return outbox.salvaged() ? `damaged: ${seenIn(outbox)}` : seenIn(outbox);
  } catch (error) {
    return String(error);
  } finally {
    start.stop();
  }
}

function digestOf(files: Files): string {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}
