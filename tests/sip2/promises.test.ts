/** No block: what a terminal has done while nobody answered it, and tells later (docs/rules/sip2.md, S2-17). */
import { beforeAll, expect, test } from 'vitest';
import { onSqlite } from '#tests/databases.ts';
import { NOW } from '#tests/fixtures/small-network.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { smallSip2 } from '#tests/fixtures/small-sip2.ts';
import type { Sip2Terminal } from '#tests/simulators/sip2-terminal.ts';
import { loansOf, putRules, statusOf } from './looks.ts';
import { at, NO_DATE } from './say.ts';

const now = at(NOW);
/** Of a clock that begins anew after each power cut. */
const UNSET = '20000101    000412';

const checkout = (card: string, item: string, date: string, due = NO_DATE) =>
  `11NY${date}${due}AOcentral|AA${card}|AB${item}|AC|`;
const checkin = (item: string, date: string) =>
  `09Y${date}${date}APcentral|AOcentral|AB${item}|AC|`;

const engine = onSqlite();
let sip2: SmallSip2;
let terminal: Sip2Terminal;
beforeAll(async () => {
  sip2 = await smallSip2(engine);
  terminal = await sip2.terminal();
});

test('S2-17 of a terminal whose clock was never set it happened now, and falls due by the rules', async () => {
  expect(await terminal.ask(checkout('C-1', 'B-1', UNSET, '20000115    235959'))).toMatch(
    /^121.*AH2026/,
  );
  expect(await loansOf(sip2, 'B-1')).toMatchObject([{ checked_out_at: sip2.clock.now }]);
});

test('S2-17 nor is a book back before it was lent', async () => {
  await terminal.ask(checkout('C-1', 'B-2', now));
  sip2.clock.now += 1000;
  expect(await terminal.ask(checkin('B-2', UNSET))).toMatch(/^101Y/);
  expect(await statusOf(terminal, 'B-2')).toBe('03');
});

test('S2-17 a due date that lies before the loan, or beyond all reason, was not told to anybody', async () => {
  for (const [item, due] of [
    ['B-6', '20261101    235959'],
    ['B-7', '99991231    235959'],
  ] as const)
    expect(await terminal.ask(checkout('C-1', item, now, due))).toMatch(/^121.*AH202612/);
});

test('S2-17, S2-33 it is taken without the PIN that a rule asks for, and with a wrong one', async () => {
  await putRules(sip2, { requiresPin: true });
  // A rule holds for terminals within a quarter of a minute.
  sip2.clock.now += 16_000;
  expect(await terminal.ask(`${checkout('C-1', 'B-4', now)}`)).toMatch(/^121/);
  expect(await terminal.ask(`${checkout('C-6', 'B-5', now)}AD0000|`)).toMatch(/^121/);
  expect(await terminal.ask(`29NY${now}${NO_DATE}AOcentral|AAC-6|ABB-5|`)).toMatch(/^301/);
  expect(await terminal.ask(`11NN${now}${NO_DATE}AOcentral|AAC-6|ABB-8|`)).toMatch(/^120/);
});
