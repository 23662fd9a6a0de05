import { NO_DATE, writeDate } from '#server/sip2/protocol/dates.ts';
import type { FieldId } from '#server/sip2/protocol/fields.ts';
import { message } from '#server/sip2/protocol/message.ts';
import type { Request } from '#server/sip2/protocol/message.ts';
import { endSession, itemInformation, patronInformation, patronStatus } from './requests.ts';
import type { MaybeField, Site } from './site.ts';

/** The words of one command, in order, and what makes a request of them. */
interface Command {
  /** Names of the words; those behind `?` may be left out. */
  readonly words: readonly string[];
  readonly request: (site: Site, words: readonly string[], more: More) => Request;
}

export interface More {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly cancel?: boolean;
  readonly pickup?: string | undefined;
}

const dateOf = ({ timeZone, dialect }: Site, now: number): string =>
  writeDate(now, timeZone, dialect.zone);

interface Parties {
  readonly card?: string;
  readonly item?: string;
  readonly pin?: string | undefined;
}

/** AO, AA, AB, AC, AD as they are given; AC and AD empty where the dialect wants them so. */
function partiesOf(site: Site, given: Parties): MaybeField[] {
  const { dialect, institution, terminalPassword } = site;
  const empty = (when: 'always' | 'when-set') => (when === 'always' ? '' : undefined);
  return [
    ['AO', institution],
    ['AA', given.card],
    ['AB', given.item],
    ['AC', terminalPassword ?? empty(dialect.terminalPassword)],
    ['AD', given.pin ?? (given.card === undefined ? undefined : empty(dialect.patronPassword))],
  ];
}

function loan(site: Site, [card = '', item = '', pin]: readonly string[], now: number) {
  const date = dateOf(site, now);
  return {
    fixed: { no_block: 'N', transaction_date: date, nb_due_date: NO_DATE },
    fields: [...partiesOf(site, { card, item, pin }), ['BO', 'N'] as const],
  };
}

function checkout(renewal: 'Y' | 'N') {
  return (site: Site, words: readonly string[], { now }: More): Request => {
    const { fixed, fields } = loan(site, words, now);
    return message('11', { sc_renewal_policy: renewal, ...fixed }, fields);
  };
}

function renew(site: Site, words: readonly string[], more: More): Request {
  if (site.dialect.renewBy === '11') return checkout('Y')(site, words, more);
  const { fixed, fields } = loan(site, words, more.now);
  return message('29', { third_party_allowed: 'N', ...fixed }, fields);
}

function checkin(site: Site, [item = '']: readonly string[], { now }: More): Request {
  const date = dateOf(site, now);
  const fixed = { no_block: 'N', transaction_date: date, return_date: date };
  return message('09', fixed, [['AP', site.institution], ...partiesOf(site, { item })]);
}

function hold(site: Site, [card = '', item = '', pin]: readonly string[], more: More): Request {
  const mode = more.cancel === true ? '-' : '+';
  const pickup: readonly [FieldId, string | undefined] = ['BS', more.pickup];
  return message('15', { hold_mode: mode, transaction_date: dateOf(site, more.now) }, [
    pickup,
    ...partiesOf(site, { card, item, pin }),
  ]);
}

/** Fee type and payment type are the plainest of their lists: other, cash. */
function fee(site: Site, [card = '', amount = '', id]: readonly string[], { now }: More): Request {
  const fixed = {
    transaction_date: dateOf(site, now),
    fee_type: '01',
    payment_type: '00',
    currency: site.dialect.currency,
  };
  return message('37', fixed, [['BV', amount], ...partiesOf(site, { card }), ['CG', id]]);
}

const renewAll = (site: Site, [card = '', pin]: readonly string[], { now }: More): Request =>
  message('65', { transaction_date: dateOf(site, now) }, partiesOf(site, { card, pin }));

const queryOf = ([card = '', pin]: readonly string[]) => ({
  card,
  ...(pin === undefined ? {} : { pin }),
});

/** With the list of what is on loan. */
const patron = (site: Site, words: readonly string[], { now }: More): Request =>
  patronInformation(site, { ...queryOf(words), list: 'charged' }, now);

export const COMMANDS: Readonly<Record<string, Command>> = {
  patron: { words: ['CARD', '?PIN'], request: patron },
  'patron-status': {
    words: ['CARD', '?PIN'],
    request: (site, words, { now }) => patronStatus(site, queryOf(words), now),
  },
  item: {
    words: ['BARCODE'],
    request: (site, [barcode = ''], { now }) => itemInformation(site, barcode, now),
  },
  checkout: { words: ['CARD', 'BARCODE', '?PIN'], request: checkout('N') },
  checkin: { words: ['BARCODE'], request: checkin },
  renew: { words: ['CARD', 'BARCODE', '?PIN'], request: renew },
  'renew-all': { words: ['CARD', '?PIN'], request: renewAll },
  hold: { words: ['CARD', 'BARCODE', '?PIN'], request: hold },
  fee: { words: ['CARD', 'AMOUNT', '?FEE'], request: fee },
  end: { words: ['CARD'], request: (site, [card = ''], { now }) => endSession(site, card, now) },
};

/** What is wrong with the words of a command, if anything. */
export function wordsFault(name: string, words: readonly string[]): string | undefined {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return name === '' ? 'No command was given.' : `There is no command “${name}”.`;
  const least = command.words.filter((word) => !word.startsWith('?')).length;
  if (words.length >= least && words.length <= command.words.length) return undefined;
  const form = command.words.map((word) => (word.startsWith('?') ? `[${word.slice(1)}]` : word));
  return `It is: ${name} ${form.join(' ')}`;
}
