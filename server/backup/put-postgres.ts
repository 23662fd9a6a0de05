/** An archive of pg_dump becomes the database; what was there is kept under another schema. */
import { addressed, within } from './snapshot.ts';
import { run } from './tool.ts';

/**
 * In one transaction: all of it or nothing. When it fails, what was there is there again.
 * @param aside name of the schema that takes what is there; undefined: nothing is
 * @param onRefused told when all is as it was
 */
export async function putPostgres(
  url: string,
  file: string,
  aside: string | undefined,
  onRefused: () => Promise<void> = async () => undefined,
): Promise<void> {
  if (aside !== undefined) await swap(url, 'public', aside, 'create schema public');
  try {
    const { address, environment } = addressed(url);
    const how = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges'];
    // Of that schema, but not the schema itself, which is there.
    await run('pg_restore', [...how, '--schema=public', `--dbname=${address}`, file], environment);
  } catch (error) {
    if (aside !== undefined)
      await swap(url, aside, 'public', undefined, 'drop schema public cascade');
    await onRefused();
    throw error;
  }
}

async function swap(
  url: string,
  from: string,
  to: string,
  after?: string,
  before?: string,
): Promise<void> {
  await within(url, async (client) => {
    await client.query('begin');
    if (before !== undefined) await client.query(before);
    await client.query(`alter schema "${from}" rename to "${to}"`);
    if (after !== undefined) await client.query(after);
    await client.query('commit');
  });
}
