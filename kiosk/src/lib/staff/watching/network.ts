/** The tree of libraries with the terminals that stand there; pure. */
import type { Library } from '../answers.ts';
import type { Alert, Watched } from './answers.ts';
import { HEALTHS, healthOf, worstHealth } from './health.ts';
import type { Health } from './health.ts';

export interface Standing {
  readonly terminal: Watched;
  readonly health: Health;
  /** The most severe first. */
  readonly alerts: readonly Alert[];
}

export interface Branch {
  readonly library: Pick<Library, 'id' | 'name' | 'place'>;
  readonly terminals: readonly Standing[];
  readonly below: readonly Branch[];
  /** Of this library and all below it. */
  readonly counts: Readonly<Record<Health, number>>;
  readonly all: number;
  readonly worst: Health;
}

const compareText = new Intl.Collator('vi', { numeric: true }).compare;
const byName = (a: { name: string }, b: { name: string }) => compareText(a.name, b.name);

export function standings(terminals: readonly Watched[], alerts: readonly Alert[]): Standing[] {
  const of = Map.groupBy(alerts, ({ terminal }) => terminal.id);
  return terminals.map((terminal) => {
    const mine = of.get(terminal.id) ?? [];
    return { terminal, alerts: mine, health: healthOf(terminal, mine) };
  });
}

/** Only libraries with a terminal, in them or below. A library that is not told of stands at the top: rights may begin in the middle of the tree. */
export function plant(
  libraries: readonly Pick<Library, 'id' | 'name' | 'parentId' | 'place'>[],
  standing: readonly Standing[],
): Branch[] {
  const known = new Map(libraries.map((library) => [library.id, library]));
  for (const { terminal } of standing)
    if (!known.has(terminal.library.id)) known.set(terminal.library.id, terminal.library);
  const children = Map.groupBy(known.values(), ({ parentId = '' }) =>
    known.has(parentId) ? parentId : '',
  );
  const at = Map.groupBy(standing, ({ terminal }) => terminal.library.id);
  const grow = (parent: string): Branch[] =>
    (children.get(parent) ?? [])
      .toSorted(byName)
      .map((library) => branchOf(library, at.get(library.id) ?? [], grow(library.id)))
      .filter(({ all }) => all > 0);
  return grow('');
}

function branchOf(
  library: Branch['library'],
  standing: readonly Standing[],
  below: readonly Branch[],
): Branch {
  const counts = { ...NONE };
  for (const { health } of standing) counts[health] += 1;
  for (const branch of below) for (const health of HEALTHS) counts[health] += branch.counts[health];
  const terminals = standing.toSorted((a, b) => byName(a.terminal, b.terminal));
  const present = HEALTHS.filter((health) => counts[health] > 0);
  const all = HEALTHS.reduce((sum, health) => sum + counts[health], 0);
  return { library, terminals, below, counts, all, worst: worstHealth(present) };
}

const NONE: Readonly<Record<Health, number>> = {
  offline: 0,
  'out-of-service': 0,
  attention: 0,
  paused: 0,
  away: 0,
  working: 0,
};

/** Folds case, marks and đ, so that "phuong" finds "Phường". */
const fold = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd');

/** Every word typed must be in the terminal's name or in one of its libraries'. */
export function found(standing: readonly Standing[], query: string): readonly Standing[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return standing;
  return standing.filter(({ terminal }) => {
    const text = fold([terminal.name, ...terminal.library.path].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** How many lines are taken in at a glance. */
const MANY = 60;

/** Whether a library is unfolded of itself: all of a small network, of a large one where something is the matter. */
export const opensItself = ({ worst }: Branch, all: number): boolean =>
  all <= MANY || worst === 'offline' || worst === 'out-of-service' || worst === 'attention';
