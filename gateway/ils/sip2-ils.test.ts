import { afterEach, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { Sip2Peer, wellAnswers } from '#tests/simulators/sip2-peer.ts';
import { createLog } from '../logging.ts';
import type { Transaction } from './ils.ts';
import { Sip2Connection } from './sip2/connection.ts';
import { dialectOf } from './sip2/rules/dialects.ts';
import { Sip2Ils } from './sip2-ils.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});

/** A system that announces these messages in BX, hangs up on a loan, and on 17 and 63 where it does not announce them. */
async function before(supported: string) {
  const peer = await Sip2Peer.start(({ code }) => {
    const status = wellAnswers['99'];
    if (code === '99' && status) return { ...status, fields: [['BX', supported]] };
    if (code === '11') return 'close';
    return (code === '17' && supported[10] === 'N') || (code === '63' && supported[7] === 'N')
      ? 'close'
      : undefined;
  });
  const connection = new Sip2Connection(
    { ...peer.address, dialect: dialectOf('generic', { timeoutSeconds: 1 }) },
    { log: createLog('silent'), backOff: { firstMs: 1, longestMs: 2 }, random: () => 0 },
  );
  const site = { timeZone: 'Asia/Ho_Chi_Minh', patronPins: true, givenName: 'last' } as const;
  const ils = new Sip2Ils({ connection, site, now: Date.now, overtakingMs: 0 });
  open.push(peer, ils);
  return { ils, peer };
}

const loanOf = (identifier: string): Transaction => ({
  ...{ id: newId(), act: 'checkout', mode: 'attempt', card: 'P1' },
  ...{ item: { identifier }, occurredAt: Date.now() },
});

test.each([
  ['17', 'YYYYYYYYYYNYYYYY', { found: ['item-unsaid', 'listed-cannot-tell'] }],
  ['63', 'YYYYYYYNYYYYYYYY', { found: ['item-charged', 'listed-cannot-tell'] }],
])('a doubt before a system that takes no %s is for staff', async (code, supported, found) => {
  const { ils, peer } = await before(supported);
  const loan = loanOf('B1');
  expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
  expect(await ils.lookup(loan)).toEqual({ outcome: 'unclear', ...found });
  expect(await ils.transact(loan)).toEqual({ outcome: 'unknown' });
  expect(peer.codes().filter((one) => one === '11' || one === code)).toEqual(['11']);
});
