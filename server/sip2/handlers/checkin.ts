/** 09-10 checkin. */
import type { Answer } from '../../circulation/answer.ts';
import { once } from '../acts.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { FieldId } from '../protocol/fields.ts';
import type { Handler, Request } from '../request.ts';
import {
  dateIn,
  echoOf,
  fixedSays,
  happenedAt,
  languageOf,
  numberIn,
  says,
  stamp,
  terminalIdOf,
} from '../request.ts';
import { institutionOf } from '../rules/account.ts';
import type { ReturnedFacts } from '../rules/facts.ts';
import type { Sorted } from '../rules/returned.ts';
import { notTaken, sorted } from '../rules/returned.ts';
import { noticeWords, refusalWords } from '../rules/words.ts';
import type { ItemFound } from '../store.ts';
import type { Transacted } from '../transact.ts';
import { transacted } from '../transact.ts';
import { endOf, nameOf } from './patron.ts';

type Accepted = Extract<Answer, { outcome: 'accepted' }>;

export const checkinReply: Handler = (request) => {
  const item = numberIn(request, 'AB');
  const isPromise = fixedSays(request, 'no_block');
  const isUndo = says(request, 'BI');
  const act = { kind: 'checkin', card: '', item, more: [isUndo ? 'Y' : 'N'], isPromise } as const;
  return once(request, act, async (idOf) => {
    const undoOf = isUndo ? await loanJustMade(request, item) : undefined;
    const occurredAt = returnedAt(request, isPromise);
    const asked = { id: idOf(), act: 'checkin', item, isPromise, undoOf, occurredAt } as const;
    const done = await transacted(request, asked);
    const { answer } = done;
    return answer.outcome === 'accepted'
      ? takenReply(request, answer, await returnedFacts(request, answer, done))
      : refusedReply(request, answer);
  });
};

const itemOf = (
  { deps, library }: Pick<Request, 'deps' | 'library'>,
  identifier: string,
): Promise<ItemFound> => deps.db.read('sip2-item', { libraryId: library.id, identifier });

/** BI on 09: the checkout of a moment ago came to nothing. Only the terminal that made a loan can take it back (X8). */
async function loanJustMade(request: Request, identifier: string): Promise<string | undefined> {
  const found = await itemOf(request, identifier);
  const loan = found.kind === 'one' ? found.loan : undefined;
  return loan?.terminalId === terminalIdOf(request) ? loan.id : undefined;
}

/**
 * A book from a drop box came back earlier than it is told. How much earlier is the difference of two times of the terminal's clock, which
 * need not be right for that. Of a promise the return date itself counts.
 */
function returnedAt(request: Request, isPromise: boolean): number | undefined {
  const told = dateIn(request, 'transaction_date');
  const returned = dateIn(request, 'return_date');
  if (returned === undefined) return undefined;
  if (isPromise) return happenedAt(request, 'return_date');
  if (told === undefined) return undefined;
  return request.now - Math.max(0, told - returned);
}

/** Who waits for it, and until when, is asked for only where somebody waits: thousands of books go back to their shelf. */
async function returnedFacts(
  request: Request,
  { item: { callNumber }, hold, destinationLibrary }: Accepted,
  { about }: Transacted,
): Promise<ReturnedFacts | undefined> {
  if (!about || hold) {
    const found = await itemOf(request, numberIn(request, 'AB'));
    return found.kind === 'one' ? found : undefined;
  }
  const { homeLibraryId, itemClass, collection } = about;
  const mediaType = request.library.mediaTypes[itemClass] ?? OTHER_MEDIA;
  const item = { home: { id: homeLibraryId }, mediaType, collection, callNumber };
  return { ...item, transitTo: destinationLibrary?.id };
}

/** CK 000: a class that is newer than what is remembered of the library. */
const OTHER_MEDIA = '000';

function takenReply(request: Request, answer: Accepted, item: ReturnedFacts | undefined): Outgoing {
  const goes = answer.destination ?? 'shelf';
  const sorting = sorted(request.account, item, goes);
  return message('10', { ok: '1', resensitize: 'Y', ...flagsOf(request, sorting) }, [
    ...itemFields(request, item, answer.item.title),
    ['CL', sorting.bin],
    ['CK', item?.mediaType],
    ['CR', item?.collection],
    ['CS', item?.callNumber],
    ['CT', sorting.destination],
    ['CV', sorting.alert],
    ...waitingFields(request, item),
    ['BK', answer.receiptCode],
    ['AF', wordsFor(request, answer, sorting)],
  ]);
}

function refusedReply(
  request: Request,
  { refusal, item }: Extract<Answer, { outcome: 'refused' }>,
): Outgoing {
  const sorting = notTaken(request.account);
  return message('10', { ok: '0', resensitize: 'N', ...flagsOf(request, sorting) }, [
    ...itemFields(request, undefined, item?.title ?? ''),
    ['CL', sorting.bin],
    ['CV', sorting.alert],
    ['AF', refusalWords(refusal, languageOf(request))],
  ]);
}

const flagsOf = (request: Request, { alert }: Sorted) => ({
  magnetic_media: 'N',
  alert: alert === undefined ? 'N' : 'Y',
  transaction_date: stamp(request),
});

/** AO AB AQ AJ; AQ is required, so it is empty where nothing is known of the item. */
const itemFields = (
  request: Request,
  item: ReturnedFacts | undefined,
  title: string,
): [FieldId, string | undefined][] => [
  ['AO', institutionOf(request.account)],
  ['AB', echoOf(request, 'AB')],
  ['AQ', item?.home.id ?? ''],
  ['AJ', title],
];

/** CM CY DA: until when it is kept, and for whom, where this terminal may be told. */
function waitingFields(
  request: Request,
  item: ReturnedFacts | undefined,
): [FieldId, string | undefined][] {
  const captured = item?.captured;
  if (!captured) return [];
  const { shelfUntil, patron } = captured;
  const tells = request.account.patronData && patron !== undefined;
  return [
    ['CM', shelfUntil === undefined ? undefined : endOf(request, shelfUntil)],
    ['CY', tells ? patron.card : undefined],
    ['DA', tells ? nameOf(patron, request.account) : undefined],
  ];
}

function wordsFor(request: Request, answer: Accepted, { alert, destination }: Sorted) {
  const language = languageOf(request);
  if (alert === '01') return noticeWords('goes-to-hold', language);
  if (alert === '02' || alert === '04')
    return noticeWords('goes-elsewhere', language, {
      library: answer.destinationLibrary?.name ?? destination ?? '',
    });
  return answer.wasNotOnLoan === true ? noticeWords('was-not-on-loan', language) : undefined;
}
