/** What is set, in words: read beside the field, and in the list of versions. */
import type { SettingsView, TerminalSettings } from '../answers.ts';
import type { StaffWords } from '../words.ts';
import type { Field } from './fields.ts';
import { formOf, LISTS, TABLES } from './sorting-text.ts';
import type { Sorting } from './sorting-text.ts';

type Hours = NonNullable<TerminalSettings['screenHours']>[number];

/** Of one field that is set. */
export function settingText(words: StaffWords, settings: TerminalSettings, field: Field): string {
  switch (field) {
    case 'idle':
    case 'ring':
    case 'done':
      return words.text('settings.seconds', { count: (settings[field] ?? 0) / 1000 });
    case 'volume':
      return words.text('settings.percent', { count: settings.volume ?? 0 });
    case 'screenHours':
      return listed(
        words,
        settings.screenHours?.map((hours) => hoursText(words, hours)),
      );
    case 'receiptChoices':
      return listed(
        words,
        settings.receiptChoices?.map((one) => words.text(`settings.value.receiptChoices.${one}`)),
      );
    case 'receiptHeader':
    case 'receiptFooter':
      return listed(words, settings[field]);
    case 'receiptLogo':
      return words.text(settings.receiptLogo ? 'settings.logo.some' : 'settings.nothing');
    case 'elsewhere':
      return settings.elsewhere || words.text('settings.nothing');
    case 'updateHours':
      return windowText(words, settings.updateHours);
    case 'server':
      return settings.server?.url ?? '';
    case 'sorting':
      return settings.sorting ? sortingText(words, settings.sorting) : '';
    default:
      return words.text(`settings.value.${field}.${String(settings[field])}` as never);
  }
}

const listed = (words: StaffWords, parts: readonly string[] | undefined): string =>
  parts && parts.length > 0 ? parts.join(' · ') : words.text('settings.nothing');

const windowText = (
  words: StaffWords,
  hours: { readonly from: string; readonly to: string } | undefined,
): string => (hours ? words.text('settings.window', { from: hours.from, to: hours.to }) : '');

/** ISO 8601: 1 is Monday. 5 January 1970 was one. */
export function dayText(words: StaffWords, day: number): string {
  const format = new Intl.DateTimeFormat(words.language, { weekday: 'short', timeZone: 'UTC' });
  return format.format((day + 3) * 86_400_000);
}

const hoursText = (words: StaffWords, { days, from, to }: Hours): string => {
  const said =
    days.length === 7
      ? words.text('settings.daily')
      : days.map((day) => dayText(words, day)).join(', ');
  return `${said}: ${windowText(words, { from, to })}`;
};

function sortingText(words: StaffWords, sorting: Sorting): string {
  const form = formOf(sorting);
  return [...LISTS, ...TABLES]
    .filter((rule) => form[rule] !== '')
    .map(
      (rule) => `${words.text(`settings.sorting.${rule}`)}: ${form[rule].replaceAll('\n', ', ')}`,
    )
    .join(' · ');
}

type NamedPlace = Pick<SettingsView, 'place'>['place'];

/** “Thư viện tỉnh, kiosks only”. */
export function placeText(words: StaffWords, { kind, name, profile }: NamedPlace): string {
  const where = kind === 'library' ? (name ?? '') : words.text(`settings.place.${kind}` as const);
  const only = profile === undefined ? undefined : words.find(`profile.${profile}`);
  return only === undefined ? where : words.text('settings.place.only', { where, profile: only });
}
