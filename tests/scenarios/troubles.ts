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

/** Enough rounds of looking for the pad to believe that a book has gone, or come. */
async function looks({ stand }: Scene, count = 8): Promise<void> {
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
      await looks(scene);
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

/** So many failures are more than all tries of one write, and than a person waits for. */
const STUBBORN = 10_000;

/** How a write fails, and how often. */
export const WRITE_FAILURES = {
  'not confirmed once': { how: 'write-error', times: 1 },
  'not kept once': { how: 'pretends', times: 1 },
  'never confirmed': { how: 'write-error', times: STUBBORN },
  'never kept': { how: 'pretends', times: STUBBORN },
  'refused by the tag': { how: 'protected', times: STUBBORN },
} satisfies Record<string, { how: WriteFailure; times: number }>;
export type WriteFailureName = keyof typeof WRITE_FAILURES;
