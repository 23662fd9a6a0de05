/** 15-16 hold: placed with +, taken back with -, changed with *. */
import type { HoldPlaced } from '../../circulation/desk-acts.ts';
import { dayIn } from '../../libraries/rules/day.ts';
import { once } from '../acts.ts';
import { refuseByPin } from '../pins.ts';
import { readDate } from '../protocol/dates.ts';
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import type { Handler, Request } from '../request.ts';
import { actorOf, echoOf, languageOf, numberIn, stamp } from '../request.ts';
import { institutionOf } from '../rules/account.ts';
import type { HoldFacts, PatronFacts } from '../rules/facts.ts';
import type { Said } from '../rules/words.ts';
import { refusalWords } from '../rules/words.ts';
import { endOf } from './patron.ts';

interface Held {
  readonly position?: number;
  readonly isAvailable?: boolean;
  readonly pickupLibraryId?: string | undefined;
  readonly lastDay?: string | undefined;
  readonly title?: string | undefined;
}
type Result = { readonly held: Held } | { readonly refusal: Said };

const refused = (code: string, params: Said['params'] = {}): Result => ({
  refusal: { code, params },
});

export const holdReply: Handler = async (request) => {
  const pinRefusal = await refuseByPin(request);
  if (pinRefusal) return reply(request, { refusal: pinRefusal });
  const card = numberIn(request, 'AA');
  const mode = request.message.fixed['hold_mode'] ?? '';
  const [item, title] = [numberIn(request, 'AB'), titleAsked(request)];
  const more = [mode, title, echoOf(request, 'BS'), echoOf(request, 'BW'), echoOf(request, 'BY')];
  return once(request, { kind: 'hold', card, item, more }, async (idOf) => {
    const { deps, library, now } = request;
    const patron = await deps.db.read('sip2-patron', { libraryId: library.id, card, now });
    if (patron.kind !== 'one') return reply(request, refused(unclear(patron.kind, 'card')));
    return reply(request, await carryOut(request, mode, patron, idOf()));
  });
};

const unclear = (kind: 'none' | 'several', what: 'card' | 'item'): string =>
  kind === 'several' ? 'several-matches' : `${what}-unknown`;

function carryOut(
  request: Request,
  mode: string,
  patron: PatronFacts,
  id: string,
): Promise<Result> | Result {
  switch (mode) {
    case '+':
      return place(request, patron, id);
    case '-':
      return cancel(request, patron, id);
    case '*':
      return change(request, patron, id);
    default:
      return refused('hold-unknown');
  }
}

async function place(request: Request, patron: PatronFacts, id: string): Promise<Result> {
  const { deps, now } = request;
  const what = await copyOrTitle(request);
  if ('refusal' in what) return what;
  const pickupLibraryId = await pickupOf(request);
  if (pickupLibraryId === undefined) return refused('library-unknown');
  const expiresOn = lastDayIn(request);
  const asked = { id, actor: actorOf(request), now, patronId: patron.id, pickupLibraryId };
  const answer: HoldPlaced = await deps.db.write('hold-place', { ...asked, ...what.of, expiresOn });
  if (answer.outcome === 'refused') return answer;
  const { position, available } = answer.hold;
  const held = { position, isAvailable: available, pickupLibraryId, lastDay: expiresOn };
  return { held: { ...held, title: what.title } };
}

async function cancel(request: Request, patron: PatronFacts, id: string): Promise<Result> {
  const { deps, now } = request;
  const hold = await holdMeant(request, patron);
  if (!hold) return refused('hold-unknown');
  const asked = { id, actor: actorOf(request), now, holdId: hold.id, patronId: patron.id };
  const answer = await deps.db.write('hold-cancel', asked);
  return answer.outcome === 'refused' ? answer : { held: { title: hold.title } };
}

async function change(request: Request, patron: PatronFacts, id: string): Promise<Result> {
  const { deps, now } = request;
  const hold = await holdMeant(request, patron);
  if (!hold) return refused('hold-unknown');
  const isMoved = echoOf(request, 'BS').trim() !== '';
  const pickupLibraryId = isMoved ? await pickupOf(request) : undefined;
  if (isMoved && pickupLibraryId === undefined) return refused('library-unknown');
  const expiresOn = lastDayIn(request);
  const asked = { id, actor: actorOf(request), now, holdId: hold.id, pickupLibraryId, expiresOn };
  const answer = await deps.db.write('hold-change', asked);
  if (answer.outcome === 'refused') return answer;
  const pickup = pickupLibraryId ?? hold.pickupLibraryId;
  return {
    held: { pickupLibraryId: pickup, lastDay: expiresOn ?? hold.lastDay, title: hold.title },
  };
}

