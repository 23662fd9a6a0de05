/** A small file that is whole after a power cut: the old one or the new one, and the new one once this has returned. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** For its owner's eyes only. @throws Error of the disk */
export function writeDurably(path: string, text: string): void {
  const beside = `${path}.new`;
  const file = openSync(beside, 'w', 0o600);
  try {
    // Not `writeSync`, which may leave the rest to its caller when the disk is nearly full.
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  syncFolder(dirname(path));
}

/** Without it a rename itself may be lost. @throws Error of the disk */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder to flush it; NTFS keeps the rename in its own journal.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
