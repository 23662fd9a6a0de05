/** SIP2 acts that are sent and not heard, logins that fail, and replies that only one situation brings about. */
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import type { Sip2Fault } from '#tests/simulators/sip2-faults.ts';
import { sumOf } from '#tests/simulators/sip2-wire.ts';
import { act } from './sip2-core.ts';
import {
  BOOKS,
  CARD,
  openSip2,
  type OpenSip2,
  OTHER_CARD,
  SHORT_SECONDS,
  untilReady,
} from './sip2-under-test.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened(options: OpenSip2 = {}) {
  const under = await openSip2(options);
  closing.push(under.close);
  await untilReady(under.connection);
  return under;
}

/** Silence is waited for. */
const SHORT: OpenSip2 = { timeoutSeconds: SHORT_SECONDS };
const [BOOK = '', SECOND = ''] = BOOKS;

describe('sent and not heard', () => {
  test.each<Sip2Fault>(['silent-after', 'late-reply', 'cut-after', 'dies-in-reply'])(
    'O4: a loan that was carried out is found, and not made twice (%s)',
    async (fault) => {
      const { connection, ils, system } = await opened(SHORT);
      system.faults.arm(fault);
      const loan = act('checkout', BOOK);
      expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
      expect(system.faults.struck(fault)).toBe(1);
      await untilReady(connection);
      const again = await ils.transact(loan);
      expect(again).toMatchObject({ outcome: 'accepted', dueAt: expect.any(Number) });
      expect(await ils.lookup(loan)).toEqual(again);
      expect(system.library.executed).toBe(1);
    },
  );

  test.each<Sip2Fault>(['silent-before', 'cut-before'])(
    'O4: a loan that was not carried out is asked about before it is sent again (%s)',
    async (fault) => {
      const { connection, ils, system } = await opened(SHORT);
      system.faults.arm(fault);
      const loan = act('checkout', BOOK);
      expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
      await untilReady(connection);
      const from = system.heard.length;
      expect(await ils.transact(loan)).toMatchObject({ outcome: 'accepted' });
      expect(system.heard.slice(from).filter((code) => code !== '99')).toEqual(['17', '63', '11']);
    },
  );

  test('O4: a list of titles that look like identifiers proves nothing', async () => {
    const { connection, ils, system } = await opened({ faults: ['lists-titles'] });
    system.faults.arm('cut-after');
    const loan = act('checkout', 'S-1984');
    expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
    await untilReady(connection);
    expect(await ils.lookup(loan)).toEqual({
      outcome: 'unclear',
      found: ['item-charged', 'listed-cannot-tell'],
    });
    expect(system.faults.struck('lists-titles')).toBeGreaterThan(0);
  });

  test('O4: another’s loan is told from one’s own by a list of identifiers', async () => {
    const { ils, system } = await opened();
    system.library.lend(BOOK, OTHER_CARD, Date.now());
    system.library.lend(SECOND, CARD, Date.now());
    expect(await ils.lookup(act('checkout', BOOK))).toEqual({ outcome: 'never-arrived' });
  });

  test('O7: soon after sending, that it was not done proves nothing', async () => {
    const { connection, ils, system } = await opened({ overtakingMs: 60_000 });
    system.faults.arm('cut-before');
    const loan = act('checkout', BOOK);
    await ils.transact(loan);
    await untilReady(connection);
    expect(await ils.lookup(loan)).toMatchObject({ outcome: 'unclear' });
    expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
    expect(system.library.executed).toBe(0);
  });

  test('a late reply never answers the next question', async () => {
    const { connection, ils, system } = await opened(SHORT);
    system.faults.arm('late-reply');
    await ils.transact(act('checkout', BOOK));
    await untilReady(connection);
    expect(await ils.transact(act('checkout', 'S-HELD'))).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'item-on-hold' },
    });
  });

  test('a return that was carried out is found, with where the book goes', async () => {
    const { connection, ils, system } = await opened();
    await ils.transact(act('checkout', BOOK));
    system.faults.arm('cut-after');
    const back = act('checkin', BOOK);
    expect(await ils.transact(back)).toEqual({ outcome: 'unknown' });
    await untilReady(connection);
    expect(await ils.lookup(back)).toMatchObject({ outcome: 'accepted', destination: 'shelf' });
  });

  test('a renewal is known by its due date, which is asked for before', async () => {
    const { connection, ils, system } = await opened();
    const { loan } = system.library.lend(BOOK, CARD, Date.now() - 86_400_000) as { loan: object };
    const renewal = act('renew', BOOK);
    system.faults.arm('cut-after');
    expect(await ils.transact(renewal)).toEqual({ outcome: 'unknown' });
    await untilReady(connection);
    expect(await ils.lookup(renewal)).toMatchObject({ outcome: 'accepted' });
    expect(system.library.loans.get(BOOK)).not.toEqual(loan);
  });

  test('a renewal that was not carried out is given as never arrived', async () => {
    const { connection, ils, system } = await opened();
    system.library.lend(BOOK, CARD, Date.now() - 86_400_000);
    const renewal = act('renew', BOOK);
    system.faults.arm('cut-before');
    await ils.transact(renewal);
    await untilReady(connection);
    expect(await ils.lookup(renewal)).toEqual({ outcome: 'never-arrived' });
  });

  test('a return without a card of a book that is on loan: sent again soon, a person’s matter later', async () => {
    const { ils, system } = await opened();
    system.library.lend(BOOK, OTHER_CARD, Date.now());
    const { card: _nobody, ...back } = act('checkin', BOOK);
    expect(await ils.lookup(back)).toEqual({ outcome: 'never-arrived' });
    const old = { ...back, id: newId(), occurredAt: Date.now() - 3_600_000 };
    expect(await ils.lookup(old)).toMatchObject({ outcome: 'unclear' });
  });
});

