/** `update …`: releases taken in and let out by whoever has a shell where the server runs. */
import { createReadStream } from 'node:fs';
import type { AppDatabase } from '../db/registry.ts';
import type { Config } from '../config.ts';
import { UpdateDesk } from '../updates/update-desk.ts';
import { need } from './commands.ts';
import type { Act } from './commands.ts';

export const updateAdd: Act = async (db, options, config) => {
  const { file } = need(options, 'file');
  const desk = deskOf(db, config);
  if (!desk.isSetUp) {
    console.error('The settings name no release keys: updates.releaseKeys.');
    return 1;
  }
  const { arch, platform, version } = await desk.take(
    createReadStream(file),
    async ({ manifest, signed }) => {
      await db.write('release-put', { manifest, signed: JSON.stringify(signed), now: Date.now() });
      return manifest;
    },
  );
  console.log(`${version} for ${platform} ${arch}; it is let out to nobody yet`);
  return 0;
};

export const updateList: Act = async (db) => {
  const reach = { actor: { kind: 'system', id: 'cli' }, now: Date.now() } as const;
  const { releases } = await db.read('updates-view', { reach, now: Date.now() });
  for (const { ring, running, state, terminals, version } of releases)
    console.log(`${version}\t${ring ?? '-'}\t${state}\t${running} of ${terminals}`);
  return 0;
};

export const updateRemove: Act = async (db, options, config) => {
  const { version } = need(options, 'version');
  if (!(await db.write('release-remove', { version }))) {
    console.error('There is no such release.');
    return 1;
  }
  await deskOf(db, config).sweep();
  return 0;
};

const deskOf = (db: AppDatabase, { dataFolder, updates }: Config): UpdateDesk =>
  new UpdateDesk({ db, dataFolder, releaseKeys: updates?.releaseKeys ?? [] });
