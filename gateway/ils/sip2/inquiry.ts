import type { Message } from '#server/sip2/protocol/message.ts';
import type { CardQuery } from '../ils.ts';
import type { Sip2Connection } from './connection.ts';
import type { Request } from './line.ts';
import type { ChargedList, Listed } from './rules/charged-list.ts';
import { isListed } from './rules/charged-list.ts';
import type { ItemFacts } from './rules/item-facts.ts';
import { readItem } from './rules/item-facts.ts';
import type { PatronFacts } from './rules/patron-facts.ts';
import { chargedItems, overdueItems, readPatron } from './rules/patron-facts.ts';
import type { ListName, PatronQuestion } from './rules/requests.ts';
import { itemInformation, patronInformation, patronStatus } from './rules/requests.ts';
import type { Site } from './rules/site.ts';
import { isRuledOut } from './rules/supported.ts';

export type AskedConnection = Pick<Sip2Connection, 'ask' | 'status' | 'institution' | 'dialect'>;

export interface PatronWithList {
  readonly patron: PatronFacts;
  readonly list: ChargedList;
}

/** How many entries one message is asked for, and how often a list is asked on. */
const WINDOW = 50;
const MOST_WINDOWS = 20;

/** Asks a SIP2 system what changes nothing there. Each answer is undefined where none came. */
export class Inquiry {
  readonly #connection: AskedConnection;
  readonly #site: Omit<Site, 'institution' | 'dialect'>;
  readonly #now: () => number;

  constructor(
    connection: AskedConnection,
    site: Omit<Site, 'institution' | 'dialect'>,
    now: () => number,
  ) {
    this.#connection = connection;
    this.#site = site;
    this.#now = now;
  }

  /** AO may come with the first 98, so it is asked for each time. */
  get site(): Site {
    const { institution, dialect } = this.#connection;
    return { ...this.#site, institution, dialect };
  }

  async item(identifier: string): Promise<ItemFacts | undefined> {
    const reply = await this.#ask(itemInformation(this.site, identifier, this.#now()));
    return reply && readItem(reply, this.site);
  }

  async patron(query: Omit<CardQuery, 'entry'>): Promise<PatronFacts | undefined> {
    const isStatusOnly = isRuledOut(this.#connection.status, '63');
    const reply = await this.#ask(
      isStatusOnly
        ? patronStatus(this.site, query, this.#now())
        : patronInformation(this.site, query, this.#now()),
    );
    return reply && readPatron(reply);
  }

  /** The patron with all charged items that the system will tell. */
  async charged(query: Omit<CardQuery, 'entry'>): Promise<PatronWithList | undefined> {
    const first = await this.#patronInformation({ ...query, list: 'charged' });
    if (!first) return undefined;
    const patron = readPatron(first);
    const count = patron.chargedCount;
    const entries = await this.#readOn({ ...query, list: 'charged' }, chargedItems(first), count);
    return { patron, list: { entries, count } };
  }

  /**
   * Whether an item is on a patron's list, so that something may rest on it: that it is not there counts only where the
   * system knows the first entry as an item on loan. Titles such as “1984”, and inner numbers, look like identifiers.
   */
  async surelyListed(found: PatronWithList | undefined, identifier: string): Promise<Listed> {
    const listed = listedOn(found, identifier);
    const [first] = found?.list.entries ?? [];
    if (listed !== 'no' || first === undefined) return listed;
    const entry = await this.item(first);
    return entry?.known === true && entry.whereabouts !== 'free' ? 'no' : 'cannot-tell';
  }

  async overdue(query: Omit<CardQuery, 'entry'>): Promise<readonly string[]> {
    const list: ListName = 'overdue';
    const reply = await this.#patronInformation({ ...query, list });
    return reply ? overdueItems(reply) : [];
  }

  /** The first message may carry a part of the list only; windows that bring nothing new end it. */
  async #readOn(
    question: PatronQuestion,
    start: readonly string[],
    count: number | undefined,
  ): Promise<readonly string[]> {
    let entries = start;
    if (!this.#connection.dialect.listWindow) return entries;
    for (let asked = 0; asked < MOST_WINDOWS && entries.length < (count ?? 0); asked++) {
      const window = { from: entries.length + 1, to: entries.length + WINDOW };
      const reply = await this.#patronInformation({ ...question, window });
      const known = new Set(entries);
      const fresh = reply ? chargedItems(reply).filter((entry) => !known.has(entry)) : [];
      if (fresh.length === 0) return entries;
      entries = [...entries, ...fresh];
    }
    return entries;
  }

  #patronInformation = (question: PatronQuestion): Promise<Message | undefined> =>
    this.#ask(patronInformation(this.site, question, this.#now()));

  async #ask(request: Request): Promise<Message | undefined> {
    const answer = await this.#connection.ask(request);
    return answer.outcome === 'reply' ? answer.message : undefined;
  }
}

/** Without a card, or where the list cannot be had, nothing can be told. */
export const listedOn = (found: PatronWithList | undefined, identifier: string): Listed =>
  found ? isListed(found.list, identifier) : 'cannot-tell';
