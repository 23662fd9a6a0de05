import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TerminalSettings } from '../format/terminal-settings.ts';
import { inForce, settingsText } from './inherit.ts';
import { placesFor, placeText } from './place.ts';

const KIOSK = { terminal: 'k1', libraries: ['central', 'ward', 'school'], profile: 'kiosk' };

const PLACES = placesFor(KIOSK);

const said = (all: Record<string, TerminalSettings>) => new Map(Object.entries(all));

describe('ST2 who has a say', () => {
  test('ST2 from the network down to the terminal, at each place its profile last', () => {
    expect(PLACES.map(placeText)).toEqual([
      ...['network', 'network/kiosk'],
      ...['library:central', 'library/kiosk:central'],
      ...['library:ward', 'library/kiosk:ward'],
      ...['library:school', 'library/kiosk:school'],
      'terminal:k1',
    ]);
  });

  test('ST2 a library without a profile is told only what holds for all', () => {
    expect(placesFor({ libraries: ['central'] }).map(placeText)).toEqual([
      'network',
      'library:central',
    ]);
  });

  test('ST1 no id can be taken for another place', () => {
    const id = fc.string({ minLength: 1 });
    const profile = fc.option(fc.constantFrom('kiosk', 'van'), { nil: undefined });
    const place = fc.oneof(
      fc.record({ kind: fc.constant('network' as const), profile }),
      fc.record({ kind: fc.constant('library' as const), id, profile }),
      fc.record({ kind: fc.constant('terminal' as const), id }),
    );
    fc.assert(
      fc.property(place, place, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(placeText(one) === placeText(other)).toBe(same);
      }),
    );
  });
});

describe('ST3 field by field', () => {
  test('ST3 the nearest that says something of a field decides it, and is named', () => {
    const all = said({
      network: { language: 'vi', volume: 50 },
      'library/kiosk:central': { volume: 70 },
      'library:school': { language: 'en', receiptHeader: ['Trường Hoa Mai'] },
      'terminal:k1': { volume: 20 },
    });
    const { from, settings } = inForce(all, PLACES);
    expect(settings).toEqual({ language: 'en', volume: 20, receiptHeader: ['Trường Hoa Mai'] });
    expect(from).toEqual({
      language: { kind: 'library', id: 'school' },
      receiptHeader: { kind: 'library', id: 'school' },
      volume: { kind: 'terminal', id: 'k1' },
    });
  });

  test('ST3 a setting is overruled as a whole', () => {
    const day = { days: [1], from: '07:30', to: '17:00' };
    const night = { days: [6], from: '18:00', to: '20:00' };
    const all = said({
      network: { screenHours: [day, night] },
      'terminal:k1': { screenHours: [] },
    });
    expect(inForce(all, PLACES).settings).toEqual({ screenHours: [] });
  });

  test('ST3 what is said at other places and for other profiles is none of its business', () => {
    const all = said({
      'library/drop-box:school': { volume: 0 },
      'library:other-school': { volume: 1 },
      'terminal:k2': { volume: 2 },
    });
    expect(inForce(all, PLACES)).toEqual({ settings: {}, from: {} });
  });

  test('ST3 it is as whoever walked up from the terminal would find it, field by field', () => {
    const settings = fc.record(
      { volume: fc.nat(100), family: fc.boolean(), language: fc.constantFrom('vi', 'en', 'fr') },
      { requiredKeys: [] },
    ) satisfies fc.Arbitrary<TerminalSettings>;
    const places = PLACES.map(placeText);
    const network = fc.array(fc.tuple(fc.constantFrom(...places, 'library:else'), settings));
    fc.assert(
      fc.property(network, (rows) => {
        const all = new Map(rows);
        const walkedUp = (field: 'volume' | 'family' | 'language') =>
          places.toReversed().find((place) => all.get(place)?.[field] !== undefined);
        const { from, settings: force } = inForce(all, PLACES);
        for (const field of ['volume', 'family', 'language'] as const) {
          const place = walkedUp(field);
          const source = from[field];
          expect(source && placeText(source)).toBe(place);
          expect(force[field]).toEqual(place === undefined ? undefined : all.get(place)?.[field]);
        }
      }),
    );
  });
});

test('ST4 the same settings are the same text in whatever order they were said', () => {
  expect(settingsText({ volume: 3, language: 'vi' })).toBe(
    settingsText({ language: 'vi', volume: 3 }),
  );
});
