/** One round of mails to one address: digests, then as many alone as its quota allows, then the rest in one (TH56). */
import { messageOf } from '../../db/fault.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { planMails } from '../rules/mail-quota.ts';
import type { Quota } from '../rules/mail-quota.ts';
import type { Language } from '../rules/wishes.ts';
import { digestOf, mailOf } from './mail-text.ts';
import type { PendingNotice, Settled } from './pending.ts';

type Some = readonly [PendingNotice, ...PendingNotice[]];

export interface MailRound {
  /** Absent: the settings do not say how. */
  readonly mailer: Mailer | undefined;
  readonly sentAt: readonly number[];
  /** Epoch milliseconds. */
  readonly now: number;
  readonly page?: string | undefined;
}

interface Letter {
  readonly notices: Some;
  readonly isDigest: boolean;
}

export async function sendMails(
  notices: readonly PendingNotice[],
  round: MailRound,
): Promise<Settled[]> {
  const { mailer, now } = round;
  if (!mailer) return [{ outcome: 'failed', ids: idsOf(notices), error: 'mail is not set up' }];
  const { letters, later } = lettersOf(notices, { ...round, mostPerHour: mailer.mostPerHour }, now);
  const settled: Settled[] = [...later];
  for (const [at, one] of letters.entries()) {
    const answer = await sendOne(one, mailer, round);
    settled.push(answer);
    // A mail server that does not take one takes none: the others are not tried in vain.
    if (answer.outcome === 'failed') {
      const rest = letters.slice(at + 1).flatMap((other) => other.notices);
      if (rest.length > 0)
        settled.push({ outcome: 'failed', ids: idsOf(rest), error: answer.error });
      break;
    }
  }
  return settled;
}

interface Sorted {
  readonly letters: readonly Letter[];
  readonly later: readonly Settled[];
}

function lettersOf(notices: readonly PendingNotice[], quota: Quota, now: number): Sorted {
  const single = notices.filter(({ forDigest }) => !forDigest);
  const digests = Map.groupBy(
    notices.filter(({ forDigest }) => forDigest),
    ({ subscription }) => subscription.id,
  );
  const letters = [
    ...[...digests.values()].flatMap((those) => letter(those, true)),
    ...single.flatMap((one) => letter([one], false)),
  ];
  const { alone, waitUntil: dueAt } = planMails(letters.length, quota, now);
  if (dueAt !== undefined)
    return { letters: [], later: [{ outcome: 'later', ids: idsOf(notices), dueAt }] };
  const rest = letters.slice(alone).flatMap((one) => one.notices);
  return { letters: [...letters.slice(0, alone), ...letter(rest, false)], later: [] };
}

const letter = ([first, ...others]: readonly PendingNotice[], isDigest: boolean): Letter[] =>
  first ? [{ notices: [first, ...others], isDigest }] : [];

const idsOf = (notices: readonly PendingNotice[]): string[] => notices.map(({ id }) => id);

async function sendOne(
  { notices, isDigest }: Letter,
  mailer: Mailer,
  { now, page }: MailRound,
): Promise<Settled> {
  const ids = idsOf(notices);
  const [{ id, subscription }] = notices;
  const { wishes, target } = subscription;
  const language: Language = wishes.kind === 'mail' ? wishes.language : 'en';
  const setting = { language, now, page };
  const mail = isDigest ? digestOf(notices, setting) : mailOf(notices, setting);
  try {
    await mailer.send({ ...mail, to: target, id, language });
    return { outcome: 'sent', ids, sentAs: id };
  } catch (error) {
    return { outcome: 'failed', ids, error: messageOf(error) };
  }
}
