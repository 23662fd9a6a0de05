/** Whether a release that is signed is one for this terminal (docs/rules/updates.md, UP3–UP5). */
import type { Manifest, Platform } from '#server/updates/format/manifest.ts';
import { isNewer } from '#server/updates/format/version.ts';
import type { Failure } from './trial.ts';
import { isBroken } from './trial.ts';

export interface Here extends Platform {
  readonly version: string;
}

export type NotForHere = 'not-newer' | 'other-machine' | 'too-far' | 'broken';

/** @param failures of that release, here. @returns undefined: it may be tried */
export function whyNot(
  { arch, from, platform, version }: Manifest,
  here: Readonly<Record<keyof Here, string>>,
  failures: readonly Failure[],
): NotForHere | undefined {
  if (platform !== here.platform || arch !== here.arch) return 'other-machine';
  // Whatever the server says: an old release has old faults.
  if (!isNewer(version, here.version)) return 'not-newer';
  if (isNewer(from, here.version)) return 'too-far';
  return isBroken(failures) ? 'broken' : undefined;
}
