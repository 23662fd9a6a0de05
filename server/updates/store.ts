/** Releases, how far each has been let out, and who may have which (docs/rules/updates.md). */
import { actorText } from '../audit/actor.ts';
import type { Act, Done } from '../audit/once.ts';
import { once } from '../audit/once.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { ADMINISTRATOR, administratorOf } from '../settings/reach-store.ts';
import type { Manifest, Platform } from './format/manifest.ts';
import { LAST_RING, offersFor, ringOf, standingOf } from './rules/rings.ts';
import { releaseIn, releasesNow, runningTerminals } from './running-store.ts';
import { updatesView } from './view-store.ts';

export interface ReleaseRow {
  readonly manifest: Manifest;
  /** SignedManifest, as JSON. */
  readonly signed: string;
}

export interface ReleasePlan extends Act {
  readonly version: string;
  /** Each absent: as it is. */
  readonly ring?: number | undefined;
  readonly paused?: boolean | undefined;
  /** 0: staff decide. */
  readonly waitHours?: number | undefined;
}

type Planned = ActAnswer<{ readonly version: string }>;

export const queries = {
  'updates-view': updatesView,

  /** SignedManifests as JSON, the newest first; none: it has the newest that it may have. */
  'releases-for': async (
    db: Reader,
    { arch, platform, terminalId, version }: Platform & { terminalId: string; version: string },
  ): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom('release')
      .innerJoin('release_bundle as bundle', 'bundle.version', 'release.version')
      .selectAll('release')
      .select('bundle.signed')
      .where('bundle.platform', '=', platform)
      .where('bundle.arch', '=', arch)
      .execute();
    const offers = rows.map(({ signed, ...row }) => ({
      ...{ ...releaseIn(row), signed, from: fromIn(signed) },
    }));
    const ring = await ringOfTerminal(db, terminalId);
    return offersFor({ version, ring }, offers).map(({ signed }) => signed);
  },

  'release-digests': async (db: Reader, _input: object): Promise<readonly string[]> => {
    const rows = await db.selectFrom('release_bundle').select('sha256').execute();
    return rows.map(({ sha256 }) => sha256);
  },
};

export const commands = {
  'release-add': (tx: Writer, act: Act & ReleaseRow): Promise<Planned> => {
    const { version } = act.manifest;
    return ofNetwork(tx, act, version, 'release-add', async () => {
      await put(tx, act, { at: act.now, by: actorText(act.actor) });
      const { arch, archive, platform } = act.manifest;
      return done(version, { platform, arch, sha256: archive.sha256 });
    });
  },

  /** By whoever has a shell where the server runs. */
  'release-put': async (tx: Writer, row: ReleaseRow & { now: number }): Promise<void> => {
    await lock(tx, releaseKey(row.manifest.version));
    await put(tx, row, { at: row.now, by: 'system:cli' });
  },

  'release-plan': (tx: Writer, act: ReleasePlan): Promise<Planned> => {
    const { paused, ring, version, waitHours } = act;
    return ofNetwork(tx, act, version, 'release-plan', async () => {
      const changed = await tx
        .updateTable('release')
        .set({
          ...(ring !== undefined && { ring, ring_at: act.now }),
          ...(paused !== undefined && { paused: paused ? 1 : 0 }),
          ...(waitHours !== undefined && { wait_hours: waitHours === 0 ? null : waitHours }),
          version,
        })
        .where('version', '=', version)
        .returning('version')
        .execute();
      if (changed.length === 0) return refuse('release-unknown');
      return done(version, {
        ...(ring !== undefined && { ring }),
        ...(paused !== undefined && { paused: paused ? 1 : 0 }),
        ...(waitHours !== undefined && { waitHours }),
      });
    });
  },

  /** Those that have been well for long enough go on to the next ring. @returns which, and to where */
  'releases-advance': async (tx: Writer, { now }: { now: number }) => {
    await lock(tx, 'releases advance');
    const terminals = await runningTerminals(tx);
    const went: { version: string; ring: number }[] = [];
    for (const release of await releasesNow(tx)) {
      const { ring = LAST_RING, version } = release;
      if (standingOf(release, terminals, now).state !== 'ripe') continue;
      went.push({ version, ring: ring + 1 });
      await tx
        .updateTable('release')
        .set({ ring: ring + 1, ring_at: now })
        .where('version', '=', version)
        .where('ring', '=', ring)
        .execute();
    }
    return went;
  },

  /** @returns whether there was such a release */
  'release-remove': async (tx: Writer, { version }: { version: string }): Promise<boolean> => {
    await tx.deleteFrom('release_bundle').where('version', '=', version).execute();
    const gone = await tx
      .deleteFrom('release')
      .where('version', '=', version)
      .returning('version')
      .execute();
    return gone.length > 0;
  },
};

const releaseKey = (version: string): string => `release ${version}`;

/** Programs of the whole network are let in by its administrators alone. */
function ofNetwork(
  tx: Writer,
  act: Act,
  version: string,
  action: string,
  decide: () => Promise<Refusal | Done<{ version: string }>>,
): Promise<Planned> {
  const doing = { action, keys: [releaseKey(version)], roles: ADMINISTRATOR };
  return once(tx, act, doing, async () =>
    (await administratorOf(tx, act, { kind: 'network' }))
      ? decide()
      : refuse('administrators-only'),
  );
}

const done = (version: string, details: Readonly<Record<string, string | number>>) => ({
  ...{ answer: { version }, subject: { kind: 'release', id: version }, details },
});

/** Built again it takes the place of what was there: staff have it signed anew for a reason. */
async function put(
  tx: Writer,
  { manifest, signed }: ReleaseRow,
  { at, by }: { at: number; by: string },
): Promise<void> {
  const { arch, archive, builtAt, platform, version } = manifest;
  await tx
    .insertInto('release')
    .values({
      ...{ version, ring: null, ring_at: null, paused: 0, wait_hours: null },
      ...{ added_at: at, added_by: by },
    })
    .onConflict((on) => on.column('version').doNothing())
    .execute();
  const row = { sha256: archive.sha256, bytes: archive.bytes, built_at: builtAt, signed };
  await tx
    .insertInto('release_bundle')
    .values({ version, platform, arch, ...row })
    .onConflict((on) => on.columns(['version', 'platform', 'arch']).doUpdateSet(row))
    .execute();
}

/** As it was last told what is set of it. */
async function ringOfTerminal(db: Reader, terminalId: string): Promise<number> {
  const row = await db
    .selectFrom('terminal_settings')
    .select('settings')
    .where('terminal_id', '=', terminalId)
    .executeTakeFirst();
  const settings = JSON.parse(row?.settings ?? '{}') as { updateRing?: number };
  return ringOf(settings.updateRing);
}

/** As it was checked when it was taken in. */
function fromIn(signed: string): string {
  const { manifest } = JSON.parse(signed) as { manifest: string };
  const { from } = JSON.parse(Buffer.from(manifest, 'base64url').toString()) as Manifest;
  return from;
}
