/** Makes the permit of one library from how it stands in the network (docs/rules/permit.md). */
import { dayIn } from '../libraries/rules/day.ts';
import { planChunks } from './chunk-plan.ts';
import type { Before, Plan, RowSets } from './chunk-plan.ts';
import type { NetworkFacts } from './facts.ts';
import { CARD_STANDINGS, FORMAT, ITEM_STANDINGS } from './format/manifest.ts';
import type { Manifest } from './format/manifest.ts';
import type { PermitLibrary } from './offline-store.ts';
import { epochKey, RowHeap } from './row-heap.ts';
import { classTableAt } from './rules/class-table.ts';
import type { ClassTable } from './rules/class-table.ts';
import { dueTable } from './rules/due-table.ts';
import { rowOfCard, rowsOfItem } from './rules/numbers.ts';
import type { Place } from './rules/numbers.ts';

export interface PermitWanted {
  readonly library: PermitLibrary;
  readonly facts: NetworkFacts;
  /** How long it lasts. */
  readonly hours: number;
  readonly epoch: string;
  readonly key: Uint8Array;
  readonly version: number;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly before?: (Before & { readonly manifest: Manifest }) | undefined;
}

export interface MadePermit {
  readonly manifest: Manifest;
  readonly plan: Plan;
}

const HOUR_MS = 3_600_000;

export async function makePermit(wanted: PermitWanted): Promise<MadePermit> {
  const { before, facts, now } = wanted;
  const { id: libraryId, timeZone } = wanted.library;
  const classes = classTableAt(facts.book, libraryId, facts.classes);
  const place = { libraryId, book: facts.book, classes, today: dayIn(timeZone, now) };
  const rows = rowsAt(place, facts, wanted.key);
  const head = headOf(wanted, classes);
  const isOfUse = before?.manifest.epoch === wanted.epoch && speaksAlike(before.manifest, head);
  const plan = await planChunks(rows, isOfUse ? before : undefined);
  return { manifest: { ...head, chunks: plan.named }, plan };
}

function rowsAt(place: Place, facts: NetworkFacts, key: Uint8Array): RowSets {
  const cards = new RowHeap(epochKey(key));
  for (const number of facts.cards) cards.add(rowOfCard(number, place));
  const items = new RowHeap(epochKey(key));
  for (const number of facts.itemNumbers)
    for (const row of rowsOfItem(number, facts.items, place)) items.add(row);
  return { cards: cards.inOrder(), items: items.inOrder() };
}

function headOf(
  { epoch, facts, hours, library, now, version }: PermitWanted,
  { inManifest }: ClassTable,
): Omit<Manifest, 'chunks'> {
  const { id: libraryId, rules, timeZone } = library;
  const { pinNeeded, unknownCard } = rules;
  const endsAt = now + hours * HOUR_MS;
  const life = { libraryId, timeZone, madeAt: now, endsAt };
  const caps = [unknownCard, pinNeeded === 'returns-only' ? undefined : pinNeeded];
  const days = [
    ...inManifest.loanDays.flat().flatMap((count) => count ?? []),
    ...caps.flatMap((cap) => cap?.days ?? []),
  ];
  return {
    format: FORMAT,
    ...{ library: libraryId, epoch, version, madeAt: now, endsAt, timeZone },
    ...inManifest,
    cardStandings: [...CARD_STANDINGS],
    itemStandings: [...ITEM_STANDINGS],
    ...dueTable(facts.book, life, days),
    unknownCard: unknownCard ?? null,
    pinNeeded,
  };
}

/** Rows of the one are to be read by the words of the other. */
const speaksAlike = (one: Omit<Manifest, 'chunks'>, other: Omit<Manifest, 'chunks'>): boolean =>
  wordsOf(one) === wordsOf(other);

const wordsOf = (head: Omit<Manifest, 'chunks'>): string =>
  JSON.stringify([
    ...[head.patronClasses, head.itemClasses, head.defaultItemClass],
    ...[head.cardStandings, head.itemStandings],
  ]);
