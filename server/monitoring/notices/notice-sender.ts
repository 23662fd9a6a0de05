/** Delivers what is to be told, as long as the server runs. Of several servers each takes what is due; none is told twice. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf } from '../../db/fault.ts';
import type { AppDatabase } from '../../db/registry.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { TerminalNews } from '../terminal-news.ts';
import { sendMails } from './mail-round.ts';
import type { PendingNotice, Settled } from './pending.ts';
import { webhookBody } from './webhook-body.ts';
import type { SecretOf } from './webhook-keys.ts';
import type { WebhookSender } from './webhook.ts';

export interface SenderDeps {
  readonly db: AppDatabase;
  readonly now: () => number;
  readonly log: Logger;
  readonly mailer: Mailer | undefined;
  readonly webhooks: WebhookSender;
  readonly secretOf: SecretOf;
  /** Of the staff pages. */
  readonly page?: string | undefined;
}

/** Longer than a whole round takes: what a server has taken that was switched off, another then takes. */
const CLAIM_MS = 10 * 60_000;
/** Looked at again even when nothing is known to be due: another server may have queued something. */
const MOST_MS = 15_000;
/** Of one address in one round: the others wait for it. */
const TURN_MS = 10_000;
/** Of whoever stops the server. */
const PATIENCE_MS = 5_000;
const HOUR_MS = 3_600_000;

export class NoticeSender {
  readonly #deps: SenderDeps;
  readonly #news = new TerminalNews();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#running = this.#run();
  }

  /** Something may be due. */
  look(): void {
    this.#news.announce();
  }

  /** What is on its way may end; a mail server that is silent holds nobody up: after the next start it is tried again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.race([this.#running, delay(PATIENCE_MS, undefined, { ref: false })]);
    await this.#deps.webhooks.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const seen = this.#news.version;
      let wait = MOST_MS;
      try {
        wait = await this.#round();
      } catch (error) {
        this.#deps.log.warn({ reason: messageOf(error) }, 'notices could not be looked at');
      }
      await this.#news.next(seen, wait, signal);
    }
  }

  /** @returns for how long there is nothing to do; milliseconds */
  async #round(): Promise<number> {
    const { db, now } = this.#deps;
    const next = await db.read('notice-next', {});
    const at = now();
    if (next === undefined || next > at) return Math.min(MOST_MS, (next ?? Infinity) - at);
    const claimed = await db.write('notices-claim', { now: at, until: at + CLAIM_MS });
    // Due, and taken by another server.
    if (claimed.length === 0) return MOST_MS;
    const byTarget = Map.groupBy(claimed, ({ subscription }) => subscription.target);
    const settled = await Promise.all([...byTarget.values()].map((those) => this.#tried(those)));
    await db.write('notices-settle', { settled: settled.flat(), now: now() });
    this.#tell(settled.flat());
    return 0;
  }

  /** What cannot even be tried has failed like the rest: all others of the round were sent, and are not to be sent again. */
  async #tried(notices: readonly PendingNotice[]): Promise<Settled[]> {
    try {
      return await this.#deliver(notices);
    } catch (error) {
      return [{ outcome: 'failed', ids: notices.map(({ id }) => id), error: messageOf(error) }];
    }
  }

  async #deliver(notices: readonly PendingNotice[]): Promise<Settled[]> {
    const [first] = notices;
    if (!first) return [];
    const { wishes, target } = first.subscription;
    if (wishes.kind === 'webhook') return this.#post(notices);
    const { db, now, mailer, page } = this.#deps;
    const at = now();
    const sentAt = await db.read('mails-sent', { target, since: at - HOUR_MS });
    return sendMails(notices, { mailer, sentAt, now: at, page });
  }

  /** In their order: after the first that fails, the others of that address wait with it; so they do behind one that is slow. */
  async #post(notices: readonly PendingNotice[]): Promise<Settled[]> {
    const { webhooks, secretOf, now } = this.#deps;
    const begun = performance.now();
    const sent: Settled[] = [];
    for (const [at, notice] of notices.entries()) {
      const { id, subscription } = notice;
      const rest = notices.slice(at).map((one) => one.id);
      if (performance.now() - begun > TURN_MS)
        return [...sent, { outcome: 'later', ids: rest, dueAt: now() }];
      try {
        const body = webhookBody(notice);
        const secret = secretOf(subscription.id);
        await webhooks.send({ url: subscription.target, id, body, secret, now: now() });
        sent.push({ outcome: 'sent', ids: [id], sentAs: id });
      } catch (error) {
        return [...sent, { outcome: 'failed', ids: rest, error: messageOf(error) }];
      }
    }
    return sent;
  }

  #tell(settled: readonly Settled[]): void {
    for (const one of settled)
      if (one.outcome === 'failed')
        this.#deps.log.warn({ notices: one.ids.length, reason: one.error }, 'not delivered');
  }
}
