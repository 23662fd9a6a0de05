/** Whether a backup is as it was written, and whether this program can use it. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../db/fault.ts';
import { pendingMigrations, readMigrations } from '../db/migrations.ts';
import { filesIn } from './disk.ts';
import { unpack } from './pack.ts';
import { countsWrong, DATABASE_FILE, filesWrong, Manifest, MANIFEST } from './rules/manifest.ts';
import { sqliteContents } from './snapshot.ts';
import { run } from './tool.ts';

export interface Verified {
  /** Undefined where not even that can be read. */
  readonly manifest?: Manifest;
  /** A sentence each; none: it can be put back. */
  readonly faults: readonly string[];
}

export interface Unpacking {
  readonly file: string;
  /** The file of an age private key. */
  readonly identity?: string | undefined;
}

/** Unpacks it where nobody else can look, and looks at all of it. */
export async function verifyBackup(
  { file, identity }: Unpacking,
  migrations: string,
  under = tmpdir(),
): Promise<Verified> {
  const folder = await mkdtemp(join(under, 'nhip-cau-verify-'));
  try {
    await unpack(file, folder, identity);
    return await verifyFolder(folder, migrations);
  } catch (error) {
    return { faults: [messageOf(error)] };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param migrations URL of the folder of the engines' migrations */
export async function verifyFolder(folder: string, migrations: string): Promise<Verified> {
  const manifest = await readManifest(folder);
  const wrong = filesWrong(manifest, await filesIn(folder));
  if (wrong.length > 0) return { manifest, faults: wrong };
  const within = await databaseWrong(folder, manifest);
  return { manifest, faults: [...within, ...versionWrong(manifest, migrations)] };
}

async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new Error(`it has no ${MANIFEST}: this is no backup of this server`);
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${MANIFEST}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

async function databaseWrong(folder: string, manifest: Manifest): Promise<string[]> {
  const file = join(folder, DATABASE_FILE[manifest.engine]);
  try {
    if (manifest.engine === 'sqlite') {
      const { counts, migrations } = sqliteContents(file);
      const same = JSON.stringify(migrations) === JSON.stringify(manifest.migrations);
      return [...countsWrong(manifest, counts), ...(same ? [] : ['its migrations are other ones'])];
    }
    // An archive cannot be asked for its rows before it is put back; its table of contents can be read.
    const contents = await run('pg_restore', ['--list', file]);
    return /TABLE DATA \S+ migration /.test(contents) ? [] : ['it holds none of our tables'];
  } catch (error) {
    return [messageOf(error)];
  }
}

/** Older is well: what it lacks is run when it is opened. */
function versionWrong({ engine, migrations, version }: Manifest, folder: string): string[] {
  try {
    pendingMigrations(readMigrations(new URL(`${engine}/`, folder).href), migrations);
    return [];
  } catch (error) {
    return [`${messageOf(error)}: it was made by version ${version}, which is what it needs`];
  }
}
