/** All lists of one library, asked together: their counts stand beside one another. */
import { central, told } from '../../central.ts';
import type { Hold, Pull, Transit } from '../answers.ts';

export interface AllLists {
  readonly pull: readonly Pull[];
  readonly shelf: readonly Hold[];
  readonly expired: readonly Hold[];
  readonly 'to-tell': readonly Hold[];
  readonly waiting: readonly Hold[];
  readonly incoming: readonly Transit[];
  readonly outgoing: readonly Transit[];
}

/** @throws CentralFault */
export async function allLists(library: string): Promise<AllLists> {
  const query = { library };
  const list = async (name: 'shelf' | 'expired' | 'to-tell' | 'waiting') =>
    (await told(central.staff.holds[':list'].$get({ param: { list: name }, query }))).holds;
  const [pull, transits, shelf, expired, toTell, waiting] = await Promise.all([
    told(central.staff.holds.pull.$get({ query })),
    told(central.staff.transits.$get({ query })),
    list('shelf'),
    list('expired'),
    list('to-tell'),
    list('waiting'),
  ]);
  return { pull: pull.copies, ...transits, shelf, expired, 'to-tell': toTell, waiting };
}