/** BY (hold type): 3 this copy; anything else any copy of its title. Branches are no borders here, so 4 is as 2. */
const THIS_COPY = '3';

type Wanted = {
  readonly of: { readonly itemId: string } | { readonly titleId: string };
  readonly title?: string;
};

async function copyOrTitle(request: Request): Promise<Wanted | { readonly refusal: Said }> {
  const { deps, library } = request;
  const identifier = numberIn(request, 'AB');
  if (identifier === '') return titleWanted(request);
  const item = await deps.db.read('sip2-item', { libraryId: library.id, identifier });
  if (item.kind !== 'one') return { refusal: { code: unclear(item.kind, 'item'), params: {} } };
  const isThisCopy = echoOf(request, 'BY').trim() === THIS_COPY;
  return {
    of: isThisCopy ? { itemId: item.id } : { titleId: item.titleId },
    title: item.title,
  };
}

async function titleWanted(request: Request): Promise<Wanted | { readonly refusal: Said }> {
  const name = titleAsked(request);
  const titleId = name === '' ? undefined : await request.deps.db.read('sip2-title', { name });
  return titleId === undefined
    ? { refusal: { code: 'item-unknown', params: {} } }
    : { of: { titleId } };
}

/** AJ: id of a title, its ISBN, or, where the patron has it already, its words. */
export const titleAsked = (request: Pick<Request, 'message'>): string =>
  echoOf(request, 'AJ').trim();

/** The patron's hold that AB or AJ means. */
async function holdMeant(request: Request, { holds }: PatronFacts): Promise<HoldFacts | undefined> {
  const { deps, library } = request;
  const identifier = numberIn(request, 'AB');
  const item =
    identifier === ''
      ? undefined
      : await deps.db.read('sip2-item', { libraryId: library.id, identifier });
  if (item?.kind === 'one') {
    const { id, titleId } = item;
    return (
      holds.find((hold) => hold.itemId === id) ?? only(holds, (hold) => hold.titleId === titleId)
    );
  }
  const asked = titleAsked(request);
  return only(
    holds,
    ({ titleId, title }) => asked !== '' && (titleId === asked || title === asked),
  );
}

function only(
  holds: readonly HoldFacts[],
  is: (hold: HoldFacts) => boolean,
): HoldFacts | undefined {
  const fitting = holds.filter(is);
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** BS; default the library in which the terminal stands. */
async function pickupOf(request: Request): Promise<string | undefined> {
  const name = echoOf(request, 'BS').trim();
  if (name === '') return request.library.id;
  return request.deps.db.read('sip2-library-named', { name });
}

/** BW: the last day, in the library's zone. */
function lastDayIn(request: Request): string | undefined {
  const { timeZone } = request.library;
  const last = readDate(echoOf(request, 'BW'), timeZone);
  return last === undefined ? undefined : dayIn(timeZone, last);
}

function reply(request: Request, result: Result): Outgoing {
  const held = 'held' in result ? result.held : undefined;
  const refusal = 'refusal' in result ? result.refusal : undefined;
  return message(
    '16',
    {
      ok: held ? '1' : '0',
      available: held?.isAvailable === true ? 'Y' : 'N',
      transaction_date: stamp(request),
    },
    [
      ['AO', institutionOf(request.account)],
      ['AA', echoOf(request, 'AA')],
      ['BW', held?.lastDay === undefined ? undefined : endOf(request, held.lastDay)],
      ['BR', held?.position === undefined ? undefined : String(held.position)],
      ['BS', held?.pickupLibraryId],
      ['AB', given(request, 'AB')],
      ['AJ', held?.title ?? given(request, 'AJ')],
      ['AF', refusal && refusalWords(refusal, languageOf(request))],
    ],
  );
}

const given = (request: Request, id: 'AB' | 'AJ'): string | undefined =>
  echoOf(request, id) || undefined;
