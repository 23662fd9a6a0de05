/** The drop box in the settings file: how it is built, what is wired to which line, where books go. */
import { z } from 'zod';
import { inputsNamed } from '../drop-box/rules/settings.ts';
import { Id, Milliseconds, Text } from './words.ts';

const Line = Id;
const Bins = z.array(Id).min(1, 'must name at least one bin').max(16);
const Table = z.record(Text.max(64), Bins);
const Back = z.enum(['give-back', 'exception']);

/** As `TerminalSettings` of the server has it, too: a site may change it from afar. */
export const SortingConfig = z.strictObject({
  /** What staff must look at. */
  exceptions: Bins,
  /** All that no rule names. */
  otherwise: Bins,
  holds: Bins.exactOptional(),
  otherLibrary: Bins.exactOptional(),
  /** By the id of the library that a book goes to. */
  libraries: Table.exactOptional(),
  notAnswered: Bins.exactOptional(),
  /** By the sort bin that the library's system names (SIP2 CL). */
  sortBins: Table.exactOptional(),
  collections: Table.exactOptional(),
  /** By the kind of medium (SIP2 CK). */
  media: Table.exactOptional(),
  /** By what the call number begins with. */
  callNumbers: Table.exactOptional(),
});

export const DropBoxConfig = z
  .strictObject({
    /** `holding`: an inner area from which a book can be given back. `chute`: it falls at once. */
    kind: z.enum(['holding', 'chute']),
    inputs: z.strictObject({
      mouth: Line,
      inner: Line,
      passed: Line.exactOptional(),
      shutterShut: Line.exactOptional(),
      trapShut: Line.exactOptional(),
      obstructed: Line.exactOptional(),
      door: Line.exactOptional(),
      tamper: Line.exactOptional(),
      fire: Line.exactOptional(),
    }),
    outputs: z
      .strictObject({
        shutter: Line.exactOptional(),
        trap: Line.exactOptional(),
        ready: Line.exactOptional(),
        busy: Line.exactOptional(),
        stop: Line.exactOptional(),
        sound: Line.exactOptional(),
      })
      .default({}),
    bins: z
      .array(
        z.strictObject({
          id: Id,
          gate: Line.exactOptional(),
          fill: Line.exactOptional(),
          present: Line.exactOptional(),
          door: Line.exactOptional(),
          capacity: z.int().min(1).max(2_000).exactOptional(),
        }),
      )
      .min(1, 'must name at least one bin')
      .max(16),
    sorting: SortingConfig,
    ifTrouble: z
      .strictObject({
        'no-tag': Back.default('exception'),
        'tag-damaged': Back.default('exception'),
        'foreign-tag': Back.default('exception'),
        card: Back.default('give-back'),
        'two-items': Back.default('give-back'),
        'set-incomplete': Back.default('give-back'),
        refused: Back.default('give-back'),
      })
      .prefault({}),
    incompleteSets: z.enum(['check-in', 'list']).default('check-in'),
    /** Only whoever shows a card gets the mouth opened. */
    identify: z.boolean().default(false),
    emptiedBy: z.strictObject({ door: z.boolean().default(false) }).prefault({}),
    /** Slips for books that somebody waits for, and the list of a bin that was emptied, on the printer. */
    print: z
      .strictObject({ holdSlips: z.boolean().default(true), manifests: z.boolean().default(true) })
      .prefault({}),
    /** Where books may go instead while it is shut: “the desk, from 7:30”. */
    elsewhere: z.string().max(120).exactOptional(),
    times: z
      .strictObject({
        read: Milliseconds.exactOptional(),
        settle: Milliseconds.exactOptional(),
        fall: Milliseconds.exactOptional(),
        jam: Milliseconds.exactOptional(),
        move: Milliseconds.exactOptional(),
        turn: Milliseconds.exactOptional(),
        pass: Milliseconds.exactOptional(),
        arm: Milliseconds.exactOptional(),
        armAgain: Milliseconds.exactOptional(),
        takeBack: Milliseconds.exactOptional(),
        thanks: Milliseconds.exactOptional(),
        full: Milliseconds.exactOptional(),
        clear: Milliseconds.exactOptional(),
        identified: Milliseconds.exactOptional(),
        hold: Milliseconds.min(200).exactOptional(),
        sound: Milliseconds.exactOptional(),
      })
      .default({}),
  })
  .refine(({ kind, outputs }) => kind === 'chute' || (outputs.shutter && outputs.trap), {
    path: ['outputs'],
    message: 'a machine with a holding area has a shutter and a trap',
  });
export type DropBoxConfig = z.output<typeof DropBoxConfig>;

interface Wired {
  readonly driver: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** @returns what is wrong, one sentence each */
export function checkDropBox(
  box: DropBoxConfig | undefined,
  profile: string,
  devices: readonly Wired[],
): readonly string[] {
  if (!box) return profile === 'drop-box' ? ['is missing: the profile is "drop-box"'] : [];
  if (profile !== 'drop-box') return ['is only for the profile "drop-box"'];
  const known = (way: 'inputs' | 'outputs') =>
    devices.flatMap((one) => Object.keys(one[way] ?? {}));
  const missing = (names: readonly string[], way: 'inputs' | 'outputs') =>
    names
      .filter((name) => !known(way).includes(name))
      .map((name) => `no board has ${way} named ${name}`);
  return [
    ...missing(inputsNamed(box), 'inputs'),
    ...missing(outputsNamed(box), 'outputs'),
    ...binFaults(box),
  ];
}

const outputsNamed = ({ bins, outputs }: DropBoxConfig): readonly string[] => [
  ...Object.values(outputs),
  ...bins.map(({ gate }) => gate).filter(isNamed),
];

const isNamed = (line: string | undefined): line is string => line !== undefined;

function binFaults(box: DropBoxConfig): readonly string[] {
  const ids = box.bins.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) < index);
  return [
    ...twice.map((id) => `two bins have the id ${id}`),
    ...missingBins(box).map((id) => `sorting names the bin ${id}, which there is not`),
  ];
}

/** Bins that the rules name and the machine has not. */
export function missingBins({
  bins,
  sorting,
}: Pick<DropBoxConfig, 'bins' | 'sorting'>): readonly string[] {
  const ids = new Set(bins.map(({ id }) => id));
  const named = Object.values(sorting).flatMap((rule) =>
    Array.isArray(rule) ? rule : Object.values(rule).flat(),
  );
  return [...new Set(named)].filter((id) => !ids.has(id));
}
