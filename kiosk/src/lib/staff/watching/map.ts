/** Libraries by where they stand, on a plane to be drawn; pure. */
import type { Library } from '../answers.ts';
import type { Branch } from './network.ts';

/** A library as the map has it. What changes all day long is not in it: pushing apart takes its time. */
export interface Site {
  readonly id: string;
  readonly place?: Library['place'];
  readonly terminals: number;
}

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export interface Plan {
  readonly width: number;
  readonly height: number;
  readonly spots: readonly Spot[];
}

/** Libraries with terminals of their own. */
export const withTerminals = (branches: readonly Branch[]): Branch[] =>
  branches.flatMap(withBelow).filter(({ terminals }) => terminals.length > 0);

const withBelow = (branch: Branch): Branch[] => [branch, ...branch.below.flatMap(withBelow)];

export const siteOf = ({ library: { id, place }, terminals }: Branch): Site => ({
  ...{ id, terminals: terminals.length },
  ...(place && { place }),
});

const WIDTH = 1000;
const MARGIN = 90;
/** A province that is one street is not drawn as a line. */
const FLATTEST = 0.45;
const TALLEST = 0.9;

/** Who has no place, or moves, is left out. */
export function planOf(sites: readonly Site[]): Plan {
  const flat = projected(sites);
  const [left, right] = span(flat.map(({ x }) => x));
  const [top, bottom] = span(flat.map(({ y }) => y));
  const [wide, high] = [right - left, bottom - top];
  const ratio = wide === 0 ? TALLEST : Math.min(TALLEST, Math.max(FLATTEST, high / wide));
  const height = Math.round(WIDTH * ratio);
  const scale = Math.min(fitting(WIDTH, wide), fitting(height, high));
  const spots = flat.map(({ id, terminals, x, y }) => ({
    id,
    x: WIDTH / 2 + (x - (left + right) / 2) * scale,
    y: height / 2 + (y - (top + bottom) / 2) * scale,
    radius: radiusOf(terminals),
  }));
  return { width: WIDTH, height, spots: apart(spots, height) };
}

/** Equirectangular about the middle: within a province nobody sees the difference. */
function projected(sites: readonly Site[]): (Site & { x: number; y: number })[] {
  const [south, north] = span(sites.flatMap(({ place }) => place?.latitude ?? []));
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return sites.flatMap((site) => {
    const { place } = site;
    return place ? [{ ...site, x: place.longitude * shrink, y: -place.latitude }] : [];
  });
}

const span = (values: readonly number[]): [number, number] =>
  values.length === 0 ? [0, 0] : [Math.min(...values), Math.max(...values)];

const fitting = (room: number, extent: number): number =>
  extent === 0 ? Infinity : (room - 2 * MARGIN) / extent;

const radiusOf = (terminals: number): number => Math.min(60, 20 + 6 * Math.sqrt(terminals));

/** Rounds of pushing; what still overlaps then is told beside the map too. */
const ROUNDS = 60;
const GAP = 8;

/** Two schools of one street are pushed apart until each can be touched. */
function apart(spots: readonly Spot[], height: number): Spot[] {
  const moved = spots.map((spot) => ({
    ...spot,
    x: finite(spot.x, 500),
    y: finite(spot.y, height / 2),
  }));
  for (let round = 0; round < ROUNDS; round++) {
    let isStill = true;
    moved.forEach((one, at) => {
      for (const other of moved.slice(at + 1)) if (push(one, other)) isStill = false;
    });
    for (const spot of moved) keepWithin(spot, height);
    if (isStill) break;
  }
  return moved;
}

/** A single place has no extent to be scaled by: 0 times infinity. */
const finite = (value: number, otherwise: number): number =>
  Number.isFinite(value) ? value : otherwise;

type Moving = { -readonly [Key in keyof Spot]: Spot[Key] };

function push(one: Moving, other: Moving): boolean {
  const [dx, dy] = [other.x - one.x, other.y - one.y];
  const distance = Math.hypot(dx, dy);
  const lacking = one.radius + other.radius + GAP - distance;
  if (lacking <= 0) return false;
  const [ux, uy] = distance === 0 ? [1, 0] : [dx / distance, dy / distance];
  one.x -= (ux * lacking) / 2;
  one.y -= (uy * lacking) / 2;
  other.x += (ux * lacking) / 2;
  other.y += (uy * lacking) / 2;
  return true;
}

function keepWithin(spot: Moving, height: number): void {
  spot.x = Math.min(WIDTH - spot.radius, Math.max(spot.radius, spot.x));
  spot.y = Math.min(height - spot.radius, Math.max(spot.radius, spot.y));
}
