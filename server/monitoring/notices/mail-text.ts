/** Mails about terminals: a sentence, what to do, and where to look. Pure but for its words. */
import { alertWords, moment, text } from '../words/words.ts';
import type { MessageKey, Values } from '../words/words.ts';
import type { Language } from '../rules/wishes.ts';
import type { PendingAlert, PendingNotice } from './pending.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

export interface Setting {
  readonly language: Language;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Of the staff page; absent: no link. */
  readonly page?: string | undefined;
}

type Told = PendingNotice & { readonly alert: PendingAlert };
const isTold = (notice: PendingNotice): notice is Told => notice.alert !== undefined;

/** @param notices of one subscription, at least one: alone, or bundled because there were too many */
export function mailOf(
  notices: readonly [PendingNotice, ...PendingNotice[]],
  setting: Setting,
): MailText {
  const [first, ...others] = notices;
  const say = (key: MessageKey, values: Values = {}): string => text(setting.language, key, values);
  const library = first.subscription.library.name;
  if (first.event === 'test' && others.length === 0)
    return {
      subject: say('mail.test.subject'),
      text: page([say('mail.test.body', { library })], library, setting),
    };
  const told = notices.filter(isTold);
  const [only] = told;
  if (only && told.length === 1) return singleMail(only, library, setting);
  const count = told.length;
  const blocks = told.map((notice) => blockOf(notice.alert, notice.event === 'closed', setting));
  return {
    subject: say('mail.several.subject', { library, count }),
    text: page([say('mail.several.intro'), ...blocks], library, setting),
  };
}

function singleMail({ alert, event }: Told, library: string, setting: Setting): MailText {
  const { what } = alertWords(setting.language, alert, setting.now);
  const values = { library: alert.library.name, what };
  const key = event === 'closed' ? 'mail.closed.subject' : 'mail.opened.subject';
  return {
    subject: text(setting.language, key, values),
    text: page([blockOf(alert, event === 'closed', setting)], library, setting),
  };
}

/** What waited for the morning: what is still so on top, then what is over. */
export function digestOf(
  notices: readonly [PendingNotice, ...PendingNotice[]],
  setting: Setting,
): MailText {
  const say = (key: MessageKey, values: Values = {}): string => text(setting.language, key, values);
  const library = notices[0].subscription.library.name;
  // One that was opened, closed and told of twice is one thing.
  const alerts = [
    ...new Map(notices.filter(isTold).map(({ alert }) => [alert.id, alert])).values(),
  ];
  const open = alerts.filter(({ closedAt }) => closedAt === undefined);
  const over = alerts.filter(({ closedAt }) => closedAt !== undefined);
  const part = (title: MessageKey, those: readonly PendingAlert[], isOver: boolean): string[] =>
    those.length === 0
      ? []
      : [say(title).toUpperCase(), ...those.map((alert) => blockOf(alert, isOver, setting))];
  const blocks = [
    ...part('mail.digest.open', open, false),
    ...part('mail.digest.over', over, true),
  ];
  return {
    subject: say('mail.digest.subject', { library, count: alerts.length }),
    text: page(blocks.length > 0 ? blocks : [say('mail.digest.nothing')], library, setting),
  };
}

function blockOf(alert: PendingAlert, isOver: boolean, { language, now }: Setting): string {
  const { what, todo } = alertWords(language, alert, now);
  const { library, timeZone, openedAt, since, closedAt } = alert;
  const at = (instant: number): string => moment(language, timeZone, instant, now);
  const head = `${library.name}: ${what}`;
  if (isOver) {
    const span = { from: at(Math.min(since, openedAt)), to: at(closedAt ?? now) };
    return `${head}\n${text(language, 'mail.closed.body', span)}`;
  }
  const lines = [head, todo, text(language, 'mail.opened.since', { since: at(since) })];
  // It has ended while this mail waited for its turn.
  if (closedAt !== undefined) lines.push(text(language, 'mail.over', { to: at(closedAt) }));
  return lines.filter((line) => line !== '').join('\n');
}

const page = (
  blocks: readonly string[],
  library: string,
  { language, page: url }: Setting,
): string =>
  [
    ...blocks,
    ...(url === undefined ? [] : [text(language, 'mail.page', { url })]),
    `--\n${text(language, 'mail.why', { library })}`,
  ].join('\n\n');
