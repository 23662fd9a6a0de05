/** What a terminal may be for. */
import type { Profile } from '../answers.ts';

export const PROFILES = [
  'kiosk',
  'drop-box',
  'staff-pad',
  'tagging',
  'van',
] as const satisfies readonly Profile[];
