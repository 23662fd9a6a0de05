/** Versions of the program: three numbers, compared as numbers (semver.org 2.0.0 §11, without pre-releases). */
import { z } from 'zod';

export const Version = z
  .string()
  .max(32)
  .regex(/^(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}$/);

/** @returns below 0: the first is older. What is no version is older than all. */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < 3; at++) {
    const difference = (ones[at] ?? -1) - (others[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const isNewer = (version: string, than: string): boolean =>
  compareVersions(version, than) > 0;

const numbersOf = (version: string): readonly number[] =>
  Version.safeParse(version).success ? version.split('.').map(Number) : [];
