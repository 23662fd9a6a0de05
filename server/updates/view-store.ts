/** Releases and terminals as staff see them: how far each has been let out, and which version runs where. */
import type { Reader } from '../db/database.ts';
import { administratorOf } from '../settings/reach-store.ts';
import type { Reach } from '../staff/reach.ts';
import { libraryInReach } from '../staff/reach.ts';
import { compareVersions } from './format/version.ts';
import { standingOf } from './rules/rings.ts';
import { releasesNow, runningTerminals } from './running-store.ts';

export async function updatesView(db: Reader, { now, reach }: { now: number; reach: Reach }) {
  const running = await runningTerminals(db);
  const bundles = await db
    .selectFrom('release_bundle')
    .select(['version', 'platform', 'arch', 'bytes', 'built_at as builtAt'])
    .orderBy('platform')
    .orderBy('arch')
    .execute();
  const releases = (await releasesNow(db))
    .toSorted((one, other) => compareVersions(other.version, one.version))
    .map(({ ring, ringAt, waitHours, ...release }) => ({
      ...{ ...release, ...given({ ring, ringAt, waitHours }) },
      ...standingOf({ ...release, ring, ringAt, waitHours }, running, now),
      bundles: bundles
        .filter(({ version }) => version === release.version)
        .map(({ version: _, ...bundle }) => bundle),
    }));
  const said = new Map(running.map((terminal) => [terminal.id, terminal]));
  const terminals = (await placed(db, reach)).map(({ id, library, libraryName, name }) => {
    const {
      heardAt,
      ring,
      said: words,
    } = said.get(id) ?? { ring: 0, said: {}, heardAt: undefined };
    const { update, version } = words;
    const known = { heardAt, version, update };
    return { id, name, library: { id: library, name: libraryName }, ring, ...given(known) };
  });
  return { mayChange: await administratorOf(db, reach, { kind: 'network' }), releases, terminals };
}

const placed = (db: Reader, reach: Reach) =>
  db
    .selectFrom('terminal')
    .innerJoin('library', 'library.id', 'terminal.library_id')
    .select(['terminal.id', 'terminal.name', 'library.id as library'])
    .select('library.name as libraryName')
    .where('terminal.removed_at', 'is', null)
    .where(libraryInReach(reach, 'terminal.library_id'))
    .orderBy('library.name')
    .orderBy('terminal.name')
    .execute();

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is undefined. */
const given = <T extends object>(some: T): Given<T> =>
  Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)) as Given<T>;
