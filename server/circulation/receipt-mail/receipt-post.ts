/**
 * Sends receipts at once. Nothing is kept for later: whoever waits at the machine is shown the receipt instead, and no row
 * says what somebody borrowed (design decision 15).
 */
import type { Logger } from 'pino';
import { messageOf } from '../../db/fault.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { letterOf } from './rules/letter.ts';
import type { Place } from './rules/letter.ts';
import { masked } from './rules/receipt-to-mail.ts';
import type { ReceiptLanguage, ReceiptToMail } from './rules/receipt-to-mail.ts';
import type { ReceiptMailAnswer } from './schema.ts';

export interface ReceiptWanted {
  readonly id: string;
  readonly transactions: readonly string[];
  readonly language: ReceiptLanguage;
  readonly terminalId: string;
  readonly place: Place;
}

interface PostDeps {
  readonly db: AppDatabase;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
  readonly mailer: Mailer | undefined;
}

const HOUR_MS = 3_600_000;
/** A class takes its time; what is older is no visit of now. */
const VISIT_MS = 4 * HOUR_MS;
/** Of so many requests, and of so many addresses, it is remembered what was sent. */
const MOST_KNOWN = 10_000;

export class ReceiptPost {
  readonly #deps: PostDeps;
  /** By terminal and id, so that an answer that was lost sends nothing twice. */
  readonly #answers = new Map<string, Promise<ReceiptMailAnswer>>();
  /** By address, which a family may share: when, epoch milliseconds. */
  readonly #sent = new Map<string, readonly number[]>();

  constructor(deps: PostDeps) {
    this.#deps = deps;
  }

  send(wanted: ReceiptWanted): Promise<ReceiptMailAnswer> {
    const key = `${wanted.terminalId} ${wanted.id}`;
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#send(wanted);
    remember(this.#answers, key, answer);
    // Nothing was sent, and nobody was told anything: asked again, it is carried out.
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }

  async #send(wanted: ReceiptWanted): Promise<ReceiptMailAnswer> {
    const { db, mailer, now } = this.#deps;
    if (!mailer) return refused('mail-not-set-up');
    const { terminalId, transactions } = wanted;
    const since = now() - VISIT_MS;
    const found = await db.read('receipt-to-mail', { terminalId, transactions, since });
    if (found.kind === 'none') return refused('receipt-unknown');
    if (found.kind === 'no-address') return refused('no-address');
    if (!this.#mayHave(found.email, mailer.mostPerHour)) return refused('receipt-mail-limit');
    return this.#post(mailer, wanted, found);
  }

  /** Counts it: whoever finds a card must not fill somebody's mailbox. */
  #mayHave(email: string, most: number): boolean {
    const at = this.#deps.now();
    const address = email.toLowerCase();
    const before = (this.#sent.get(address) ?? []).filter((sentAt) => sentAt > at - HOUR_MS);
    if (before.length >= most) return false;
    remember(this.#sent, address, [...before, at]);
    return true;
  }

  async #post(
    mailer: Mailer,
    { id, language, place }: ReceiptWanted,
    receipt: ReceiptToMail,
  ): Promise<ReceiptMailAnswer> {
    const letter = letterOf(receipt, language, place);
    try {
      await mailer.send({ ...letter, to: receipt.email, id: `receipt.${id}`, language });
      return { outcome: 'accepted', to: masked(receipt.email) };
    } catch (error) {
      this.#deps.log.warn({ reason: reasonOf(error) }, 'a receipt was not sent');
      return refused('mail-not-sent');
    }
  }
}

const refused = (
  code: Extract<ReceiptMailAnswer, { outcome: 'refused' }>['code'],
): ReceiptMailAnswer => ({ outcome: 'refused', code });

/** A mail server's own words may name the address that it does not like; a log holds none. */
const reasonOf = (error: unknown): string => messageOf(error).replaceAll(/\S+@\S+/g, '…@…');

/** The oldest is forgotten for the newest. */
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}
