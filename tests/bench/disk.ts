/** How long the disk takes to make a small record durable: what no outbox and no database can be quicker than. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { percentile } from './stats.ts';

const RECORD = Buffer.alloc(256, 1);
const TIMES = 50;

/** @returns milliseconds, the median of fifty appends each with its fsync */
export function medianFsync(): number {
  const path = join(tmpdir(), `nhipcau-fsync-${process.pid}`);
  const file = openSync(path, 'a');
  try {
    const took = Array.from({ length: TIMES }, () => {
      const begin = performance.now();
      writeSync(file, RECORD);
      fsyncSync(file);
      return performance.now() - begin;
    });
    return percentile(took, 0.5);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
