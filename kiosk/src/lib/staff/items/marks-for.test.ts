import { expect, test } from 'vitest';
import { marksFor } from './marks-for.ts';

test('what is on loan can be claimed as returned, and is neither missing nor read here', () => {
  const marks = marksFor({ condition: 'ok', state: { state: 'on-loan' } });
  expect(marks).toEqual(['claim-returned', 'damaged', 'lost']);
});

test('what is lost or missing can be found again', () => {
  expect(marksFor({ condition: 'lost', state: { state: 'lost' } })).toEqual(['found', 'withdrawn']);
  expect(marksFor({ condition: 'missing', state: { state: 'missing' } })).toContain('found');
});

test('what is damaged is mended, not damaged again; what is withdrawn stays so', () => {
  const marks = marksFor({ condition: 'damaged', state: { state: 'available' } });
  expect(marks).toContain('mended');
  expect(marks).not.toContain('damaged');
  expect(marksFor({ condition: 'withdrawn', state: { state: 'withdrawn' } })).toEqual([]);
});
