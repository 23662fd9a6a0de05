/** Which chunks tell a terminal how it stands now: those it has, with what has changed, or all anew (docs/rules/permit.md, PM6, PM25). */
import { compressed, decompressed } from './compressed.ts';
import type { Chunk } from './compressed.ts';
import type { Rows } from './format/chunk.ts';
import type { Manifest } from './format/manifest.ts';
import { changed, changes, fromChunk, inChunks, joined, NO_ROWS, over } from './rules/row-set.ts';
import type { RowSet } from './rules/row-set.ts';

/** All rows of a permit. */
export type RowSets = Readonly<Record<Rows['kind'], RowSet>>;

/** The chunks of a permit, as its manifest names them. */
export interface Chunks {
  readonly named: Manifest['chunks'];
  /** So many of them are the full ones. */
  readonly full: number;
}

/** Those of the permit before, of the same epoch and with the same classes. */
export interface Before extends Chunks {
  /** Undefined: it is not there. */
  readonly bytesOf: (sha256: string) => Promise<Uint8Array | undefined>;
}

export interface Plan extends Chunks {
  /** Those that are new. */
  readonly made: readonly Chunk[];
}

/** Beyond so many the changes are told in one piece: each has a line in the manifest. */
const MOST_CHANGES = 32;
/** Of the bytes of the full ones. */
const MOST_CHANGED = 0.5;

const KINDS = ['cards', 'items'] as const;

export async function planChunks(after: RowSets, before: Before | undefined): Promise<Plan> {
  const known = before && (await read(before));
  if (!before || !known) return full(after);
  const whole = before.named.slice(0, before.full);
  const earlier = before.named.slice(before.full);
  const made = chunksOf(between(known.last, after));
  const changesNow = [...earlier, ...made.map(nameOf)];
  if (changesNow.length <= MOST_CHANGES)
    return isMuch(changesNow, whole)
      ? full(after)
      : { named: [...whole, ...changesNow], full: before.full, made };
  const inOne = chunksOf(between(known.whole, after));
  const named = inOne.map(nameOf);
  return isMuch(named, whole)
    ? full(after)
    : { named: [...whole, ...named], full: before.full, made: inOne };
}

function full(rows: RowSets): Plan {
  const made = chunksOf(rows);
  return { named: made.map(nameOf), full: made.length, made };
}

const between = (from: RowSets, to: RowSets): RowSets =>
  ofBoth((kind) => changes(from[kind], to[kind]));

const chunksOf = (rows: RowSets): Chunk[] =>
  KINDS.flatMap((kind) => [...inChunks(kind, rows[kind])].map(compressed));

const nameOf = ({ sha256, bytes }: Chunk) => ({ sha256, bytes: bytes.length });

const isMuch = (changesNow: Manifest['chunks'], whole: Manifest['chunks']): boolean =>
  sum(changesNow) > MOST_CHANGED * sum(whole);
const sum = (chunks: Manifest['chunks']): number =>
  chunks.reduce((total, { bytes }) => total + bytes, 0);

/** What the full chunks say, and what all of them say. @returns undefined when one is missing */
async function read({ named, full: wholeCount, bytesOf }: Before) {
  const chunks: Rows[] = [];
  for (const { sha256 } of named) {
    const bytes = await bytesOf(sha256);
    if (!bytes) return undefined;
    chunks.push(decompressed(bytes));
  }
  const whole = ofBoth((kind) => joined(setsOf(kind, chunks.slice(0, wholeCount))));
  const told = ofBoth((kind) => setsOf(kind, chunks.slice(wholeCount)).reduce(over, NO_ROWS));
  return { whole, last: ofBoth((kind) => changed(whole[kind], told[kind])) };
}

const ofBoth = (of: (kind: Rows['kind']) => RowSet): RowSets => ({
  cards: of('cards'),
  items: of('items'),
});

const setsOf = (kind: Rows['kind'], chunks: readonly Rows[]): RowSet[] =>
  chunks.filter((rows) => rows.kind === kind).map(fromChunk);
