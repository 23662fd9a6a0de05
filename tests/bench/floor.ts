/**
 * The floor of the transactions' row, in a process of its own: a bare HTTP server and the fewest statements that leave a
 * durable loan behind. No rules, no schema, no sign-in; one commit for all that has arrived (SQLite, synchronous=FULL), or a
 * statement each on a pool (PostgreSQL, which gathers commits by itself).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { z } from 'zod';
import { cpuResult } from './cpu.ts';
import { DatabasePlace } from './place.ts';

interface Transaction {
  readonly id: string;
  readonly act: string;
  readonly card: string;
  readonly item: string;
  readonly at: number;
}
type Keep = (transaction: Transaction) => Promise<void>;

const TABLES = `
  create table event (id text primary key, act text not null, item text not null, card text not null, at bigint not null);
  create table loan (item text primary key, card text not null, at bigint not null);
`;

function sqliteFloor(file: string): Keep {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec(TABLES);
  const event = database.prepare('insert into event values (?, ?, ?, ?, ?)');
  const lend = database.prepare('insert into loan values (?, ?, ?)');
  const back = database.prepare('delete from loan where item = ?');
  let waiting: (readonly [Transaction, () => void])[] = [];
  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    database.exec('begin immediate');
    for (const [{ id, act, item, card, at }] of batch) {
      event.run(id, act, item, card, at);
      if (act === 'checkout') lend.run(item, card, at);
      else back.run(item);
    }
    database.exec('commit');
    for (const [, done] of batch) done();
  };
  return (transaction) => {
    if (waiting.length === 0) setImmediate(commit);
    return new Promise((done) => waiting.push([transaction, done]));
  };
}

async function postgresFloor(url: string): Promise<Keep> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query(TABLES);
  const event = 'with kept as (insert into event values ($1, $2, $3, $4, $5))';
  const lend = { name: 'lend', text: `${event} insert into loan values ($3, $4, $5)` };
  const back = { name: 'back', text: `${event} delete from loan where item = $3` };
  return async ({ id, act, item, card, at }) => {
    await pool.query({ ...(act === 'checkout' ? lend : back), values: [id, act, item, card, at] });
  };
}

const Body = z.object({
  act: z.string(),
  card: z.string().default(''),
  item: z.object({ identifier: z.string() }),
  occurredAt: z.number(),
});

function serve(keep: Keep): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { act, card, item, occurredAt } = Body.parse(
        JSON.parse(Buffer.concat(chunks).toString()),
      );
      const id = request.url?.slice(-36) ?? '';
      void keep({ id, act, card, item: item.identifier, at: occurredAt }).then(() => {
        response.setHeader('content-type', 'application/json');
        response.end('{"outcome":"accepted"}');
      });
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ origin: `http://127.0.0.1:${port}`, token: 'none' });
  });
}

if (import.meta.main) {
  const place = DatabasePlace.parse(JSON.parse(process.argv[2] ?? ''));
  // It is asked one thing only.
  process.on('message', () => process.send?.(cpuResult()));
  process.on('disconnect', () => process.exit());
  serve(place.engine === 'sqlite' ? sqliteFloor(place.file) : await postgresFloor(place.url));
}
