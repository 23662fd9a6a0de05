import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scan } from '../devices/device.ts';
import { proposeRules } from './propose.ts';
import type { LabelledScan } from './propose.ts';
import { scanMeaning } from './scan-rules.ts';

const labelled = (
  is: LabelledScan['is'],
  texts: readonly string[],
  symbology?: Scan['symbology'],
) => texts.map((text): LabelledScan => ({ is, scan: { text, symbology, guessed: false } }));
const patrons = (texts: readonly string[], symbology?: Scan['symbology']) =>
  labelled('patron', texts, symbology);
const items = (texts: readonly string[], symbology?: Scan['symbology']) =>
  labelled('item', texts, symbology);
const rules = (samples: readonly LabelledScan[]) =>
  proposeRules(samples)?.rules.map(({ kind, pattern, symbology }) =>
    [kind, pattern, symbology].filter(Boolean).join(' '),
  );

describe('what tells a card from a label', () => {
  test('letters and digits', () => {
    const samples = [
      ...patrons(['24012345', '24099881', '23000417']),
      ...items(['VV.012345', 'GT.000123', 'VV.000007']),
    ];
    expect(rules(samples)).toEqual(['patron ^\\d{8}$', 'item ^[A-Z]{2}\\.\\d{6}$']);
    expect(proposeRules(samples)?.right).toBe(6);
  });

  test('the length', () => {
    const samples = [...patrons(['1234567', '123456789']), ...items(['12345', '54321'])];
    expect(rules(samples)).toEqual(['patron ^\\d{7,9}$', 'item ^\\d{5}$']);
  });

  test('the beginning, no longer than needed', () => {
    const samples = [
      ...patrons(['20999000000017', '20999000000025']),
      ...items(['33191000105864', '30234000517861']),
    ];
    expect(rules(samples)).toEqual(['patron ^2\\d{13}$', 'item ^3\\d{13}$']);
  });

  test('several beginnings', () => {
    const samples = [...patrons(['SV1001', 'GV1002']), ...items(['VV1003', 'KT1004'])];
    expect(rules(samples)).toEqual([
      ...['patron ^S[A-Z]\\d{4}$', 'patron ^G[A-Z]\\d{4}$'],
      ...['item ^V[A-Z]\\d{4}$', 'item ^K[A-Z]\\d{4}$'],
    ]);
  });

  test('the symbology, where the scanner says it and the numbers are alike', () => {
    const samples = [
      ...patrons(['10023411', '10023422'], 'qr'),
      ...items(['10023433', '10023444'], 'code128'),
    ];
    expect(rules(samples)).toEqual(['patron ^\\d{8}$ qr', 'item ^\\d{8}$ code128']);
  });

  test('a library that prints its own numbers as EAN', () => {
    const samples = [
      ...patrons(['24012345', '24099881']),
      ...items(['2000000000015', '2000000000022'], 'ean'),
    ];
    expect(rules(samples)).toEqual(['patron ^\\d{8}$', 'item ^\\d{13}$ ean']);
    expect(proposeRules(samples)?.right).toBe(4);
  });

  test('a length between two others', () => {
    const samples = [...patrons(['1111111', '111111111']), ...items(['11111111', '11111112'])];
    expect(rules(samples)?.filter((rule) => rule.startsWith('patron'))).toEqual([
      'patron ^111111\\d$',
      'patron ^111111\\d{3}$',
    ]);
  });

  test('forms of several kinds have a rule each', () => {
    const samples = [...patrons(['123456', '654321']), ...items(['GT000123', 'VV.012345'])];
    expect(rules(samples)).toEqual([
      ...['patron ^\\d{6}$', 'item ^[A-Z]{2}\\d{6}$', 'item ^[A-Z]{2}\\.\\d{6}$'],
    ]);
  });
});

test('from too few, or from one kind alone, nothing is proposed', () => {
  expect(proposeRules([])).toBeUndefined();
  expect(proposeRules(patrons(['1', '2', '3']))).toBeUndefined();
  expect(proposeRules([...patrons(['1', '2']), ...items(['33'])])).toBeUndefined();
});

test('numbers that nothing tells apart are left open, and not counted as right', () => {
  const alike = [...patrons(['10000001', '10000003']), ...items(['10000002', '10000004'])];
  expect(proposeRules(alike)).toBeUndefined();
  const some = [...alike, ...items(['VV.000001'])];
  expect(proposeRules(some)?.right).toBe(1);
});

describe('whatever the samples', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[0-9]{4,10}$/),
    fc.stringMatching(/^[A-Z]{1,2}[.-]?[0-9]{3,6}$/),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).map((any) => any.normalize('NFC')),
  );
  const symbology = fc.constantFrom<Scan['symbology']>('qr', 'code128', 'ean', undefined);
  const sample = fc.record({
    is: fc.constantFrom('patron' as const, 'item' as const),
    scan: fc.record({ text, symbology, guessed: fc.constant(false) }),
  });
  const samples = fc.uniqueArray(sample, { selector: ({ scan }) => scan.text, maxLength: 14 });

  test('no rule contradicts one of them, and what is said to be right is right', () => {
    fc.assert(
      fc.property(samples, (known) => {
        const proposal = proposeRules(known);
        if (!proposal) return;
        const site = { rules: proposal.rules, strictCheckDigits: false };
        const taken = known.map(({ is, scan }) => ({ is, as: scanMeaning(scan, site).kind }));
        const opposite = { patron: 'item', item: 'patron' };
        expect(taken.filter(({ as, is }) => as === opposite[is])).toEqual([]);
        expect(taken.filter(({ as, is }) => as === is)).toHaveLength(proposal.right);
      }),
      { numRuns: 500 },
    );
  });
});
