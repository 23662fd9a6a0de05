/** A library's own system as an Ils, over SIP2. */
import type { Message } from '#server/sip2/protocol/message.ts';
import type {
  AccountAnswer,
  CardQuery,
  Ils,
  ItemAnswer,
  ItemRef,
  ItemView,
  LookupOutcome,
  Outcome,
  PatronAnswer,
  Transaction,
} from './ils.ts';
import type { Sip2Connection } from './sip2/connection.ts';
import { DueBefore } from './sip2/due-before.ts';
import { FirstAnswers } from './sip2/first-answers.ts';
import type { Sending } from './sip2/first-answers.ts';
import { Inquiry, listedOn } from './sip2/inquiry.ts';
import type { ChargedEntry } from './sip2/rules/account.ts';
import { accountOf } from './sip2/rules/account.ts';
import { acceptedReturn, destinationIn, takenAllTheSame } from './sip2/rules/checkin-reply.ts';
import type { ItemFacts } from './sip2/rules/item-facts.ts';
import { itemAnswer, namedBy } from './sip2/rules/item-facts.ts';
import { acceptedLoan, dueFields, verdictOf } from './sip2/rules/loan-reply.ts';
import { patronAnswer, refusedPerson, refusedUnasked } from './sip2/rules/patron-answer.ts';
import { endSession, transactionRequest } from './sip2/rules/requests.ts';
import type { Site } from './sip2/rules/site.ts';
import { isRuledOut } from './sip2/rules/supported.ts';
import { doesNow } from './sip2/rules/told-by-status.ts';
import { whatBecame } from './sip2/rules/what-became.ts';
import { whyRefused } from './sip2/rules/why-refused.ts';

export interface Sip2IlsOptions {
  readonly connection: Pick<Sip2Connection, 'ask' | 'status' | 'institution' | 'dialect' | 'close'>;
  readonly site: Omit<Site, 'institution' | 'dialect'>;
  /** Epoch milliseconds, corrected by what is known of the true time. */
  readonly now: () => number;
  /**
   * How long after sending an unheard request may still lie in the system's queue: until then that it was not done
   * proves nothing. Milliseconds.
   */
  readonly overtakingMs?: number;
  /** How long the items of an account are asked about one by one; the rest is shown as listed. Milliseconds. */
  readonly accountLimitMs?: number;
}

const OVERTAKING_MS = 15_000;
const ACCOUNT_LIMIT_MS = 8_000;
const UNREACHABLE = { outcome: 'unreachable' } as const;
const UNKNOWN = { outcome: 'unknown' } as const;
/** It does not take the question: a person must find out. */
const UNTOLD = { outcome: 'unclear', found: ['item-unsaid', 'listed-cannot-tell'] } as const;

type Accepted = Extract<Outcome, { outcome: 'accepted' }>;
/** The reply may lack the title. */
type AcceptedAnyhow = Omit<Accepted, 'item'> & Partial<Accepted>;

export class Sip2Ils implements Ils {
  readonly #options: Sip2IlsOptions;
  readonly #inquiry: Inquiry;
  readonly #answers = new FirstAnswers();
  readonly #dueBefore = new DueBefore();

  constructor(options: Sip2IlsOptions) {
    this.#options = options;
    this.#inquiry = new Inquiry(options.connection, options.site, options.now);
  }

