/** Versions as `1.12.0` or `1.12.0-rc.1` (Semantic Versioning 2.0.0 §11). */

const numbersOf = (version: string): number[] =>
  (version.split(/[-+]/, 1)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);

export function isOlder(version: string, other: string): boolean {
  const [mine, theirs] = [numbersOf(version), numbersOf(other)];
  for (const at of [0, 1, 2]) {
    const [a, b] = [mine[at] ?? 0, theirs[at] ?? 0];
    if (a !== b) return a < b;
  }
  return version.includes('-') && !other.includes('-');
}

/** What most have; undefined unless it is more than half of them, for then the network is on its way from one to the other. */
export function usualVersion(versions: readonly string[]): string | undefined {
  const counts = Map.groupBy(versions, (version) => version);
  const usual = [...counts].find(([, same]) => same.length > versions.length / 2);
  return usual?.[0];
}
