/** 17-18 item information, 19-20 item status update. */
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import { echoOf, languageOf, numberIn, stamp } from '../request.ts';
import type { ItemFacts } from '../rules/facts.ts';
import { circulationStatus, destinationOf, STATUS } from '../rules/item-status.ts';
import { noticeWords, refusalWords } from '../rules/words.ts';
import { dueDateText } from './loan.ts';
import { endOf } from './patron.ts';

/** Security marker 00 other: there are tags, of which this server cannot say more. Fee type 01 other: a loan costs nothing. */
const fixedOf = (request: Request, status: string) => ({
  circulation_status: status,
  security_marker: '00',
  fee_type: '01',
  transaction_date: stamp(request),
});

export const itemInformationReply: Handler = async (request) => {
  const { deps, library } = request;
  const identifier = numberIn(request, 'AB');
  const found = await deps.db.read('sip2-item', { libraryId: library.id, identifier });
  return found.kind === 'one' ? known(request, found) : unknown(request, found.kind);
};

function known(request: Request, item: ItemFacts): Outgoing {
  const { loan, captured } = item;
  const isElsewhere = destinationOf(item) !== item.current.id;
  return message('18', fixedOf(request, circulationStatus(item)), [
    ['AB', echoOf(request, 'AB')],
    ['AJ', item.title],
    ['CF', String(item.queue)],
    ['AH', loan && dueDateText(request, loan.dueAt)],
    ['CM', captured?.shelfUntil === undefined ? undefined : endOf(request, captured.shelfUntil)],
    ['BG', item.home.name],
    ['CK', item.mediaType],
    ['AQ', item.home.id],
    ['AP', item.current.id],
    ['CR', item.collection],
    ['CS', item.callNumber],
    ['CT', !loan && isElsewhere ? destinationOf(item) : undefined],
  ]);
}

const unknown = (request: Request, kind: 'none' | 'several'): Outgoing =>
  message('18', fixedOf(request, STATUS.other), [
    ['AB', echoOf(request, 'AB')],
    ['AJ', ''],
    ['AF', refusalWords(unclear(kind), languageOf(request))],
  ]);

const unclear = (kind: 'none' | 'several') => ({
  code: kind === 'none' ? 'item-unknown' : 'several-matches',
  params: {},
});

/** Item properties mean what a maker and a library agree on. There is no place for them here, and that is said: 0 = not stored. */
export const itemStatusUpdateReply: Handler = async (request) => {
  const { deps, library } = request;
  const identifier = numberIn(request, 'AB');
  const found = await deps.db.read('sip2-item', { libraryId: library.id, identifier });
  const language = languageOf(request);
  return message('20', { item_properties_ok: '0', transaction_date: stamp(request) }, [
    ['AB', echoOf(request, 'AB')],
    ['AJ', found.kind === 'one' ? found.title : undefined],
    [
      'AF',
      found.kind === 'one'
        ? noticeWords('properties-not-kept', language)
        : refusalWords(unclear(found.kind), language),
    ],
  ]);
};
