/** What goes wrong, and how it is put right again. */
import type { Stand } from '#tests/stand.ts';
import type { WriteFailure } from '#tests/simulators/simulated-reader.ts';
import type { Collection } from './collections.ts';
import type { Person } from './person.ts';

export interface Scene {
  readonly stand: Stand;
  readonly person: Person;
  readonly on: Collection;
}

export interface Trouble {
  strike(scene: Scene): Promise<void>;
  /** Until it has been felt, and then what people do about it. */
  mend(scene: Scene): Promise<void>;
}

/** Enough rounds of looking for the pad to believe that a book has gone (three), or come. */
async function looks({ stand }: Scene, count = 5): Promise<void> {
  for (let look = 0; look < count; look++) await stand.reader.nextAct('inventory');
}

/** One part of a set, or one book of a stack, is lifted off. */
const lift: Trouble['strike'] = ({ stand, on }) => {
  stand.reader.remove(on.victimTag.uid);
  return Promise.resolve();
};

export const TROUBLES = {
  'lifted off and laid back': {
    strike: lift,
    async mend(scene) {
      await looks(scene);
      scene.stand.reader.place(scene.on.victimTag);
      await looks(scene, 2);
    },
  },
  'lifted off and gone': { strike: lift, mend: (scene) => looks(scene) },
  'reader unplugged': {
    strike: ({ stand }) => stand.desk.padLine.unplug(),
    async mend({ stand, person }) {
      await person.until(({ terminal }) => !terminal.padReady);
      await stand.desk.padLine.plug();
      await person.until(({ terminal }) => terminal.padReady);
    },
  },
  'power cut': {
    strike: ({ stand }) => stand.killGateway(),
    async mend({ stand, person }) {
      await stand.startGateway();
      await person.dialAgain();
    },
  },
} satisfies Record<string, Trouble>;
export type TroubleName = keyof typeof TROUBLES;

/** How a write fails: once, or as often as it is tried. */
export const WRITE_FAILURES = {
  'not confirmed once': { how: 'write-error', isStubborn: false },
  'not kept once': { how: 'pretends', isStubborn: false },
  'never confirmed': { how: 'write-error', isStubborn: true },
  'never kept': { how: 'pretends', isStubborn: true },
  'refused by the tag': { how: 'protected', isStubborn: true },
} satisfies Record<string, { how: WriteFailure; isStubborn: boolean }>;
export type WriteFailureName = keyof typeof WRITE_FAILURES;