describe('promises', () => {
  test('carry the due date that was promised, and take what the rules would refuse', async () => {
    const { ils, system } = await opened();
    const dueAt = Math.floor(Date.now() / 1000) * 1000 + 5 * 86_400_000;
    const promise = act('checkout', 'S-HELD', { mode: 'promise', dueAt });
    expect(await ils.transact(promise)).toMatchObject({ outcome: 'accepted', dueAt });
    expect(system.library.loans.get('S-HELD')?.dueAt).toBe(dueAt);
  });

  test('follow an attempt of the same id that was refused', async () => {
    const { ils } = await opened();
    const attempt = act('checkout', 'S-HELD');
    expect(await ils.transact(attempt)).toMatchObject({ outcome: 'refused' });
    expect(await ils.transact({ ...attempt, mode: 'promise' })).toMatchObject({
      outcome: 'accepted',
    });
  });

  test('are asked for as attempts where the system does not know “no block”', async () => {
    const { ils, system } = await opened({ differs: { noBlock: false } });
    system.faults.arm('no-block-kills');
    const promise = act('checkout', BOOK, { mode: 'promise' });
    expect(await ils.transact(promise)).toMatchObject({ outcome: 'accepted' });
    expect(system.faults.struck('no-block-kills')).toBe(0);
  });

  test('are in doubt where the system hangs up on “no block”', async () => {
    const { ils, system } = await opened();
    system.faults.arm('no-block-kills');
    const promise = act('checkout', BOOK, { mode: 'promise' });
    expect(await ils.transact(promise)).toEqual({ outcome: 'unknown' });
    expect(system.faults.struck('no-block-kills')).toBe(1);
  });
});

describe('why it is refused', () => {
  test.each([
    ['S-HELD', CARD, 'item-on-hold'],
    ['S-LOST', CARD, 'item-lost'],
    ['S-FEE', CARD, 'fee-owed'],
    ['no-such-item', CARD, 'item-unknown'],
    [BOOK, '29990000000033', 'patron-blocked'],
    [BOOK, '29990000000044', 'limit-reached'],
    [BOOK, 'no-such-card', 'card-unknown'],
  ])('%s for %s: %s', async (identifier, card, code) => {
    const { ils, system } = await opened({ faults: ['desensitize-refused'] });
    const outcome = await ils.transact(act('checkout', identifier, { card }));
    expect(outcome).toMatchObject({
      outcome: 'refused',
      refusal: { code, params: { said: expect.any(String) } },
    });
    expect(system.faults.struck('desensitize-refused')).toBe(1);
  });

  test('another’s loan, and one’s own', async () => {
    const { ils, system } = await opened({ faults: ['refuses-own-loan'] });
    system.library.lend(BOOK, OTHER_CARD, Date.now());
    system.library.lend(SECOND, CARD, Date.now());
    const codeOf = async (identifier: string) => {
      const outcome = await ils.transact(act('checkout', identifier));
      return outcome.outcome === 'refused' && outcome.refusal.code;
    };
    expect(await codeOf(BOOK)).toBe('item-on-loan');
    expect(await codeOf(SECOND)).toBe('own-loan');
    expect(system.faults.struck('refuses-own-loan')).toBe(1);
  });

  test('a renewal too many, and of what is not on the card', async () => {
    const { ils } = await opened();
    expect(await ils.transact(act('renew', BOOK))).toMatchObject({
      refusal: { code: 'not-on-loan' },
    });
  });
});

