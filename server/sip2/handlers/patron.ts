/** 23-24 patron status, 63-64 patron information, 35-36 end session. */
import { endOfDay } from '../../libraries/rules/day.ts';
import { initialOf } from '../../patrons/rules/patron-view.ts';
import type { PinCheck } from '../pins.ts';
import { checkPin } from '../pins.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import { dateOf, echoOf, languageOf, numberIn, stamp } from '../request.ts';
import type { Account } from '../rules/account.ts';
import { institutionOf } from '../rules/account.ts';
import type { PatronFacts } from '../rules/facts.ts';
import { CURRENCY } from '../rules/money.ts';
import {
  isExpired,
  isOfChild,
  NOBODY_STATUS,
  owedBy,
  patronStatus,
} from '../rules/patron-status.ts';
import { LANGUAGE_CODES, refusalWords } from '../rules/words.ts';
import type { PatronFound } from '../store.ts';
import type { Fields, Telling } from './patron-lists.ts';
import { counts, feeLimit, limitFields, listFields } from './patron-lists.ts';

/** Who stands there, and how much of it may be told. */
interface Standing {
  readonly found: PatronFound;
  readonly check: PinCheck;
}

export const patronStatusReply: Handler = async (request) => {
  const standing = await standingOf(request);
  return message('24', fixedOf(request, standing), [
    ...whoFields(request, standing),
    ...validFields(standing),
    ...moneyFields(request, standing),
    ...screenFields(request, standing),
  ]);
};

export const patronInformationReply: Handler = async (request) => {
  const standing = await standingOf(request);
  const { found } = standing;
  const telling = tellingOf(request, standing);
  const known = found.kind === 'one' ? found : undefined;
  return message('64', { ...fixedOf(request, standing), ...counts(known, telling, request.now) }, [
    ...whoFields(request, standing),
    ...(known && standing.check.pin !== 'wrong' ? limitFields(known) : []),
    ...validFields(standing),
    ...moneyFields(request, standing),
    ...(known && telling.money ? feeLimit(known) : []),
    ...(known ? listFields(request, known, telling) : []),
    ...(known && maySeeContact(request, standing) ? contactFields(known) : []),
    ...screenFields(request, standing),
  ]);
};

export const endSessionReply: Handler = (request) => {
  request.pins.forget(numberIn(request, 'AA'));
  return Promise.resolve(
    message('36', { end_session: 'Y', transaction_date: stamp(request) }, [
      ['AO', institutionOf(request.account)],
      ['AA', echoOf(request, 'AA')],
    ]),
  );
};

/** 24 and 26 tell the same of a patron (01 and 25 are answered with them). */
export async function patronReply(request: Request, code: '24' | '26'): Promise<Outgoing> {
  const standing = await standingOf(request);
  return message(code, fixedOf(request, standing), [
    ...whoFields(request, standing),
    ...validFields(standing),
    ...screenFields(request, standing),
  ]);
}

async function standingOf(request: Request): Promise<Standing> {
  const card = numberIn(request, 'AA');
  const check = await checkPin(request);
  const { deps, library, now } = request;
  return { found: await deps.db.read('sip2-patron', { libraryId: library.id, card, now }), check };
}

function tellingOf({ account }: Request, { check }: Standing): Telling {
  if (check.pin === 'wrong') return { lists: false, money: false };
  const isAll = check.pin === 'right' || account.withoutPin === 'all';
  return { lists: isAll || account.withoutPin === 'lists', money: isAll };
}

function fixedOf(request: Request, standing: Standing) {
  const { found } = standing;
  const { money } = tellingOf(request, standing);
  const language = found.kind === 'one' ? LANGUAGE_CODES[found.language] : '000';
  return {
    patron_status: found.kind === 'one' ? patronStatus(found, request.now, money) : NOBODY_STATUS,
    language,
    transaction_date: stamp(request),
  };
}

/** AO AA AE: who it is. */
function whoFields(request: Request, { found, check }: Standing): Fields {
  const isKnown = found.kind === 'one';
  return [
    ['AO', institutionOf(request.account)],
    ['AA', isKnown ? found.card : echoOf(request, 'AA')],
    ['AE', isKnown && check.pin !== 'wrong' ? nameOf(found, request.account) : ''],
  ];
}

/** BL and CQ: told always, for clients take an absent one for yes. */
const validFields = ({ found, check }: Standing): Fields => [
  ['BL', found.kind === 'one' ? 'Y' : 'N'],
  ['CQ', found.kind === 'one' && check.pin === 'right' ? 'Y' : 'N'],
];

/** As much of a name as the site allows (design decision 15). */
export function nameOf(
  { givenName, familyName }: Pick<PatronFacts, 'givenName' | 'familyName'>,
  { patronName }: Account,
): string {
  switch (patronName) {
    case 'given':
      return givenName;
    case 'initial':
      return initialOf(givenName);
    case 'full':
      return `${familyName} ${givenName}`.trim();
    case 'none':
      return '';
  }
}

/** BH and BV. A child has no fees to be told of (K9). */
function moneyFields(request: Request, standing: Standing): Fields {
  const { found } = standing;
  if (found.kind !== 'one' || !tellingOf(request, standing).money || isOfChild(found)) return [];
  return [
    ['BH', request.account.currency ? CURRENCY : undefined],
    ['BV', String(owedBy(found))],
  ];
}

/** AF: why nothing can be borrowed, where that is so. */
function screenFields(request: Request, { found, check }: Standing): Fields {
  const language = languageOf(request);
  const say = (code: string, params = {}): Fields => [
    ['AF', refusalWords({ code, params }, language)],
  ];
  if (found.kind !== 'one')
    return say(found.kind === 'several' ? 'several-matches' : 'card-unknown');
  if (check.pin === 'wrong') return say(check.refusal.code, check.refusal.params);
  if (found.blocks.length > 0) return say('patron-blocked');
  return isExpired(found) ? say('card-expired', { date: found.expiresOn ?? '' }) : [];
}

const maySeeContact = ({ account }: Request, { check }: Standing): boolean =>
  account.patronData && check.pin === 'right';

const contactFields = ({ contact }: PatronFacts): Fields => [
  ['BD', contact.address],
  ['BE', contact.email],
  ['BF', contact.phone],
];

/** The end of a day in the library's zone, as a date of the wire. */
export const endOf = (request: Pick<Request, 'library' | 'account'>, day: string): string =>
  dateOf(request, endOfDay(request.library.timeZone, day));
