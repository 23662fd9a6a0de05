/** The core of the contract, for a system that departs from SIP2 in one way: a visit with all acts, and that the fault struck. */
import { v7 as newId } from 'uuid';
import { expect, test } from 'vitest';
import type { Dialect } from '#gateway/ils/sip2/rules/dialect.ts';
import type { DialectName } from '#gateway/ils/sip2/rules/dialects.ts';
import type { Act, Outcome, Transaction } from '#gateway/ils/ils.ts';
import { SIP2_FAULTS, type Sip2Fault } from '#tests/simulators/sip2-faults.ts';
import { BOOKS, CARD, openSip2, PIN, type Sip2UnderTest, TITLE } from './sip2-under-test.ts';

/** What is otherwise than with a well-behaved system, and allowed to be. */
export interface Difference {
  readonly dialect?: DialectName;
  readonly differs?: Partial<Dialect>;
  /** In another spelling. */
  readonly title?: string;
  /** How due dates can be told: to the day, in words, not at all. */
  readonly due?: 'words' | 'none';
  readonly initial?: string;
  /** Whether the account can be seen: not where no PIN is ever said to be right. */
  readonly account?: 'refused';
  /** Entries of the account are titles. */
  readonly listed?: 'titles' | 'nothing';
  /** Lookup of a loan from its traces alone: where lists tell nothing, a person must see to it. */
  readonly traces?: 'unclear';
  readonly keepArmed?: true;
}

export function coreContract(fault: Sip2Fault, difference: Difference = {}): void {
  test(`${fault}: a system that ${SIP2_FAULTS[fault]}`, async () => {
    const { dialect = 'generic', differs = {} } = difference;
    const under = await openSip2({ faults: [fault], dialect, differs });
    try {
      await visit(under, difference);
      expect(under.system.faults.struck(fault)).toBeGreaterThan(0);
    } finally {
      await under.close();
    }
  });
}

async function visit(under: Sip2UnderTest, difference: Difference): Promise<void> {
  const { system } = under;
  await signIn(under, difference);
  await system.fallIdle();
  const lent = await borrowThree(under, difference);
  await system.fallIdle();
  await seeAccount(under, difference);
  await system.fallIdle();
  await findByTraces(under, difference);
  await system.fallIdle();
  const renewed = await under.ils.transact(act('renew', lent));
  expect(renewed).toMatchObject({ outcome: 'accepted' });
  expect(await under.ils.transact(act('checkin', lent))).toMatchObject({
    outcome: 'accepted',
    item: { title: difference.title ?? TITLE },
    destination: 'shelf',
  });
  await under.ils.endSession(CARD);
  await system.fallIdle();
  expect(await under.ils.item({ identifier: lent })).toMatchObject({ outcome: 'accepted' });
}

async function signIn({ ils }: Sip2UnderTest, { initial = 'B' }: Difference): Promise<void> {
  expect(await ils.patron({ card: CARD, entry: 'scanned' })).toMatchObject({
    outcome: 'accepted',
    patron: { initial, pinVerified: false },
  });
  expect(await ils.patron({ card: 'no-such-card', entry: 'scanned' })).toMatchObject({
    outcome: 'refused',
    refusal: { code: 'card-unknown' },
  });
}

async function borrowThree(under: Sip2UnderTest, difference: Difference): Promise<string> {
  const [first = '', second = '', third = ''] = BOOKS;
  for (const identifier of [first, second, third]) {
    const outcome = await under.ils.transact(act('checkout', identifier));
    await under.system.fallIdle();
    expect(outcome).toMatchObject({
      outcome: 'accepted',
      item: { title: difference.title ?? TITLE },
    });
    expect(keepsArmed(outcome)).toBe(difference.keepArmed);
    expectDue(outcome, difference.due);
  }
  return first;
}

const keepsArmed = (outcome: Outcome) =>
  outcome.outcome === 'accepted' ? outcome.keepArmed : undefined;

function expectDue(outcome: object, due: Difference['due']): void {
  const { dueAt, dueText } = { dueAt: undefined, dueText: undefined, ...outcome };
  if (due === undefined) expect(dueAt).toBeGreaterThan(Date.now() + 13 * 86_400_000);
  else expect(dueAt).toBeUndefined();
  if (due === 'words') expect(dueText).toMatch(/tháng/);
}

async function seeAccount({ ils }: Sip2UnderTest, difference: Difference): Promise<void> {
  const answer = await ils.account({ card: CARD, pin: PIN, entry: 'scanned' });
  if (difference.account === 'refused') {
    return expect(answer).toMatchObject({ outcome: 'refused', refusal: { code: 'pin-wrong' } });
  }
  const wrong = await ils.account({ card: CARD, pin: `${PIN}0`, entry: 'scanned' });
  expect(wrong).toMatchObject({ outcome: 'refused', refusal: { code: 'pin-wrong' } });
  if (answer.outcome !== 'accepted') throw new Error(`the account is ${answer.outcome}`);
  const { loans } = answer.account;
  const title = difference.title ?? TITLE;
  const isTitles = difference.listed === 'titles';
  const known = loans.filter((loan) => loan.item.title === title);
  expect(loans).toEqual(known);
  expect(known.map(({ identifier }) => identifier)).toEqual(
    difference.listed === 'nothing' ? [] : isTitles ? [title, title, title] : BOOKS.slice(0, 3),
  );
  expect(known.map(({ renewable }) => renewable)).toEqual(known.map(() => !isTitles));
}

/** As after a start of the terminal: asked for a loan that this process has not sent, and for one never made. */
async function findByTraces({ ils }: Sip2UnderTest, { traces }: Difference): Promise<void> {
  expect(await ils.lookup(act('checkout', BOOKS[1] ?? ''))).toMatchObject({
    outcome: traces ?? 'accepted',
  });
  expect(await ils.lookup(act('checkout', BOOKS[9] ?? ''))).toEqual({ outcome: 'never-arrived' });
}

export const act = (
  kind: Act,
  identifier: string,
  part: Partial<Transaction> = {},
): Transaction => ({
  id: newId(),
  act: kind,
  mode: 'attempt',
  card: CARD,
  item: { identifier },
  occurredAt: Date.now(),
  ...part,
});
