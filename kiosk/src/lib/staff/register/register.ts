/** What is asked of the server's register of terminals. */
import { central, told } from '../../central.ts';
import type { PairingFound, Profile, TerminalEntry } from '../answers.ts';
import { attempt } from '../trouble.ts';

/** As it is filled in. */
export interface Place {
  name: string;
  library: string;
  profile: Profile;
}

export const placeOf = ({ name, library, profile }: TerminalEntry): Place => ({
  name,
  library: library.id,
  profile,
});

export const look = (code: string) =>
  attempt(() => told(central.staff.pairings.look.$post({ json: { code } })));

/** @param replaces id of the terminal whose place it takes; empty: none */
export const pair = (act: string, { id }: PairingFound, place: Place, replaces: string) =>
  attempt(() =>
    told(
      central.staff.pairings[':id'].$post({
        param: { id },
        json: { act, ...place, ...(replaces !== '' && { replaces }) },
      }),
    ),
  );

export const change = (act: string, { id }: TerminalEntry, place: Place) =>
  attempt(() =>
    told(
      central.staff['terminal-register'][':id'].$put({ param: { id }, json: { act, ...place } }),
    ),
  );

export const revoke = (act: string, { id }: TerminalEntry) =>
  attempt(() =>
    told(central.staff['terminal-register'][':id'].revoke.$post({ param: { id }, json: { act } })),
  );
