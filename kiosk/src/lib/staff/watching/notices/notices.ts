/** What is asked of the server's list of who is told. */
import { central, told } from '../../../central.ts';
import { attempt } from '../../trouble.ts';
import type { Subscription, Wish } from '../answers.ts';

const one = central.staff.subscriptions[':id'];

/** @param id of the subscription: a new UUID adds one */
export const put = (act: string, id: string, what: Wish) =>
  attempt(() => told(one.$put({ param: { id }, json: { act, what } })));

const asked = (act: string, { id, library }: Subscription) => ({
  param: { id },
  query: { act, library: library.id },
});

export const remove = (act: string, subscription: Subscription) =>
  attempt(() => told(one.$delete(asked(act, subscription))));

export const test = (act: string, subscription: Subscription) =>
  attempt(() => told(one.test.$post(asked(act, subscription))));
