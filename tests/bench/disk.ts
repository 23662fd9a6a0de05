/** How long the disk takes to make a small record durable: what no outbox and no database can be quicker than. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from './stats.ts';

const RECORD = Buffer.alloc(256, 1);
const TIMES = 50;

/** @returns milliseconds, the median of fifty appends each with its fsync */
export const medianFsync = (): number => percentile(fsyncTimes(TIMES), 0.5);

/** @returns milliseconds of each append with its fsync */
export function fsyncTimes(times: number): number[] {
  const path = join(tmpdir(), `nhipcau-fsync-${process.pid}`);
  const file = openSync(path, 'a');
  try {
    return Array.from({ length: times }, () => {
      const begin = performance.now();
      writeSync(file, RECORD);
      fsyncSync(file);
      return performance.now() - begin;
    });
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
