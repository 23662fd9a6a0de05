/** What places say now, and what of it holds where: rows read, rules asked. */
import { currentRulebook } from '../circulation/rulebook-store.ts';
import type { Reader } from '../db/database.ts';
import { lineage } from '../libraries/rules/library-tree.ts';
import type { TerminalSettings } from './format/terminal-settings.ts';
import type { Place, Standing } from './rules/place.ts';
import { placesFor, placeText } from './rules/place.ts';

export interface Version {
  readonly place: string;
  readonly version: number;
  readonly settings: TerminalSettings;
}

/** The newest version of each of these places that has ever said anything. */
export async function saidAt(
  db: Reader,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Version>> {
  if (places.length === 0) return new Map();
  const rows = await db
    .selectFrom('settings_version as said')
    .select(['said.place', 'said.version', 'said.settings'])
    .where('said.place', 'in', places.map(placeText))
    .where('said.version', '=', (e) =>
      e
        .selectFrom('settings_version as newest')
        .select((of) => of.fn.max('newest.version').as('version'))
        .whereRef('newest.place', '=', 'said.place'),
    )
    .execute();
  return new Map(
    rows.map(({ place, settings, version }) => [
      place,
      { place, version, settings: parsed(settings) },
    ]),
  );
}

/** As it was checked when it was written. */
export const parsed = (settings: string): TerminalSettings =>
  JSON.parse(settings) as TerminalSettings;

export const settingsIn = (
  said: ReadonlyMap<string, Version>,
): ReadonlyMap<string, TerminalSettings> =>
  new Map([...said].map(([place, { settings }]) => [place, settings]));

export interface PlacedTerminal extends Standing {
  readonly terminal: string;
  readonly libraryId: string;
  readonly name: string;
}

/** Where a terminal in use stands; undefined: there is none. */
export async function standingOf(db: Reader, id: string): Promise<PlacedTerminal | undefined> {
  const terminal = await db
    .selectFrom('terminal')
    .select(['name', 'profile', 'library_id as libraryId'])
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!terminal) return undefined;
  return { ...terminal, terminal: id, libraries: await pathDownTo(db, terminal.libraryId) };
}

/** From the root of the tree. */
export async function pathDownTo(db: Reader, libraryId: string): Promise<readonly string[]> {
  const { tree } = await currentRulebook(db);
  return lineage(tree, libraryId)
    .map(({ id }) => id)
    .toReversed();
}

/** All that has a say at this place, itself last; undefined: there is no such terminal. */
export async function placesAt(db: Reader, place: Place): Promise<readonly Place[] | undefined> {
  switch (place.kind) {
    case 'network':
      return placesFor({ libraries: [], profile: place.profile });
    case 'library':
      return placesFor({ libraries: await pathDownTo(db, place.id), profile: place.profile });
    case 'terminal': {
      const standing = await standingOf(db, place.id);
      return standing && placesFor(standing);
    }
  }
}
