import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { advisoriesIn, Allowed, faultsOf } from './advisories.ts';

const via = {
  ...{
    source: 1_096_000,
    name: 'ws',
    dependency: 'ws',
    severity: 'high',
    range: '>=8.0.0 <8.17.1',
  },
  url: 'https://github.com/advisories/GHSA-3h5v-q93c-6h6q',
  title: 'ws affected by a DoS when handling a request with many HTTP headers',
};
const REPORT = {
  auditReportVersion: 2,
  vulnerabilities: {
    ws: { name: 'ws', severity: 'high', via: [via], effects: ['dials'], nodes: [] },
    dials: { name: 'dials', severity: 'high', via: ['ws'], effects: [], nodes: [] },
  },
};
const advisories = advisoriesIn(REPORT) ?? [];
const entry = {
  advisory: 'GHSA-3h5v-q93c-6h6q',
  ...{ package: 'ws', why: 'the head of a request is limited before it', until: '2026-12-31' },
};

test('SE61 an advisory is told once, at the package that it is about', () => {
  expect(faultsOf(advisories, [], '2026-11-23')).toEqual([
    'ws: ws affected by a DoS when handling a request with many HTTP headers (high, GHSA-3h5v-q93c-6h6q)',
  ]);
});

test('SE61 what is let stand is silent until its last day, and no longer', () => {
  expect(faultsOf(advisories, [entry], '2026-12-31')).toEqual([]);
  expect(faultsOf(advisories, [entry], '2027-01-01')).toHaveLength(1);
});

test('SE61 it is let stand for that package only, and taken off the list when it is over', () => {
  expect(faultsOf(advisories, [{ ...entry, package: 'dials' }], '2026-11-23')).toHaveLength(2);
  expect(faultsOf([], [entry], '2026-11-23')).toEqual([
    'ws: GHSA-3h5v-q93c-6h6q is allowed, and nothing is known of it',
  ]);
});

test('SE61 a registry that does not answer, or answers something else, has told nothing', () => {
  const refused = { statusCode: 405, error: { summary: '', detail: '' } };
  for (const answer of [refused, {}, undefined, 'no', { error: { code: 'ENOTFOUND' } }])
    expect(advisoriesIn(answer)).toBeUndefined();
  expect(advisoriesIn({ auditReportVersion: 2, vulnerabilities: {} })).toEqual([]);
});

test('SE61 each that is let stand says why and until when', () => {
  const file = new URL('allowed.json', import.meta.url);
  expect(() => Allowed.parse(JSON.parse(readFileSync(file, 'utf8')))).not.toThrow();
});
