/** Four touches on four targets become one linear correction (least squares), or none where they cannot have been meant. */
import { TOUCH_TARGETS } from '../../staff-messages.ts';
import type { ScreenPoint, TouchCorrection } from '../../staff-messages.ts';

/** A finger misses by less; more is a touch somewhere else, or a screen that is mounted turned round. Parts of the screen. */
const FARTHEST = 0.15;

/**
 * @param felt where the targets were touched, in their order
 * @returns undefined: a touch was too far from its target, or they do not span the screen
 */
export function correctionOf(felt: readonly ScreenPoint[]): TouchCorrection | undefined {
  const pairs = TOUCH_TARGETS.map((meant, at) => ({ meant, felt: felt[at] }));
  const rows = pairs.flatMap(({ felt: point, meant }) =>
    point && distance(point, meant) <= FARTHEST ? [{ felt: point, meant }] : [],
  );
  if (rows.length < TOUCH_TARGETS.length) return undefined;
  const across = fitted(rows.map((row) => ({ felt: row.felt, value: row.meant.x })));
  const down = fitted(rows.map((row) => ({ felt: row.felt, value: row.meant.y })));
  if (!across || !down) return undefined;
  const [a, b, c] = across;
  const [d, e, f] = down;
  return { a, b, c, d, e, f };
}

const distance = (one: ScreenPoint, other: ScreenPoint): number =>
  Math.hypot(one.x - other.x, one.y - other.y);

interface Sample {
  readonly felt: ScreenPoint;
  readonly value: number;
}

/** `value ≈ px + qy + r` by the normal equations, solved by Cramer's rule. */
function fitted(samples: readonly Sample[]): readonly [number, number, number] | undefined {
  const sum = (of: (sample: Sample) => number) =>
    samples.reduce((total, each) => total + of(each), 0);
  const sx = sum(({ felt }) => felt.x);
  const sy = sum(({ felt }) => felt.y);
  const sxy = sum(({ felt }) => felt.x * felt.y);
  const left: Matrix = [
    [sum(({ felt }) => felt.x ** 2), sxy, sx],
    [sxy, sum(({ felt }) => felt.y ** 2), sy],
    [sx, sy, samples.length],
  ];
  const right: Row = [
    sum(({ felt, value }) => felt.x * value),
    sum(({ felt, value }) => felt.y * value),
    sum(({ value }) => value),
  ];
  const whole = determinant(left);
  if (Math.abs(whole) < 1e-6) return undefined;
  const by = (column: 0 | 1 | 2) => determinant(replaced(left, column, right)) / whole;
  return [by(0), by(1), by(2)];
}

type Row = readonly [number, number, number];
type Matrix = readonly [Row, Row, Row];

const determinant = ([[a, b, c], [d, e, f], [g, h, i]]: Matrix): number =>
  a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);

const replaced = ([one, two, three]: Matrix, column: 0 | 1 | 2, values: Row): Matrix => {
  const put = (row: Row, value: number): Row => [
    column === 0 ? value : row[0],
    column === 1 ? value : row[1],
    column === 2 ? value : row[2],
  ];
  return [put(one, values[0]), put(two, values[1]), put(three, values[2])];
};
