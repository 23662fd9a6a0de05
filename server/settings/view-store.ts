/** What is set at a place, as staff see it: its own words, what it inherits and from where, and its past. */
import { readWho } from '../audit/who.ts';
import { currentRulebook } from '../circulation/rulebook-store.ts';
import type { Reader } from '../db/database.ts';
import { libraryRef } from '../libraries/library-ref.ts';
import type { LibraryTree } from '../libraries/rules/library-tree.ts';
import type { Reach } from '../staff/reach.ts';
import { inForce } from './rules/inherit.ts';
import type { InForce } from './rules/inherit.ts';
import type { Place } from './rules/place.ts';
import { placeText } from './rules/place.ts';
import { administratorOf, seenBy } from './reach-store.ts';
import { parsed, placesAt, saidAt, settingsIn } from './said-store.ts';

/** Newest first; the older ones are still there to be brought back, by who knows their number. */
const VERSIONS_SHOWN = 50;

/** Undefined: none of theirs. */
export async function settingsView(db: Reader, { place, reach }: { place: Place; reach: Reach }) {
  const places = (await seenBy(db, reach, place)) && (await placesAt(db, place));
  if (!places) return undefined;
  const said = await saidAt(db, places);
  const { tree } = await currentRulebook(db);
  const own = said.get(placeText(place));
  const above = new Map([...said].filter(([text]) => text !== placeText(place)));
  return {
    place: named(place, tree),
    mayChange: await administratorOf(db, reach, place),
    version: own?.version ?? 0,
    own: own?.settings ?? {},
    inherited: sources(inForce(settingsIn(above), places), tree),
    versions: await versionsOf(db, placeText(place)),
  };
}

function sources({ from, settings }: InForce, tree: LibraryTree) {
  const places = Object.entries(from).map(([field, place]) => [field, named(place, tree)] as const);
  return { settings, from: Object.fromEntries(places) };
}

/** A place as lists name it; a terminal's name stands on the page already. */
const named = (place: Place, tree: LibraryTree) =>
  place.kind === 'library' ? { ...place, name: libraryRef(tree, place.id).name } : place;

async function versionsOf(db: Reader, place: string) {
  const rows = await db
    .selectFrom('settings_version')
    .select(['version', 'settings', 'at', 'by', 'restored'])
    .where('place', '=', place)
    .orderBy('version', 'desc')
    .limit(VERSIONS_SHOWN)
    .execute();
  const who = await readWho(
    db,
    rows.map(({ by }) => by),
  );
  return rows.map(({ at, by, restored, settings, version }) => ({
    ...{ version, at, by: who(by), settings: parsed(settings) },
    ...(restored !== null && { restored }),
  }));
}
