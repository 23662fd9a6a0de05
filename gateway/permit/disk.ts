/** What the permit asks of a disk: few steps, each of which may fail, or be the last before the power goes. */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';

/** Every method rejects with the error of the disk. */
export interface Disk {
  makeFolder(path: string): Promise<void>;
  /** Names of the files in a folder. */
  list(folder: string): Promise<string[]>;
  /** @returns undefined where there is no such file */
  read(path: string): Promise<Buffer | undefined>;
  /** The content is on the disk when it returns, for its owner's eyes only; the name need not be yet. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in a folder are on the disk when it returns. */
  syncFolder(path: string): Promise<void>;
}

export const nodeDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  list: (folder) => readdir(folder),
  async read(path) {
    try {
      return await readFile(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  },
  async write(path, bytes) {
    await using file = await open(path, 'w', 0o600);
    await file.writeFile(bytes);
    await file.sync();
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows cannot open a folder to flush it; NTFS keeps names in its own journal.
    if (process.platform === 'win32') return;
    await using folder = await open(path, 'r');
    await folder.sync();
  },
};