  async patron(query: CardQuery): Promise<PatronAnswer> {
    const refusal = refusedUnasked(query);
    if (refusal) return { outcome: 'refused', refusal };
    const facts = await this.#inquiry.patron(query);
    return facts ? patronAnswer(facts, query, this.#inquiry.site) : UNREACHABLE;
  }

  async account(query: CardQuery & { readonly pin: string }): Promise<AccountAnswer> {
    const found = await this.#inquiry.charged(query);
    if (!found) return UNREACHABLE;
    const refusal = refusedPerson(found.patron, query);
    if (refusal) return { outcome: 'refused', refusal };
    const entries = await this.#described(found.list.entries, query);
    return { outcome: 'accepted', account: accountOf(entries, found.patron, this.#options.now()) };
  }

  async item({ identifier }: ItemRef): Promise<ItemAnswer> {
    const facts = await this.#inquiry.item(identifier);
    return facts ? itemAnswer(facts, identifier) : UNREACHABLE;
  }

  transact(transaction: Transaction): Promise<Outcome> {
    return this.#answers.inTurn(transaction, () => this.#transactOnce(transaction));
  }

  lookup(transaction: Transaction): Promise<LookupOutcome> {
    return this.#answers.inTurn(transaction, () => this.#find(transaction));
  }

  /** The patron leaves (35): some systems keep a patron’s record locked until then. Of no consequence if unheard. */
  async endSession(card: string): Promise<void> {
    const { connection, now } = this.#options;
    if (!connection.dialect.endSession || isRuledOut(connection.status, '35')) return;
    await connection.ask(endSession(this.#inquiry.site, card, now()));
  }

  close = (): Promise<void> => this.#options.connection.close();

  async #transactOnce(transaction: Transaction): Promise<Outcome> {
    const earlier = this.#answers.of(transaction);
    switch (earlier?.outcome.outcome) {
      case 'accepted':
        return earlier.outcome;
      case 'refused': {
        const isPromisedSince = transaction.mode === 'promise' && earlier.mode === 'attempt';
        return isPromisedSince ? this.#send(transaction) : earlier.outcome;
      }
      case 'unknown':
        return this.#sendUnlessDone(transaction);
      case 'unreachable':
      case undefined:
        return this.#send(transaction);
    }
  }

  /** What was sent and not heard is never sent again before it has been asked about. */
  async #sendUnlessDone(transaction: Transaction): Promise<Outcome> {
    const found = await this.#find(transaction);
    if (found.outcome === 'never-arrived') return this.#send(transaction);
    return found.outcome === 'unclear' || found.outcome === 'unreachable' ? UNKNOWN : found;
  }

  async #send(transaction: Transaction): Promise<Outcome> {
    if (!doesNow(this.#options.connection.status, transaction.act)) return UNREACHABLE;
    const dueBefore =
      transaction.act === 'renew' ? await this.#dueNow(transaction.item) : undefined;
    const sentAt = this.#options.now();
    const request = transactionRequest(this.#inquiry.site, transaction);
    const answer = await this.#options.connection.ask(request);
    const outcome =
      answer.outcome === 'reply'
        ? await this.#outcomeOf(transaction, answer.message)
        : { outcome: answer.outcome };
    const { mode } = transaction;
    this.#answers.keep(transaction, {
      ...{ mode, outcome, sentAt },
      ...(dueBefore !== undefined && { dueBefore }),
    });
    return outcome;
  }

  /** As the screen has shown it, else asked for: afterwards nothing else shows that it was renewed. */
  async #dueNow({ identifier }: ItemRef): Promise<number | undefined> {
    const seen = this.#dueBefore.of(identifier);
    if (seen !== undefined) return seen;
    const facts = await this.#inquiry.item(identifier);
    return facts?.due.kind === 'known' ? facts.due.dueAt : undefined;
  }

  async #outcomeOf(transaction: Transaction, reply: Message): Promise<Outcome> {
    switch (verdictOf(reply)) {
      case 'yes':
        return this.#accepted(transaction, reply);
      case 'no':
        return this.#refused(transaction, reply);
      case 'unreadable':
        return UNKNOWN;
    }
  }

  #accepted(transaction: Transaction, reply: Message): Promise<Outcome> {
    const { site } = this.#inquiry;
    const { act } = transaction;
    return this.#titled(
      transaction,
      act === 'checkin' ? acceptedReturn(reply, site) : acceptedLoan(reply, act, site),
    );
  }

  /** AJ is missing from replies of some; then the title is asked for. */
  async #titled({ item }: Transaction, accepted: AcceptedAnyhow): Promise<Accepted> {
    const { identifier } = item;
    if (accepted.dueAt !== undefined) this.#dueBefore.see(identifier, accepted.dueAt);
    const view: ItemView =
      accepted.item ?? (await this.#inquiry.item(identifier))?.view ?? namedBy(identifier);
    return { ...accepted, item: view };
  }

  async #refused(transaction: Transaction, reply: Message): Promise<Outcome> {
    const { act, card, item: ref } = transaction;
    const { identifier } = ref;
    const item = this.#isMute('17') ? undefined : await this.#inquiry.item(identifier);
    const taken = act === 'checkin' && item ? takenAllTheSame(item) : undefined;
    if (taken) return { ...taken, item: item?.view ?? namedBy(identifier) };
    const found = act === 'checkin' ? undefined : await this.#chargedOf(card);
    const listed = listedOn(found, identifier);
    const refusal = whyRefused({ act, reply, item, listed, patron: found?.patron });
    return { outcome: 'refused', refusal, ...(item?.view && { item: item.view }) };
  }

  async #find(transaction: Transaction): Promise<LookupOutcome> {
    const earlier = this.#answers.of(transaction);
    const known = earlier?.outcome;
    if (known?.outcome === 'accepted' || known?.outcome === 'refused') return known;
    const found = await this.#becameOf(transaction, earlier);
    if (found.outcome === 'accepted') this.#remember(transaction, found, earlier);
    return found;
  }

  #remember(transaction: Transaction, outcome: Outcome, earlier: Sending | undefined): void {
    const { mode, sentAt } = earlier ?? { mode: transaction.mode, sentAt: this.#options.now() };
    this.#answers.keep(transaction, { mode, outcome, sentAt });
  }

  async #becameOf(transaction: Transaction, earlier: Sending | undefined): Promise<LookupOutcome> {
    const { card, item: ref, occurredAt } = transaction;
    if (this.#isMute('17')) return UNTOLD;
    const item = await this.#inquiry.item(ref.identifier);
    const found = item && (await this.#chargedOf(card));
    const isAnswered = found !== undefined || card === undefined || this.#isMute('63');
    if (!item || !isAnswered) return UNREACHABLE;
    const ageMs = this.#options.now() - (earlier?.sentAt ?? occurredAt);
    const listed =
      item.whereabouts === 'free'
        ? listedOn(found, ref.identifier)
        : await this.#inquiry.surelyListed(found, ref.identifier);
    const became = whatBecame(transaction, {
      ...{ item, ageMs, listed },
      ...(earlier?.dueBefore !== undefined && { dueBefore: earlier.dueBefore }),
    });
    if (became === 'done') return this.#titled(transaction, doneBy(transaction, item));
    if (became === 'unclear' || this.#mayOvertake(earlier)) {
      return { outcome: 'unclear', found: [`item-${item.whereabouts}`, `listed-${listed}`] };
    }
    return { outcome: 'never-arrived' };
  }

  /** A clock set back must not keep it in doubt for ever. */
  #mayOvertake(earlier: Sending | undefined): boolean {
    if (earlier?.outcome.outcome !== 'unknown') return false;
    const ageMs = this.#options.now() - earlier.sentAt;
    return ageMs >= 0 && ageMs < (this.#options.overtakingMs ?? OVERTAKING_MS);
  }

  #chargedOf = async (card: string | undefined) =>
    card === undefined || this.#isMute('63') ? undefined : this.#inquiry.charged({ card });

  /** Asked all the same, many say nothing or hang up: then the line is lost each time, and nobody ever hears of the doubt. */
  #isMute = (code: '17' | '63'): boolean => isRuledOut(this.#options.connection.status, code);

  /** Each item is asked about by itself: 64 names no due dates, and titles or identifiers by site. */
  async #described(entries: readonly string[], query: CardQuery): Promise<readonly ChargedEntry[]> {
    const until = performance.now() + (this.#options.accountLimitMs ?? ACCOUNT_LIMIT_MS);
    const described: { entry: string; item: ItemFacts | undefined }[] = [];
    for (const entry of entries) {
      const item = performance.now() < until ? await this.#inquiry.item(entry) : undefined;
      if (item?.due.kind === 'known') this.#dueBefore.see(entry, item.due.dueAt);
      described.push({ entry, item: item?.known === true ? item : undefined });
    }
    const overdue = new Set(await this.#overdueOf(described, query));
    return described.map((one) => ({ ...one, listedOverdue: overdue.has(one.entry) }));
  }

  /** Asked only where a due date cannot be read. */
  #overdueOf(described: readonly { item: ItemFacts | undefined }[], query: CardQuery) {
    const isComplete = described.every(({ item }) => item?.due.kind === 'known');
    return isComplete ? [] : this.#inquiry.overdue(query);
  }
}

/** What can be said afterwards of what was done: the reply with its alerts is gone. */
function doneBy({ act }: Transaction, item: ItemFacts): AcceptedAnyhow {
  const view = item.view && { item: item.view };
  if (act === 'checkin') return { outcome: 'accepted', ...view, destination: destinationIn(item) };
  return { outcome: 'accepted', ...view, ...dueFields(item.due) };
}
