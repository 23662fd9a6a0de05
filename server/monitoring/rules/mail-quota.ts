/** Never more than so many mails an hour to one address; the last of them tells all the rest together (TH56). */

const HOUR_MS = 3_600_000;

export interface Quota {
  /** Of the last hour, epoch milliseconds. */
  readonly sentAt: readonly number[];
  readonly mostPerHour: number;
}

export interface MailPlan {
  /** So many of those that wait go in a mail of their own. */
  readonly alone: number;
  /** … and so many after them in one. */
  readonly together: number;
  /** The rest waits until then; epoch milliseconds. */
  readonly waitUntil?: number | undefined;
}

export function planMails(waiting: number, { sentAt, mostPerHour }: Quota, now: number): MailPlan {
  const recent = sentAt.filter((at) => at > now - HOUR_MS);
  const room = mostPerHour - recent.length;
  if (room <= 0) return { alone: 0, together: 0, waitUntil: Math.min(...recent) + HOUR_MS };
  if (waiting <= room) return { alone: waiting, together: 0 };
  return { alone: room - 1, together: waiting - room + 1 };
}
