/**
 * Why a SIP2 system said no. Its reply says only that, with words for people; codes are found from what item and
 * patron information say. What explains nothing stays `ils-refused`, with the library's own words.
 */
import type { Message } from '#server/sip2/protocol/message.ts';
import { valueOf } from '#server/sip2/protocol/message.ts';
import type { Act, Refusal } from '../../ils.ts';
import type { Listed } from './charged-list.ts';
import type { ItemFacts } from './item-facts.ts';
import { readMoney } from './money.ts';
import type { PatronFacts } from './patron-facts.ts';
import { said } from './said.ts';

export interface Circumstances {
  readonly act: Act;
  /** 12, 30 or 10. */
  readonly reply: Message;
  /** Undefined where the question was not answered. */
  readonly item: ItemFacts | undefined;
  readonly patron: PatronFacts | undefined;
  readonly listed: Listed;
}

export function whyRefused(circumstances: Circumstances): Refusal {
  const { act, reply, item } = circumstances;
  const found =
    reasonOfItem(circumstances) ?? (act === 'checkin' ? undefined : reasonOfPatron(circumstances));
  const words = said(reply) ?? item?.said;
  const { code, params } = found ?? { code: 'ils-refused', params: {} };
  return { code, params: { ...params, ...(words !== undefined && { said: words }) } };
}

type Reason = (circumstances: Circumstances) => Refusal | undefined;

const because = (code: string, params: Refusal['params'] = {}): Refusal => ({ code, params });

const reasonOfItem: Reason = (circumstances) => {
  const { act, item } = circumstances;
  if (item && !item.known) return because('item-unknown');
  if (act === 'checkout') return chargeForLoan(circumstances) ?? reasonNotToLend(circumstances);
  if (act === 'renew') return chargeForLoan(circumstances) ?? reasonNotToRenew(circumstances);
  return item?.whereabouts === 'disputed' ? becauseDisputed(item) : undefined;
};

const reasonNotToLend: Reason = ({ item, listed }) => {
  if (item?.whereabouts === 'disputed') return becauseDisputed(item);
  if (listed === 'yes') return because('own-loan');
  if (item?.whereabouts === 'charged') return listed === 'no' ? because('item-on-loan') : undefined;
  if (item?.status === '08') return because('item-on-hold');
  return item?.status === '13' ? because('item-lost') : undefined;
};

const reasonNotToRenew: Reason = ({ item, listed, patron }) => {
  if (listed === 'no' || item?.whereabouts === 'free') return because('not-on-loan');
  if (item?.status === '07') return because('renew-on-hold');
  return patron?.flags.tooManyRenewals === true ? because('renewal-limit') : undefined;
};

const becauseDisputed = ({ status }: ItemFacts): Refusal =>
  because(status === '11' ? 'claimed-returned' : 'item-lost');

/** A fee for this loan, which BO Y would agree to (SIP 2.00, fee acknowledged). */
const chargeForLoan: Reason = ({ reply }) => {
  const amount = readMoney(valueOf(reply, 'BV'));
  return amount === undefined || amount === 0 ? undefined : because('fee-owed', { amount });
};

const reasonOfPatron: Reason = ({ patron }) => {
  if (!patron) return undefined;
  const { known, flags, chargedCount, chargedLimit, owed } = patron;
  if (!known) return because('card-unknown');
  if (flags.cardLost) return because('patron-blocked');
  const isFull =
    chargedCount !== undefined && chargedLimit !== undefined && chargedCount >= chargedLimit;
  if (flags.tooManyCharged || isFull) return because('limit-reached', counted(chargedCount));
  if (flags.tooManyOverdue) return because('too-many-overdue', counted(patron.overdueCount));
  if (flags.owesTooMuch) return because('fee-owed', owed ? { amount: owed.amount } : {});
  return flags.chargeDenied || flags.otherwiseBlocked ? because('patron-blocked') : undefined;
};

const counted = (count: number | undefined): Refusal['params'] =>
  count === undefined ? {} : { count };
