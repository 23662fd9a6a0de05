/**
 * The floor of the SIP2 rows, in a process of its own: a bare TCP server, lines in and lines out, and per message the fewest statements that
 * a library could live with: the card and the book are found by their numbers, an event stays for the history of the book, and the loan can
 * be found by book and by patron. No rules, no codec, no accounts, no memory of what was answered. One commit for all that has arrived
 * (SQLite, synchronous=FULL), or one statement for each on a pool (PostgreSQL, which gathers commits by itself).
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { cpuResult } from '../cpu.ts';
import type { DatabasePlace } from '../place.ts';
import type { Size } from './collection.ts';
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
  create table patron (card text primary key, id text not null);
  create table event (id text primary key, act text not null, item text not null, patron text, at bigint not null);
  create index event_item on event (item, at);
  create table loan (item text primary key, patron text not null, at bigint not null);
  create index loan_patron on loan (patron);
`;

function sqliteFloor(file: string, { items, patrons }: Size): Keep {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec(TABLES);
  const numbers = (count: number) =>
    `(with recursive number (n) as (select 0 union all select n + 1 from number where n < ${count - 1}) select n from number)`;
  const id = `printf('%08x', (n * 2654435761) % 4294967296)`;
  database.exec(`insert into item select 'B' || n, ${id}, 'Title ' || n from ${numbers(items)}`);
  database.exec(`insert into patron select 'C' || n, ${id} from ${numbers(patrons)}`);
  const findItem = database.prepare('select id, title from item where barcode = ?');
  const findPatron = database.prepare('select id from patron where card = ?');
  const event = database.prepare('insert into event values (?, ?, ?, ?, ?)');
  const lend = database.prepare(
    'insert into loan values (?, ?, ?) on conflict (item) do update set patron = excluded.patron, at = excluded.at',
  );
  const back = database.prepare('delete from loan where item = ?');
  const carryOut = ({ code, card, item }: Act): string => {
    const { id: itemId, title } = findItem.get(item) as { id: string; title: string };
    const now = Date.now();
    if (code === '11') {
      const { id: patronId } = findPatron.get(card) as { id: string };
      event.run(randomUUID(), code, itemId, patronId, now);
      lend.run(itemId, patronId, now);
    } else {
      event.run(randomUUID(), code, itemId, null, now);
      back.run(itemId);
    }
    return title;
  };
  let waiting: (readonly [Act, (title: string) => void])[] = [];
  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    database.exec('begin immediate');
    const titles = batch.map(([act]) => carryOut(act));
    database.exec('commit');
    batch.forEach(([, done], at) => done(titles[at] ?? ''));
  };
  return (act) => {
    if (waiting.length === 0) setImmediate(commit);
    return new Promise((done) => waiting.push([act, done]));
  };
}

async function postgresFloor(url: string, { items, patrons }: Size): Promise<Keep> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query(TABLES);
  const id = `lpad(to_hex((n * 2654435761::bigint) % 4294967296), 8, '0')`;
  const numbers = (count: number) => `generate_series(0, ${count - 1}) as number (n)`;
  await pool.query(`insert into item select 'B' || n, ${id}, 'Title ' || n from ${numbers(items)}`);
  await pool.query(`insert into patron select 'C' || n, ${id} from ${numbers(patrons)}`);
  const item = 'select id, title from item where barcode = $3';
  const lend = `with known as (${item}), who as (select id from patron where card = $4),
    kept as (insert into event select $1, $2, known.id, who.id, $5 from known, who),
    lent as (insert into loan select known.id, who.id, $5 from known, who
      on conflict (item) do update set patron = excluded.patron, at = excluded.at)
    select title from known, who`;
  const back = `with known as (${item}),
    kept as (insert into event select $1, $2, id, null, $4 from known),
    ended as (delete from loan using known where loan.item = known.id)
    select title from known`;
  return async (act) => {
    const common = [randomUUID(), act.code, act.item];
    const { rows } = await pool.query<{ title: string }>(
      act.code === '11'
        ? { name: 'lend', text: lend, values: [...common, act.card, Date.now()] }
        : { name: 'back', text: back, values: [...common, Date.now()] },
    );
    return rows[0]?.title ?? '';
  };
}

const open = (place: DatabasePlace, size: Size): Keep | Promise<Keep> =>
  place.engine === 'sqlite' ? sqliteFloor(place.file, size) : postgresFloor(place.url, size);

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
  serve(await open(place, size));
}
