/** Money over SIP2: taken once, with a receipt number, or waived (docs/rules/sip2.md, S2-51), over both databases. */
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { ACCOUNT, PIN, smallSip2 } from '#tests/fixtures/small-sip2.ts';
import type { Sip2Terminal } from '#tests/simulators/sip2-terminal.ts';
import { DESK, fields, putRules } from './looks.ts';
import { at, sayAt } from './say.ts';
import type { Say } from './say.ts';

eachDatabase((engine) => {
  let sip2: SmallSip2;
  let terminal: Sip2Terminal;
  /** The moment of a test: each is an hour later, so that none is a repeat of another's. */
  let now = NOW;
  let say: Say;

  beforeAll(async () => {
    sip2 = await smallSip2(engine, { accounts: [ACCOUNT, DESK] });
    await putRules(sip2, { requiresPin: false });
  });
  beforeEach(async () => {
    sip2.clock.now += 60 * MINUTE;
    now = sip2.clock.now;
    say = sayAt(now);
    terminal = await sip2.terminal();
  });

  const pay = (card: string, amount: string, more = '', told = say.date) =>
    `37${told}0400VNDBV${amount}|AOcentral|AA${card}|AC|${more}`;

  const owes = (patronId: string) => {
    const fee = { patronId, reason: 'Sách rách', createdAt: now };
    const fees = [
      { ...fee, id: `${patronId}-1`, amount: 7000 },
      { ...fee, id: `${patronId}-2`, amount: 3000 },
    ];
    return sip2.db.write('fees-put', { fees });
  };

  test('S2-51 a payment is taken once and has a receipt number; more than is owed is not taken', async () => {
    await owes('hoa');
    const paid = await terminal.ask(pay('C-7', '7000'));
    expect(paid).toMatch(/^38Y.*BK[^|]+\|$/);
    expect(await terminal.ask(pay('C-7', '7000'))).toBe(paid);
    const owed = await terminal.ask(say.information('C-7', '', PIN));
    expect(fields(owed, 'BV')).toEqual(['3000']);
    expect(await terminal.ask(pay('C-7', '7000', '', at(now + 1000)))).toMatch(/^38N/);
    expect(await terminal.ask(pay('C-7', '0', '', at(now + 1000)))).toMatch(/^38N/);
    expect(await terminal.ask(pay('C-7', '3000,00', '', at(now + 2000)))).toMatch(/^38Y/);
  });

  test('S2-51 a payment type of the account waives instead', async () => {
    await owes('binh');
    const desk = await sip2.terminal('desk');
    const waive = pay('C-2', '3000', 'CGbinh-2|').replace('0400VND', '0406VND');
    expect(await desk.ask(waive)).toMatch(/^38Y/);
    const [payment] = await sip2.rows(`select * from fee_payment where fee_id = 'binh-2'`);
    expect(payment).toMatchObject({ how: 'waived', by: 'sip2:desk' });
  });

  test('S2-51 CG names the fee that is meant', async () => {
    await owes('khoa');
    expect(await terminal.ask(pay('C-8', '3000', 'CGkhoa-2|'))).toMatch(/^38Y/);
    const left = await terminal.ask(say.information('C-8', '   Y', PIN));
    expect(fields(left, 'AV')).toEqual(['khoa-1']);
    expect(await terminal.ask(pay('C-8', '1', 'CGkhoa-9|'))).toMatch(/^38N/);
  });
});
