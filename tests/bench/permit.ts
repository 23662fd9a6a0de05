/** What it takes to make a library's permit for a whole province, how large it is, and what a patron at a kiosk notices of it. */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { pino } from 'pino';
import { openDatabase } from '#server/db/open.ts';
import { registry } from '#server/db/registry.ts';
import type { AppDatabase } from '#server/db/registry.ts';
import { decodeChunk } from '#server/permit/format/chunk.ts';
import { Manifest } from '#server/permit/format/manifest.ts';
import { PermitDesk } from '#server/permit/permit-desk.ts';
import { openPermitKeys } from '#server/permit/permit-keys.ts';
import { PERMIT_DEFAULTS } from '#server/permit/settings.ts';
import { LIBRARY, network } from './fixture.ts';
import { execute, lendAndBlock, lendMore } from './permit-province.ts';
import type { DatabasePlace, Places } from './place.ts';
import { fillTables } from './sip2/collection.ts';
import { milliseconds, number, ratio } from './table.ts';
import type { Table } from './table.ts';
import { ENGINES } from './transactions.ts';

const PATRONS = 140_000;
const ITEMS = 500_000;
const CHANGES = 500;
const HALF_AN_HOUR_MS = 30 * 60_000;

interface Measured {
  readonly ms: number;
  /** Of the event loop, longest. */
  readonly stallMs: number;
  readonly manifest: Manifest;
  /** Beside the chunks that were there before. */
  readonly newBytes: number;
}

export async function permit(): Promise<Table[]> {
  const made: string[][] = [];
  const sizes: string[][] = [];
  for (const [name, open] of ENGINES) {
    const places = await open();
    try {
      const { full, idleMs, later, second } = await measured(places);
      const floor = floorMs();
      const row = (what: string, { ms, stallMs }: Measured) =>
        made.push([
          `${name}, ${what}`,
          milliseconds(ms),
          ratio(ms, floor),
          milliseconds(stallMs),
          milliseconds(idleMs),
        ]);
      row('in full', full);
      row('a second library', second);
      row(`after ${CHANGES} changes`, later);
      if (sizes.length === 0) sizes.push(...full.sizes, ...laterRows(full, later));
    } finally {
      await places.remove();
    }
  }
  return [timeTable(made), sizeTable(sizes)];
}

async function measured(places: Places) {
  const place = await places.make();
  const db = await openDatabase(place, registry);
  const folder = mkdtempSync(join(tmpdir(), 'nhipcau-bench-permit-'));
  try {
    await province(db, place);
    let now = Date.now();
    const keys = openPermitKeys(folder);
    const deps = { db, now: () => now, log: pino({ level: 'silent' }), keys, place };
    const desk = new PermitDesk({ ...deps, settings: PERMIT_DEFAULTS });
    const full = await made(desk, LIBRARY, new Set());
    // The machine has other work too: what nobody's work stalls in the same time is the floor.
    const idleMs = await stallOver(full.ms);
    const second = await made(desk, 'bench-second', new Set());
    await execute(place, lendMore(CHANGES, now));
    now += HALF_AN_HOUR_MS;
    const later = await made(desk, LIBRARY, namesIn(full.manifest));
    const sizes = await sizeRows(desk, full);
    await desk.close();
    return { full: { ...full, sizes }, idleMs, later, second };
  } finally {
    await db.close();
    rmSync(folder, { recursive: true });
  }
}

async function province(db: AppDatabase, place: DatabasePlace): Promise<void> {
  await network(db);
  const second = { id: 'bench-second', kind: 'ward', name: 'Second', parentId: LIBRARY };
  await db.write('libraries-put', { libraries: [{ ...second, timeZone: 'Asia/Ho_Chi_Minh' }] });
  await fillTables(place, { items: ITEMS, patrons: PATRONS });
  await execute(place, lendAndBlock(Date.now()));
}

async function made(
  desk: PermitDesk,
  libraryId: string,
  before: ReadonlySet<string>,
): Promise<Measured> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const began = performance.now();
  const answer = await desk.permitOf(libraryId);
  const ms = performance.now() - began;
  delays.disable();
  const text = Buffer.from(answer?.manifest ?? '', 'base64url').toString();
  const manifest = Manifest.parse(JSON.parse(text));
  const newBytes = manifest.chunks
    .filter(({ sha256 }) => !before.has(sha256))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return { ms, stallMs: delays.max / 1e6, manifest, newBytes };
}

const namesIn = ({ chunks }: Manifest): ReadonlySet<string> =>
  new Set(chunks.map(({ sha256 }) => sha256));

/** Each card's number hashed once, and nothing else. */
function floorMs(): number {
  const key = createSecretKey(randomBytes(32));
  const began = performance.now();
  for (let at = 0; at < PATRONS; at += 1) createHmac('sha256', key).update(`card\nC${at}`).digest();
  return performance.now() - began;
}

async function stallOver(ms: number): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await sleep(ms);
  delays.disable();
  return delays.max / 1e6;
}

/** Of each kind of row. */
async function sizeRows(desk: PermitDesk, { manifest }: Measured): Promise<string[][]> {
  const kinds = { cards: { bytes: 0, rows: 0 }, items: { bytes: 0, rows: 0 } };
  for (const { sha256 } of manifest.chunks) {
    const bytes = await desk.chunkOf(LIBRARY, sha256);
    if (!bytes) throw new Error('a chunk is missing');
    const rows = decodeChunk(brotliDecompressSync(bytes));
    kinds[rows.kind].bytes += bytes.length;
    kinds[rows.kind].rows += rows.hashes.length;
  }
  return Object.entries(kinds).map(([kind, { bytes, rows }]) => [
    ...[kind, number(rows), number(bytes), number(bytes / rows)],
  ]);
}

const laterRows = (full: Measured, later: Measured): string[][] => [
  [`${CHANGES} changes`, number(CHANGES), number(later.newBytes), number(later.newBytes / CHANGES)],
  ['manifest', '', number(JSON.stringify(full.manifest).length), ''],
];

const timeTable = (rows: string[][]): Table => ({
  title: 'Making a permit',
  about:
    `${number(PATRONS)} patrons and ${number(ITEMS)} items, of which a tenth may not go out or are of another class. The floor hashes ` +
    'each card’s number once. The stall is the longest time that the event loop of the server answered nobody meanwhile; idle, that without any work of ours.',
  head: ['database', 'time', 'ratio', 'stall', 'stall, idle'],
  rows,
});

const sizeTable = (rows: string[][]): Table => ({
  title: 'The size of a permit',
  about: 'What a terminal fetches: all of it once in a month, then what has changed.',
  head: ['what', 'rows', 'bytes', 'each'],
  rows,
});
