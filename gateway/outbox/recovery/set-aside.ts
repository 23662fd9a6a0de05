/**
 * A damaged file makes room for what was saved of it, and is kept beside it for a while, sealed as it is. Whenever
 * the power goes, the next start finds the one or the other and finishes.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../../durable-file.ts';

/** Behind the name of a database are the names of its log and of the log's index. */
const PARTS = ['-wal', '-shm', ''] as const;

const NEW = '.new';
const WHOLE = '.recovered';
const DAMAGED = '.damaged';

/** As long as the rows of a sound file. Milliseconds. */
export const KEEP_DAMAGED_MS = 60 * 24 * 3_600_000;

/** No terminal was at work before it: a name that says so was given by a clock that was wrong. */
const FIRST_RELEASE = Date.UTC(2026, 0, 1);

/** Where the saved rows are gathered; nothing of it counts before `putInPlace`. */
export const newFileFor = (path: string, name: string): string => beside(path, name, NEW);

/** Where the damaged file is kept. */
export const keptFileOf = (path: string, name: string): string => beside(path, name, DAMAGED);

/** @param now epoch milliseconds. @returns a name that nothing has yet, and that sorts by time */
export function nameAt(path: string, now: number): string {
  const stem = basename(path, '.db');
  for (let at = now; ; at += 1) {
    const name = `${stem}-${new Date(at).toISOString().replaceAll(':', '-')}`;
    if (!filesBeside(path).some((file) => file.startsWith(name))) return name;
  }
}

/** Of a file that is whole, and whose key is not here. */
const LOCKED = '-locked';

export const lockedName = (name: string): string => name + LOCKED;

/** Files that a key may open which is here by now. @returns their paths */
export const lockedFiles = (path: string): string[] =>
  filesBeside(path)
    .filter((file) => file.endsWith(LOCKED + DAMAGED))
    .map((file) => join(dirname(path), file));

export const unlockedName = (kept: string): string => kept.replace(LOCKED, '');

/** Its rows are in the journal now. */
export function unlocked(kept: string): void {
  for (const part of PARTS) {
    if (existsSync(kept + part)) renameSync(kept + part, unlockedName(kept) + part);
  }
  syncFolder(dirname(kept));
}

/** From here on the saved rows are the journal. */
export function putInPlace(path: string, name: string): void {
  renameSync(newFileFor(path, name), beside(path, name, WHOLE));
  syncFolder(dirname(path));
  finish(path, name);
}

/** What a power cut left half-done is done, or thrown away. */
export function finishWhatWasBegun(path: string): void {
  for (const file of filesBeside(path)) {
    if (file.endsWith(WHOLE)) finish(path, basename(file, WHOLE));
    else if (file.includes(NEW)) rmSync(join(dirname(path), file));
  }
}

/** The log first: beside another file it would be taken for that one's. */
function finish(path: string, name: string): void {
  const kept = keptFileOf(path, name);
  for (const part of PARTS) {
    if (existsSync(path + part)) renameSync(path + part, kept + part);
  }
  renameSync(beside(path, name, WHOLE), path);
  syncFolder(dirname(path));
}

/**
 * By the moment in its name: its own times may be from before a long summer. One that waits for its key stays, for its rows
 * are nowhere else.
 * @param now epoch milliseconds
 */
export function dropOld(path: string, now: number): void {
  for (const file of filesBeside(path).filter((each) => each.includes(DAMAGED))) {
    const moment = momentIn(file);
    // Of one that a wrong clock has named nobody knows how old it is, and it may be all that there is.
    const isOver = moment >= FIRST_RELEASE && now - moment > KEEP_DAMAGED_MS;
    if (isOver && !file.includes(LOCKED)) rmSync(join(dirname(path), file));
  }
}

const beside = (path: string, name: string, ending: string): string =>
  join(dirname(path), name + ending);

/** Of any year: a terminal whose battery is flat lives in 1970. */
const filesBeside = (path: string): string[] => {
  const stem = `${basename(path, '.db')}-`;
  return readdirSync(dirname(path)).filter(
    (file) => file.startsWith(stem) && TIME.test(file.slice(stem.length)),
  );
};

const TIME = /^\d{4}-\d\d-\d\dT/;
const MOMENT = /-(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)/;

/** Epoch milliseconds, as `nameAt` has written it. */
const momentIn = (file: string): number => Date.parse(MOMENT.exec(file)?.slice(1).join(':') ?? '');
