/** What tests set up and look at, beside what is said on the line. */
import { PolicyInput } from '#server/circulation/input.ts';
import type { Sip2SectionInput } from '#server/sip2/settings.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { ACCOUNT, DATE } from '#tests/fixtures/small-sip2.ts';
import type { Sip2Terminal } from '#tests/simulators/sip2-terminal.ts';

/** A terminal behind the counter, which may be told more. */
export const DESK: Sip2SectionInput['accounts'][number] = {
  ...ACCOUNT,
  login: 'desk',
  patronName: 'full',
  patronData: true,
  lists: 'titles',
  withoutPin: 'nothing',
  waivers: ['06'],
};

const RULE = { libraryId: 'network', loanDays: 14, renewals: 1, maxLoans: 50, maxFeesOwed: 5000 };

export const putRules = ({ db }: SmallSip2, rule: { readonly requiresPin: boolean }) =>
  db.write('lending-rules-put', {
    patronClasses: [],
    itemClasses: [],
    policies: [
      PolicyInput.parse({ ...RULE, id: 'any', ...rule }),
      PolicyInput.parse({ ...RULE, id: 'disc', itemClass: 'disc', ...rule }),
    ],
  });

/** All values of a field. */
export const fields = (reply: string, id: string): string[] =>
  reply.split('|').flatMap((part) => (part.startsWith(id) ? [part.slice(2)] : []));

/** Circulation status. */
export const statusOf = async (terminal: Sip2Terminal, item: string): Promise<string> =>
  (await terminal.ask(`17${DATE}AO|AB${item}|`)).slice(2, 4);

/** Loans of the item that carries a number, the oldest first. */
export async function loansOf({ rows }: SmallSip2, item: string) {
  const found = await rows(`
    select loan.* from loan join item_identifier using (item_id) where value = '${item}' order by checked_out_at`);
  // Counts of PostgreSQL come as text.
  return found.map((row) => ({
    ...row,
    checked_out_at: Number(row['checked_out_at']),
    ended_at: Number(row['ended_at']),
  }));
}
