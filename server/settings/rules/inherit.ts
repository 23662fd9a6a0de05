/** What holds for a terminal of all that was set above it, field by field (ST2, ST3). */
import type { TerminalSettings } from '../format/terminal-settings.ts';
import { type Place, placeText } from './place.ts';

export type Field = keyof TerminalSettings;

export interface InForce {
  readonly settings: TerminalSettings;
  /** Where each field that is set comes from. */
  readonly from: { readonly [F in Field]?: Place };
}

/**
 * @param said what each place says now, by its text
 * @param places that have a say, the weakest first
 */
export function inForce(
  said: ReadonlyMap<string, TerminalSettings>,
  places: readonly Place[],
): InForce {
  let force: InForce = { settings: {}, from: {} };
  for (const place of places) {
    const own = said.get(placeText(place));
    if (own) force = overruled(force, place, own);
  }
  return force;
}

/** A field is overruled as a whole: half a list of opening hours would be nobody's. */
function overruled({ from, settings }: InForce, place: Place, own: TerminalSettings): InForce {
  const fields = fieldsOf(own);
  return {
    settings: { ...settings, ...own },
    from: { ...from, ...Object.fromEntries(fields.map((field) => [field, place])) },
  };
}

export const fieldsOf = (settings: TerminalSettings): Field[] => Object.keys(settings) as Field[];

/** In one order, so that the same settings are the same text. */
export function settingsText(settings: TerminalSettings): string {
  const entries = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}
