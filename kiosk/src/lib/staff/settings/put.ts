/** What is asked of the server about settings of terminals. */
import { central, told } from '../../central.ts';
import type { SettingsPlace, SettingsView, TerminalSettings } from '../answers.ts';
import { attempt } from '../trouble.ts';

const queryOf = (place: SettingsPlace) => {
  if (place.kind === 'terminal') return { terminal: place.id };
  const profile = place.profile === undefined ? {} : { profile: place.profile };
  return place.kind === 'network' ? profile : { library: place.id, ...profile };
};

export const look = (place: SettingsPlace) =>
  told(central.staff.settings.$get({ query: queryOf(place) }));

type Wish = Parameters<typeof central.staff.settings.$put>[0]['json'];

/** @param library where one stands */
export const put = (
  act: string,
  library: string,
  place: SettingsPlace,
  { base, settings }: { base: number; settings: TerminalSettings },
) =>
  attempt(() => {
    // JSON leaves out what is undefined.
    const json = { id: act, library, place, base, settings } as Wish;
    return told(central.staff.settings.$put({ json }));
  });

export const bringBack = (
  act: string,
  library: string,
  place: SettingsPlace,
  { version }: Pick<SettingsView['versions'][number], 'version'>,
) =>
  attempt(() =>
    told(central.staff.settings.restore.$post({ json: { id: act, library, place, version } })),
  );
