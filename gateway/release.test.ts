import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUILT_AT } from './release.ts';

const ROOT = new URL('..', import.meta.url);
const DAY = 86_400_000;

/** @returns of each release that has one, its date in epoch milliseconds */
const releasesIn = (changelog: string): number[] =>
  [...changelog.matchAll(/^## \S+, (\d{4}-\d\d-\d\d)$/gmu)].map(([, day = '']) => Date.parse(day));

/** @returns epoch milliseconds; undefined where the sources came without their history */
function lastCommit(): number | undefined {
  try {
    const said = execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: ROOT, stdio: 'pipe' });
    return Number(said) * 1_000;
  } catch {
    return undefined;
  }
}

describe('the date of the release, below which no clock is believed', () => {
  test('dates of releases are read from the changelog', () => {
    const text =
      '## Unreleased: 0.3.0\n\n## 0.2.0, 2027-01-31\n\n### New\n\n## 0.1.0, 2026-12-24\n';
    expect(releasesIn(text)).toEqual([Date.UTC(2027, 0, 31), Date.UTC(2026, 11, 24)]);
  });

  test('TM3 is no older than the last release', () => {
    const changelog = readFileSync(new URL('CHANGELOG.md', ROOT), 'utf8');
    expect(BUILT_AT).toBeGreaterThanOrEqual(Math.max(0, ...releasesIn(changelog)));
  });

  const committed = lastCommit();
  test.skipIf(committed === undefined)(
    'TM3 is within a month of the last change, and not after it',
    () => {
      expect(BUILT_AT).toBeGreaterThan((committed ?? 0) - 31 * DAY);
      expect(BUILT_AT).toBeLessThanOrEqual(committed ?? 0);
    },
  );
});
