import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { all, LIBRARIES, working } from './fixtures.ts';
import { planOf, siteOf, withTerminals } from './map.ts';
import type { Branch } from './network.ts';
import { plant, standings } from './network.ts';

const drawn = (branches: readonly Branch[]) => planOf(withTerminals(branches).map(siteOf));
const branches = () => plant(LIBRARIES, standings(all, []));
const spotOf = (id: string) => drawn(branches()).spots.find((spot) => spot.id === id);

describe('the map', () => {
  test('has libraries with terminals of their own where they stand: north is up, east is right', () => {
    const [central, ward] = [spotOf('central'), spotOf('ward')];
    if (!central || !ward) throw new Error('One is missing.');
    expect(ward.y).toBeLessThan(central.y);
    expect(ward.x).toBeGreaterThan(central.x);
    expect(spotOf('net')).toBeUndefined();
  });
  test('those without a place are told beside it', () => {
    expect(spotOf('van')).toBeUndefined();
    expect(withTerminals(branches()).map(({ library }) => library.id)).toContain('van');
  });
  test('a single library stands in the middle; none is no map', () => {
    const one = plant(LIBRARIES.slice(0, 2), standings([working], []));
    const { width, height, spots } = drawn(one);
    expect(spots).toMatchObject([{ x: width / 2, y: height / 2 }]);
    expect(planOf([]).spots).toEqual([]);
  });

  const Place = fc.record({
    latitude: fc.double({ min: 8, max: 24, noNaN: true }),
    longitude: fc.double({ min: 102, max: 110, noNaN: true }),
  });
  test('wherever a few stand, each is within the map and can be touched by itself', () => {
    fc.assert(
      fc.property(fc.array(Place, { minLength: 1, maxLength: 8 }), (places) => {
        const libraries = places.map((place, at) => ({ id: `l${at}`, name: `L${at}`, place }));
        const terminals = libraries.map(({ id, name }) => ({
          ...{ ...working, id, library: { id, name, path: [name] } },
        }));
        const { height, spots, width } = drawn(plant(libraries, standings(terminals, [])));
        expect(spots).toHaveLength(places.length);
        for (const { radius, x, y } of spots) {
          expect(x).toBeGreaterThanOrEqual(radius - 0.001);
          expect(x).toBeLessThanOrEqual(width - radius + 0.001);
          expect(y).toBeGreaterThanOrEqual(radius - 0.001);
          expect(y).toBeLessThanOrEqual(height - radius + 0.001);
        }
        for (const [at, one] of spots.entries())
          for (const other of spots.slice(at + 1))
            expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(one.radius);
      }),
      { numRuns: 60 },
    );
  });
});
