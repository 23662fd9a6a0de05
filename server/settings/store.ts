/** What is set of terminals from afar (docs/rules/settings.md): versions a place, and what of them each terminal is told. */
import type { Act, Done } from '../audit/once.ts';
import { once } from '../audit/once.ts';
import type { ActAnswer } from '../circulation/desk-acts.ts';
import type { Refusal } from '../circulation/rules/refusal.ts';
import { refuse } from '../circulation/rules/refusal.ts';
import type { Reader, Writer } from '../db/database.ts';
import { lock } from '../db/lock.ts';
import { actorText } from '../audit/actor.ts';
import { ADMINISTRATOR, administratorOf } from './reach-store.ts';
import type { SettingsInForce, TerminalSettings } from './format/terminal-settings.ts';
import { fieldsOf, inForce, settingsText } from './rules/inherit.ts';
import type { Place } from './rules/place.ts';
import { placeText } from './rules/place.ts';
import { parsed, placesAt, saidAt, settingsIn } from './said-store.ts';
import { settingsView } from './view-store.ts';

export interface SettingsPut extends Act {
  readonly place: Place;
  /** The version the editor began with; 0: it had said nothing yet. Another one now: somebody was quicker. */
  readonly base: number;
  readonly settings: TerminalSettings;
}

export interface SettingsRestore extends Act {
  readonly place: Place;
  readonly version: number;
}

export type SettingsKept = ActAnswer<{ readonly version: number }>;

export const queries = {
  'settings-view': settingsView,

  /** What a terminal is to be told; undefined: something that concerns it has changed and is to be noted first. */
  'settings-of-terminal': async (
    db: Reader,
    { terminalId }: { terminalId: string },
  ): Promise<SettingsInForce | undefined> => {
    const { now, told } = await toldAndNow(db, terminalId);
    return told.settings === now ? asInForce(told) : undefined;
  },

  /** The version that a terminal is told when it next asks (ST4). */
  'settings-wanted': async (
    db: Reader,
    { terminalId }: { terminalId: string },
  ): Promise<number> => {
    const { now, told } = await toldAndNow(db, terminalId);
    return told.settings === now ? told.version : told.version + 1;
  },

  'settings-generation': (db: Reader, _input: object): Promise<number> => generationOf(db),
};

export const commands = {
  'settings-put': (tx: Writer, act: SettingsPut): Promise<SettingsKept> => {
    const { base, place, settings } = act;
    return change(tx, act, 'settings-put', async (before) => {
      if (before.version !== base) return refuse('settings-changed');
      return keep(tx, act, place, before, settings);
    });
  },

  /** Brings back what the place said at an earlier version, as a new one (ST5). */
  'settings-restore': (tx: Writer, act: SettingsRestore): Promise<SettingsKept> => {
    const { place, version } = act;
    return change(tx, act, 'settings-restore', async (before) => {
      const earlier = await tx
        .selectFrom('settings_version')
        .select('settings')
        .where('place', '=', placeText(place))
        .where('version', '=', version)
        .executeTakeFirst();
      if (!earlier) return refuse('settings-version-unknown');
      return keep(tx, act, place, before, parsed(earlier.settings), version);
    });
  },

  /** As `settings-of-terminal`, when what it was told is not what holds now: its version rises by one (ST4). */
  'settings-note': async (
    tx: Writer,
    { terminalId }: { terminalId: string },
  ): Promise<SettingsInForce> => {
    await lock(tx, `settings of terminal ${terminalId}`);
    const { now, told } = await toldAndNow(tx, terminalId);
    if (told.settings === now) return asInForce(told);
    const row = { settings: now, version: told.version + 1 };
    await tx
      .insertInto('terminal_settings')
      .values({ terminal_id: terminalId, ...row })
      .onConflict((on) => on.column('terminal_id').doUpdateSet(row))
      .execute();
    return asInForce(row);
  },
};

interface Before {
  readonly version: number;
  readonly settings: TerminalSettings;
}

const NOTHING: Before = { version: 0, settings: {} };

function change(
  tx: Writer,
  act: SettingsPut | SettingsRestore,
  action: string,
  decide: (before: Before) => Promise<Refusal | Done<{ version: number }>>,
): Promise<SettingsKept> {
  const text = placeText(act.place);
  const doing = { action, keys: [`settings ${text}`], roles: ADMINISTRATOR };
  return once(tx, act, doing, async () => {
    if (!(await administratorOf(tx, act, act.place))) return refuse('library-unknown');
    const said = await saidAt(tx, [act.place]);
    return decide(said.get(text) ?? NOTHING);
  });
}

async function keep(
  tx: Writer,
  act: Act,
  place: Place,
  before: Before,
  settings: TerminalSettings,
  restored?: number,
): Promise<Done<{ version: number }>> {
  const version = before.version + 1;
  const text = placeText(place);
  const row = {
    place: text,
    version,
    settings: settingsText(settings),
    restored: restored ?? null,
  };
  const who = { at: act.now, by: actorText(act.actor), act_id: act.id };
  await tx
    .insertInto('settings_version')
    .values({ ...row, ...who })
    .execute();
  await tx
    .updateTable('settings_generation')
    .set((e) => ({ generation: e('generation', '+', 1) }))
    .execute();
  const changed = fieldsOf({ ...before.settings, ...settings }).filter(
    (field) => JSON.stringify(before.settings[field]) !== JSON.stringify(settings[field]),
  );
  const details = { place: text, version, changed, ...(restored !== undefined && { restored }) };
  return { answer: { version }, subject: { kind: 'settings', id: text }, details };
}

interface Told {
  readonly version: number;
  readonly settings: string;
}

const asInForce = ({ settings, version }: Told): SettingsInForce => ({
  version,
  settings: parsed(settings),
});

/** Nobody has set anything as long as nothing holds: that is version 0, and no row. */
async function toldAndNow(db: Reader, terminalId: string): Promise<{ told: Told; now: string }> {
  const told = await db
    .selectFrom('terminal_settings')
    .select(['version', 'settings'])
    .where('terminal_id', '=', terminalId)
    .executeTakeFirst();
  const places = (await placesAt(db, { kind: 'terminal', id: terminalId })) ?? [];
  const { settings } = inForce(settingsIn(await saidAt(db, places)), places);
  return { told: told ?? { version: 0, settings: '{}' }, now: settingsText(settings) };
}

async function generationOf(db: Reader): Promise<number> {
  const row = await db.selectFrom('settings_generation').select('generation').executeTakeFirst();
  return row?.generation ?? 0;
}
