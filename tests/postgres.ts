/**
 * Gives PostgreSQL to the tests: the server of DATABASE_URL, else one of our own. It is started when the first test
 * asks for it, so that a run without a database does not wait; tests run in other processes and ask over a socket.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';
import type { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask for the URL of a PostgreSQL server. */
    postgresDoor: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let own: Promise<PostgresServer> | undefined;
  const url = async (): Promise<string> => {
    const given = process.env['DATABASE_URL'];
    if (given !== undefined && given !== '') return given;
    own ??= startPostgres({ durable: false });
    return (await own).url;
  };
  const door = createServer((_request, response) => {
    url().then(
      (found) => response.end(found),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  project.provide('postgresDoor', `http://127.0.0.1:${(door.address() as AddressInfo).port}/`);
  return async () => {
    door.close();
    door.closeAllConnections();
    await own?.then((server) => server.stop());
  };
}