test('a renewal by another checkout keeps no book armed: it is not here', async () => {
  const { ils, system } = await opened({
    ...{ faults: ['desensitize-no'], differs: { renewBy: '11' } },
  });
  system.library.lend(BOOK, CARD, Date.now() - 86_400_000);
  const outcome = await ils.transact(act('renew', BOOK));
  expect(outcome).toMatchObject({ outcome: 'accepted', dueAt: expect.any(Number) });
  expect(outcome).not.toHaveProperty('keepArmed');
  expect(system.faults.struck('desensitize-no')).toBe(1);
});

describe('returns', () => {
  test.each([
    ['S-WANTED', 'hold'],
    ['S-AWAY', 'other-library'],
    [BOOK, 'shelf'],
  ])('%s goes to %s', async (identifier, destination) => {
    const { ils, system } = await opened();
    system.library.lend(identifier, CARD, Date.now());
    const outcome = await ils.transact(act('checkin', identifier));
    expect(outcome).toMatchObject({ outcome: 'accepted', destination });
  });

  test('an alert that does not say why sets the book aside', async () => {
    const { ils, system } = await opened({ faults: ['alert-without-type'] });
    system.library.lend('S-AWAY', CARD, Date.now());
    expect(await ils.transact(act('checkin', 'S-AWAY'))).toMatchObject({ destination: 'hold' });
    expect(system.faults.struck('alert-without-type')).toBe(1);
  });

  test('what was on nobody’s card is taken although the system refuses it', async () => {
    const { ils, system } = await opened({ faults: ['refuses-not-on-loan'] });
    expect(await ils.transact(act('checkin', BOOK))).toMatchObject({
      ...{ outcome: 'accepted', wasNotOnLoan: true, destination: 'shelf' },
    });
    expect(system.faults.struck('refuses-not-on-loan')).toBe(1);
  });
});

describe('logins', () => {
  test.each<[Sip2Fault[]]>([[['refuses-login']], [['refuses-login', 'hangs-up-on-login']]])(
    'a login that is refused reaches nobody (%j)',
    async (faults) => {
      const under = await openSip2({ faults });
      closing.push(under.close);
      expect(await under.ils.transact(act('checkout', BOOK))).toEqual({ outcome: 'unreachable' });
      expect(under.system.faults.struck(faults[0] ?? 'refuses-login')).toBeGreaterThan(0);
      expect(under.system.library.executed).toBe(0);
    },
  );
});

describe('a system that carries out a repeat again', () => {
  test('is never sent an act twice: a spoilt reply is asked for by 97', async () => {
    const { ils, system } = await opened({ faults: ['re-executes'] });
    system.faults.arm('bad-checksum-once');
    expect(await ils.transact(act('checkout', BOOK))).toMatchObject({ outcome: 'accepted' });
    expect(system.faults.struck('bad-checksum-once')).toBe(1);
    expect(system.heard.filter((code) => code === '11' || code === '97')).toEqual(['11', '97']);
    expect(system.library.executed).toBe(1);
  });

  test.each([
    [[], 1],
    [['re-executes'], 2],
  ] as const)('is one by the simulation (%j)', async (faults, executed) => {
    const { system } = await opened({ faults });
    const socket = connect(system.port, '127.0.0.1');
    socket.write(`9300CNkiosk|COsecret|\r${REPEATED}${REPEATED}`);
    await expect.poll(() => system.heard.filter((code) => code === '09').length).toBe(2);
    socket.destroy();
    expect(system.library.executed).toBe(executed);
  });
});

/** A return of the first book, with the sum over its bytes. */
const SUMMED = `09N20260105    10000020260105    100000AP|AOTTTV|AB${BOOK}|AC|AY3AZ`;
const REPEATED = `${SUMMED}${sumOf(Buffer.from(SUMMED))}\r`;
