/** What can be set of terminals from afar: in which groups it stands on the page, and how each is filled in. */
import type { Profile, TerminalSettings } from '../answers.ts';

export type Field = keyof TerminalSettings;

/** How a setting is filled in; each kind has a control of its own. */
export type Spec =
  | {
      readonly kind: 'number';
      readonly field: 'idle' | 'ring' | 'done' | 'volume';
      readonly unit: 'seconds' | 'percent';
      /** How much one of the unit is in the setting: milliseconds are set in seconds. */
      readonly scale: number;
      readonly min: number;
      readonly max: number;
    }
  | ChoiceSpec
  | { readonly kind: 'days'; readonly field: 'screenHours' }
  | { readonly kind: 'order'; readonly field: 'receiptChoices' }
  | { readonly kind: 'lines'; readonly field: 'receiptHeader' | 'receiptFooter' }
  | { readonly kind: 'picture'; readonly field: 'receiptLogo' }
  | { readonly kind: 'text'; readonly field: 'elsewhere' }
  | { readonly kind: 'window'; readonly field: 'updateHours' }
  | { readonly kind: 'server'; readonly field: 'server' }
  | { readonly kind: 'sorting'; readonly field: 'sorting' };

/** One of a few values, each with words of its own: `settings.value.FIELD.VALUE`. */
export interface ChoiceSpec {
  readonly kind: 'choice';
  readonly field: ChoiceField;
  readonly choices: readonly Choice[];
}
export type ChoiceField =
  | 'language'
  | 'family'
  | 'class'
  | 'ifPatronLeaves'
  | 'receiptAfterTimeout'
  | 'receiptMark'
  | 'updateRing';

/** A value by its name, as a setting of its own. */
export interface Choice {
  readonly name: string;
  readonly as: TerminalSettings;
}

function choice<F extends ChoiceField>(
  field: F,
  values: readonly NonNullable<TerminalSettings[F]>[],
): ChoiceSpec {
  const choices = values.map((value) => ({ name: String(value), as: { [field]: value } }));
  return { kind: 'choice', field, choices };
}

const seconds = (field: 'idle' | 'ring' | 'done', min: number): Spec => ({
  ...{ kind: 'number', field, unit: 'seconds', scale: 1000, min, max: 3600 },
});

export interface Group {
  readonly name: 'visit' | 'screen' | 'receipt' | 'drop-box' | 'update' | 'server';
  readonly specs: readonly Spec[];
}

export const GROUPS: readonly Group[] = [
  {
    name: 'visit',
    specs: [
      choice('language', ['vi', 'en', 'fr']),
      seconds('idle', 10),
      seconds('ring', 20),
      seconds('done', 3),
      choice('family', [true, false]),
      choice('class', [true, false]),
      choice('ifPatronLeaves', ['undo', 'keep']),
    ],
  },
  {
    name: 'screen',
    specs: [
      { kind: 'number', field: 'volume', unit: 'percent', scale: 1, min: 0, max: 100 },
      { kind: 'days', field: 'screenHours' },
      { kind: 'text', field: 'elsewhere' },
    ],
  },
  {
    name: 'receipt',
    specs: [
      { kind: 'order', field: 'receiptChoices' },
      choice('receiptAfterTimeout', ['none', 'print']),
      { kind: 'lines', field: 'receiptHeader' },
      { kind: 'lines', field: 'receiptFooter' },
      choice('receiptMark', ['qr', 'barcode', 'none']),
      { kind: 'picture', field: 'receiptLogo' },
    ],
  },
  { name: 'drop-box', specs: [{ kind: 'sorting', field: 'sorting' }] },
  {
    name: 'update',
    specs: [choice('updateRing', [0, 1, 2, 3]), { kind: 'window', field: 'updateHours' }],
  },
  { name: 'server', specs: [{ kind: 'server', field: 'server' }] },
];

/** @param profile of the terminal, or that the place is about; undefined: all */
export const groupsFor = (profile: Profile | undefined): readonly Group[] =>
  GROUPS.filter(({ name }) => name !== 'drop-box' || (profile ?? 'drop-box') === 'drop-box');

/** What one begins with where nothing is inherited: what a terminal does by itself, or next to nothing. */
export const STARTING: { readonly [F in Field]-?: NonNullable<TerminalSettings[F]> } = {
  language: 'vi',
  idle: 60_000,
  ring: 20_000,
  done: 8_000,
  volume: 70,
  screenHours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '07:00', to: '18:00' }],
  receiptChoices: ['print', 'qr', 'none'],
  receiptAfterTimeout: 'none',
  receiptHeader: [],
  receiptFooter: [],
  receiptMark: 'qr',
  receiptLogo: '',
  family: true,
  class: true,
  ifPatronLeaves: 'undo',
  elsewhere: '',
  sorting: { exceptions: [], otherwise: [] },
  updateRing: 1,
  updateHours: { from: '22:00', to: '05:00' },
  server: { url: 'https://' },
};

export const fieldsOf = (settings: TerminalSettings): Field[] => Object.keys(settings) as Field[];

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Fields in which they differ; one that only one of them has is among them. */
export const changedBetween = (before: TerminalSettings, after: TerminalSettings): Field[] =>
  fieldsOf({ ...before, ...after }).filter((field) => !same(before[field], after[field]));

export function without(settings: TerminalSettings, field: Field): TerminalSettings {
  const { [field]: _left, ...rest } = settings;
  return rest;
}
