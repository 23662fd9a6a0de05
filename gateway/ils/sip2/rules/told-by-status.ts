/** What 98 says of the system as a whole. A flag that is missing or blank is no “no”. */
import { readDate } from '#server/sip2/protocol/dates.ts';
import type { Message } from '#server/sip2/protocol/message.ts';
import { fixedOf, valueOf } from '#server/sip2/protocol/message.ts';
import type { Act } from '../../ils.ts';

export interface ToldByStatus {
  /** Checkout ok. */
  readonly lends: boolean;
  /** What happened while the line was down may be told afterwards (off-line ok). */
  readonly offLine: boolean;
  /** Epoch milliseconds, by its own clock. */
  readonly time: number | undefined;
  /** AM. */
  readonly library: string | undefined;
  /** AN. */
  readonly location: string | undefined;
}

export function toldBy(status: Message, timeZone: string): ToldByStatus {
  return {
    lends: doesNow(status, 'checkout'),
    offLine: fixedOf(status, '98', 'off_line_ok') === 'Y',
    time: readDate(fixedOf(status, '98', 'date_time_sync'), timeZone),
    library: nonEmpty(valueOf(status, 'AM')),
    location: nonEmpty(valueOf(status, 'AN')),
  };
}

const nonEmpty = (text: string | undefined): string | undefined => text?.trim() || undefined;

/** Checkout ok, checkin ok (SIP 2.00): what it does not do now is not sent. A renewal is a checkout in this. */
export const doesNow = (status: Message | undefined, act: Act): boolean =>
  !status || fixedOf(status, '98', act === 'checkin' ? 'checkin_ok' : 'checkout_ok') !== 'N';
