/**
 * The floor of the SIP2 rows, in a process of its own: a bare TCP server, lines in and lines out, and per message the fewest statements that
 * find the book and leave a durable loan behind: one select of the item, one insert of an event, one change of the loan. No rules, no codec,
 * no accounts. One commit for all that has arrived (SQLite, synchronous=FULL), or one statement for each on a pool (PostgreSQL, which
 * gathers commits by itself).
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { cpuResult } from '../cpu.ts';
import type { DatabasePlace } from '../place.ts';
import { ServerSettings } from './server.ts';

interface Act {
  readonly code: string;
  readonly card: string;
  readonly item: string;
}
/** Resolves with the title when it is on disk. */
type Keep = (act: Act) => Promise<string>;

const TABLES = `
  create table item (barcode text primary key, id text not null, title text not null);
  create table event (id text primary key, act text not null, item text not null, card text not null, at bigint not null);
  create table loan (item text primary key, card text not null, at bigint not null);
`;

function sqliteFloor(file: string, items: number): Keep {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec(TABLES);
  database.exec(`insert into item select 'B' || n, printf('%08x', (n * 2654435761) % 4294967296), 'Title ' || n from
    (with recursive number (n) as (select 0 union all select n + 1 from number where n < ${items - 1}) select n from number)`);
  const find = database.prepare('select id, title from item where barcode = ?');
  const event = database.prepare('insert into event values (?, ?, ?, ?, ?)');
  const lend = database.prepare(
    'insert into loan values (?, ?, ?) on conflict (item) do update set card = excluded.card, at = excluded.at',
  );
  const back = database.prepare('delete from loan where item = ?');
  let waiting: (readonly [Act, (title: string) => void])[] = [];
  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    database.exec('begin immediate');
    const titles = batch.map(([{ code, item, card }]) => {
      const { id, title } = find.get(item) as { id: string; title: string };
      event.run(randomUUID(), code, id, card, Date.now());
      if (code === '11') lend.run(id, card, Date.now());
      else back.run(id);
      return title;
    });
    database.exec('commit');
    batch.forEach(([, done], at) => done(titles[at] ?? ''));
  };
  return (act) => {
    if (waiting.length === 0) setImmediate(commit);
    return new Promise((done) => waiting.push([act, done]));
  };
}

async function postgresFloor(url: string, items: number): Promise<Keep> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query(TABLES);
  await pool.query(`insert into item select 'B' || n, lpad(to_hex((n * 2654435761::bigint) % 4294967296), 8, '0'), 'Title ' || n
    from generate_series(0, ${items - 1}) as number (n)`);
  const known = `with known as (select id, title from item where barcode = $3),
    kept as (insert into event select $1, $2, id, $4, $5 from known)`;
  const lend = `${known}, lent as (insert into loan select id, $4, $5 from known
    on conflict (item) do update set card = excluded.card, at = excluded.at) select title from known`;
  const back = `${known}, ended as (delete from loan using known where loan.item = known.id) select title from known`;
  return async ({ code, item, card }) => {
    const values = [randomUUID(), code, item, card, Date.now()];
    const { rows } = await pool.query<{ title: string }>(
      code === '11' ? { name: 'lend', text: lend, values } : { name: 'back', text: back, values },
    );
    return rows[0]?.title ?? '';
  };
}

const open = (place: DatabasePlace, items: number): Keep | Promise<Keep> =>
  place.engine === 'sqlite' ? sqliteFloor(place.file, items) : postgresFloor(place.url, items);

function serve(keep: Keep): void {
  const server = createServer((socket) => {
    let heard = '';
    socket.setEncoding('utf8').setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      heard += text;
      for (let end = heard.indexOf('\r'); end >= 0; end = heard.indexOf('\r')) {
        void answer(keep, socket, heard.slice(0, end));
        heard = heard.slice(end + 1);
      }
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
}

const DATE = '20260101    120000';

async function answer(keep: Keep, socket: Socket, line: string): Promise<void> {
  const code = line.slice(0, 2);
  if (code === '93') {
    socket.write('941\r');
    return;
  }
  const [card, item] = [fieldOf(line, 'AA'), fieldOf(line, 'AB')];
  const title = await keep({ code, card, item });
  socket.write(
    code === '11'
      ? `121NNY${DATE}AObench|AA${card}|AB${item}|AJ${title}|AH${DATE}|\r`
      : `101YNN${DATE}AObench|AB${item}|AQbench|AJ${title}|\r`,
  );
}

function fieldOf(line: string, id: string): string {
  const at = line.indexOf(`|${id}`);
  return at < 0 ? '' : line.slice(at + 3, line.indexOf('|', at + 3));
}

if (import.meta.main) {
  const { place, size } = ServerSettings.parse(JSON.parse(process.argv[2] ?? ''));
  // It is asked one thing only.
  process.on('message', () => process.send?.(cpuResult()));
  process.on('disconnect', () => process.exit());
  serve(await open(place, size.items));
}
