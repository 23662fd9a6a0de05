/** The steps of a loan, as something can happen at them. */
import type { Stand } from '#tests/stand.ts';
import type { ReaderAct, ActMoment } from '#tests/simulators/simulated-reader.ts';
import type { Person } from './person.ts';

export interface Place {
  readonly stand: Stand;
  readonly person: Person;
  /** Chip number of the tag that trouble comes to. */
  readonly uid: string;
}

/** Calls `act` at the step, once; the world stands still until it is done. */
type Step = (place: Place, act: () => Promise<void>) => void;

export const STEPS = {
  /** The tag has been found; nobody has been asked. */
  'while it is read': (place, act) => onceAt(place, 'read', 'before', act),
  /** The loan is on disk and at the server; the answer has not arrived. */
  'while the library is asked': ({ stand }, act) =>
    stand.network.simulateDuring(/^PUT \/api\/transactions\//, act),
  /** The library has said yes; the write has arrived at the reader and is not done. */
  'before the write': (place, act) => onceAt(place, 'write-afi', 'before', act),
  /** The tag is written, and nobody has heard of it. */
  'after the write': (place, act) => onceAt(place, 'write-afi', 'after', act),
  /** Written, and being read back. */
  'while it is read back': (place, act) =>
    onceAt(place, 'write-afi', 'after', () => {
      onceAt(place, 'read', 'before', act);
      return Promise.resolve();
    }),
  /** All books are done, and the person still stands there. */
  'when all is done': ({ person }, act) => {
    void person
      .until(({ lines }) => lines.length > 0 && lines.every(({ security }) => security === 'done'))
      .then(act);
  },
} satisfies Record<string, Step>;
export type StepName = keyof typeof STEPS;

function onceAt(
  { stand, uid }: Place,
  act: ReaderAct,
  when: ActMoment,
  call: () => Promise<void>,
): void {
  const stop = stand.reader.onAct(
    act,
    (of) => {
      if (of !== uid) return;
      stop();
      return call();
    },
    when,
  );
}
