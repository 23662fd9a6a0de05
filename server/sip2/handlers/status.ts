/** 99-98 status. */
import type { Outgoing } from '../protocol/message.ts';
import { message } from '../protocol/message.ts';
import { SUPPORTED_ORDER } from '../protocol/messages.ts';
import { writeDate } from '../protocol/dates.ts';
import type { Account } from '../rules/account.ts';
import { institutionOf } from '../rules/account.ts';
import type { LibraryFacts } from '../store.ts';
import { answers } from './handlers.ts';

interface Known {
  readonly account: Account;
  readonly library: LibraryFacts;
}

/** Where a terminal asks before it has logged in, it is told the form of things and no more. */
const NOBODY = { timeoutTenths: 100, retries: 3, timeZone: 'Asia/Ho_Chi_Minh' };

/** @param known undefined: not logged in */
export function statusReply(known: Known | undefined, now: number): Outgoing {
  const { timeoutTenths, retries } = known?.account ?? NOBODY;
  const style = known?.account.zone === 'Z' ? 'utc' : 'blanks';
  return message(
    '98',
    {
      on_line: 'Y',
      checkin_ok: 'Y',
      checkout_ok: 'Y',
      acs_renewal_policy: 'Y',
      status_update_ok: 'Y',
      off_line_ok: 'Y',
      timeout: String(timeoutTenths).padStart(3, '0'),
      retries: String(retries).padStart(3, '0'),
      date_time_sync: writeDate(now, known?.library.timeZone ?? NOBODY.timeZone, style),
      protocol_version: '2.00',
    },
    [
      ['AO', known ? institutionOf(known.account) : ''],
      ['BX', SUPPORTED_ORDER.map((code) => (answers(code) ? 'Y' : 'N')).join('')],
      ['AM', known?.library.name],
      ['AN', known?.account.location],
    ],
  );
}
