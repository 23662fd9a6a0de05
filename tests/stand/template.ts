/**
 * Data folders as they are after a first start. Each kind is made once and copied by all stands of a run, over all its
 * processes: filling a library and registering a terminal take longer than all else of a start.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder that the processes of a run share; without one each has its own, until it ends. */
const SHARED = 'STAND_TEMPLATES';

/** Sets up the folder, for the start of a run. @returns removes it */
export default function shareTemplates(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-templates-'));
  process.env[SHARED] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

const making = new Map<string, Promise<string>>();

/** @param make fills an empty folder; what it names by its path must not stay in there */
export async function copyTemplate(
  name: string,
  to: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const made = making.get(name) ?? madeOrFound(name, make);
  making.set(name, made);
  await cp(await made, to, { recursive: true });
}

/** Two processes may make the same at once; the first one to have it ready gives it to all. */
async function madeOrFound(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const all = process.env[SHARED] ?? ownFolder();
  const place = join(all, name);
  if (existsSync(place)) return place;
  const begun = await mkdtemp(join(all, 'making-'));
  await make(begun);
  try {
    await rename(begun, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(begun, { recursive: true, force: true });
  }
  return place;
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-templates-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
