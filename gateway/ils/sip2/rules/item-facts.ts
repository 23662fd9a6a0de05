import type { Message } from '#server/sip2/protocol/message.ts';
import { fixedOf, valueOf } from '#server/sip2/protocol/message.ts';
import type { ItemAnswer, ItemView } from '../../ils.ts';
import type { DueDate } from './due-date.ts';
import { readDueDate } from './due-date.ts';
import { said, tidy } from './said.ts';
import type { Site } from './site.ts';

/** Where an item is, as far as circulation status says (SIP 2.00, item information response). */
export type Whereabouts =
  /** 04, 05, 07: on somebody's card. */
  | 'charged'
  /** 02, 03, 06, 08, 09, 10, 13: on nobody's. */
  | 'free'
  /** 11, 12: claimed returned, lost; the loan may stand or not. */
  | 'disputed'
  /** 01, and whatever is no status. */
  | 'unsaid';

export interface ItemFacts {
  /** The system has such an item. */
  readonly known: boolean;
  /** Two digits. */
  readonly status: string;
  readonly whereabouts: Whereabouts;
  readonly view: ItemView | undefined;
  readonly due: DueDate;
  readonly said: string | undefined;
}

export function readItem(reply: Message, site: Site): ItemFacts {
  const status = fixedOf(reply, '18', 'circulation_status');
  const view = viewOf(reply);
  return {
    // 18 cannot say “no such item”; systems answer status 01 without a title.
    known: view !== undefined || (status !== '01' && /^\d\d$/.test(status)),
    status,
    whereabouts: whereaboutsOf(status),
    view,
    due: dueDateOf(reply, site),
    said: said(reply),
  };
}

const whereaboutsOf = (status: string): Whereabouts => {
  if (['04', '05', '07'].includes(status)) return 'charged';
  if (['11', '12'].includes(status)) return 'disputed';
  return ['02', '03', '06', '08', '09', '10', '13'].includes(status) ? 'free' : 'unsaid';
};

export const dueDateOf = (reply: Message, { dialect, timeZone }: Site): DueDate =>
  readDueDate(valueOf(reply, 'AH') ?? '', dialect.dueDates, timeZone);

/**
 * Title and author. SIP2 has a title only; in catalogues by ISBD a blank, a slash and a blank part it from the
 * statement of responsibility.
 * @returns undefined without a title: AJ is left out or empty by some although it is required
 */
export function viewOf(reply: Message): ItemView | undefined {
  const text = tidy(valueOf(reply, 'AJ') ?? '');
  if (text === '') return undefined;
  const [, title = text, author = ''] = /^(.+?) \/ (.+)$/.exec(text) ?? [];
  const callNumber = tidy(valueOf(reply, 'CS') ?? '');
  return { title, author, ...(callNumber !== '' && { callNumber }) };
}

export function itemAnswer(facts: ItemFacts, identifier: string): ItemAnswer {
  if (facts.known) return { outcome: 'accepted', item: facts.view ?? namedBy(identifier) };
  const params = facts.said === undefined ? {} : { said: facts.said };
  return { outcome: 'refused', refusal: { code: 'item-unknown', params } };
}

/** An item whose title nobody tells is called by what is printed on it. */
export const namedBy = (identifier: string): ItemView => ({ title: identifier, author: '' });
