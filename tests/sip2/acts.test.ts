/** What an act does, and that it is done once (docs/rules/sip2.md), over real lines and both databases. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeDate } from '#server/sip2/protocol/dates.ts';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, MINUTE, NOW } from '#tests/fixtures/small-network.ts';
import type { SmallSip2 } from '#tests/fixtures/small-sip2.ts';
import { ACCOUNT, PIN, smallSip2 } from '#tests/fixtures/small-sip2.ts';
import type { Sip2Terminal } from '#tests/simulators/sip2-terminal.ts';
import { DESK, fields, loansOf, putRules, statusOf } from './looks.ts';

const NO_DATE = ' '.repeat(18);
const at = (instant: number): string => writeDate(instant, 'Asia/Ho_Chi_Minh');

/** The moment of a test: each is an hour later, so that none is a repeat of another's, and no PIN is locked any more. */
let now = NOW;
let date = at(now);

interface Said {
  readonly date?: string;
  readonly noBlock?: 'N' | 'Y';
  readonly due?: string;
  readonly more?: string;
  readonly policy?: 'N' | 'Y';
  readonly returned?: string;
}
const checkout = (card: string, item: string, said: Said = {}) => {
  const { noBlock = 'N', due = NO_DATE, more = '', policy = 'N' } = said;
  return `11${policy}${noBlock}${said.date ?? date}${due}AOcentral|AA${card}|AB${item}|AC|${more}`;
};
const checkin = (item: string, said: Said = {}) => {
  const { noBlock = 'N', more = '' } = said;
  const told = said.date ?? date;
  return `09${noBlock}${told}${said.returned ?? told}APcentral|AOcentral|AB${item}|AC|${more}`;
};
const renew = (card: string, item: string, thirdParty = 'N') =>
  `29${thirdParty}N${date}${NO_DATE}AOcentral|AA${card}|AB${item}|`;
const patronStatus = (card: string, pin: string) => `23001${date}AOcentral|AA${card}|AC|AD${pin}|`;
const information = (card: string, summary: string, pin = '') =>
  `63001${date}${summary.padEnd(10)}AOcentral|AA${card}|AC|AD${pin}|`;

eachDatabase((engine) => {
  let sip2: SmallSip2;
  let terminal: Sip2Terminal;
  /** On its shelf. */
  let book: string;
  let books = 0;

  beforeAll(async () => {
    sip2 = await smallSip2(engine, { accounts: [ACCOUNT, DESK] });
    await putRules(sip2, { requiresPin: false });
  });
  beforeEach(async () => {
    sip2.clock.now += 60 * MINUTE;
    now = sip2.clock.now;
    date = at(now);
    books += 1;
    book = `B-${books}`;
    terminal = await sip2.terminal();
  });

  describe('repeats', () => {
    test('S2-13 a terminal that timed out and connected again gets the first answer, and there is one loan', async () => {
      const first = await terminal.ask(checkout('C-1', book));
      terminal.cut();
      const again = await sip2.terminal();
      expect(await again.ask(checkout('C-1', book))).toBe(first);
      expect(first).toMatch(/^121NNY/);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-13 two lines that say the same at the same instant make one loan', async () => {
      const other = await sip2.terminal();
      const both = [terminal, other].map((line) => line.ask(checkout('C-1', book)));
      const [one, two] = await Promise.all(both);
      expect(one).toBe(two);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-14 checkout, checkin and checkout of one second are three acts', async () => {
      for (const message of [checkout('C-1', book), checkin(book), checkout('C-1', book)])
        expect(await terminal.ask(message)).toMatch(/^1[02]1/);
      expect(await statusOf(terminal, book)).toBe('04');
      expect(await loansOf(sip2, book)).toHaveLength(2);
      // And the last of them is known again.
      expect(await terminal.ask(checkout('C-1', book))).toMatch(/^121/);
      expect(await loansOf(sip2, book)).toHaveLength(2);
    });

    test('S2-15 a server that was started anew gives the first answer as well', async () => {
      const first = await terminal.ask(checkout('C-1', book));
      await sip2.restart();
      const again = await sip2.terminal();
      expect(await again.ask(checkout('C-1', book))).toBe(first);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-15 the same date on another day is another act: some clocks stand still', async () => {
      await terminal.ask(checkout('C-1', book));
      await terminal.ask(checkin(book));
      sip2.clock.now += DAY;
      expect(await terminal.ask(checkout('C-1', book))).toMatch(/^121/);
      expect(await loansOf(sip2, book)).toHaveLength(2);
    });

    test('S2-16 without a date nothing is taken for a repeat', async () => {
      const blank = { date: NO_DATE };
      expect(await terminal.ask(checkout('C-1', book, blank))).toMatch(/^121/);
      expect(await terminal.ask(checkout('C-1', book, blank))).toMatch(/^120Y/);
      expect(await terminal.ask(checkin(book, { date: '0'.repeat(18) }))).toMatch(/^101/);
      expect(await terminal.ask(checkin(book, { date: '0'.repeat(18) }))).toMatch(/^101.*AF/);
      // Nor is noise kept for ten minutes.
      const long = { more: `CH${'x'.repeat(5000)}|` };
      expect(await terminal.ask(checkout('C-1', book, long))).toMatch(/^121/);
      expect(await terminal.ask(checkout('C-1', book, long))).toMatch(/^120Y/);
    });
  });

  describe('promises and undoing', () => {
    test('S2-17 no block: the loan stands with the date that the patron was told, whatever the rules say', async () => {
      const [date, due] = [at(now - 2 * DAY), at(now + 5 * DAY)];
      const offline = { date, due, noBlock: 'Y' } as const;
      const reply = await terminal.ask(checkout('C-3', book, offline));
      expect(reply).toMatch(/^121NNY/);
      expect(fields(reply, 'AH')).toEqual([due]);
      const [loan] = await loansOf(sip2, book);
      expect(loan).toMatchObject({ patron_id: 'chi', checked_out_at: now - 2 * DAY });
      // Told again after hours, as a kiosk does that lost its own record: still one loan.
      sip2.clock.now += 5 * 60 * MINUTE;
      await terminal.ask(checkout('C-3', book, offline));
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-18 09 with BI takes the loan of a moment ago back; of another terminal’s loan it is a return', async () => {
      await terminal.ask(checkout('C-1', book));
      expect(await terminal.ask(checkin(book, { more: 'BIY|' }))).toMatch(/^101YN/);
      expect((await loansOf(sip2, book))[0]).toMatchObject({ ended_how: 'undone' });
    });

    test('S2-19 11 with BI gives the loan back that this terminal has just ended, to a blocked patron too', async () => {
      await terminal.ask(checkout('C-1', book));
      await terminal.ask(checkin(book));
      await terminal.ask(`01Y${date}AOcentral|AL|AAC-1|AC|`);
      const undo = { more: 'BIY|', date: at(now + 2000) };
      // Somebody else's it is not, and without BI the rules hold.
      expect(await terminal.ask(checkout('C-3', book, undo))).toMatch(/^120/);
      expect(await terminal.ask(checkout('C-1', book, { date: at(now + 1000) }))).toMatch(/^120/);
      sip2.clock.now += 3000;
      expect(await terminal.ask(checkout('C-1', book, undo))).toMatch(/^121/);
      expect(await statusOf(terminal, book)).toBe('04');
      expect(await terminal.ask(`25${date}AOcentral|AAC-1|AC|`)).toMatch(/^26 {14}/);
    });

    test('S2-23 a book from the drop box came back when it says, however wrong the terminal’s clock is', async () => {
      await terminal.ask(checkout('C-1', book, { date: at(now - 3 * DAY), noBlock: 'Y' }));
      const wrong = now - 100 * DAY;
      const dropped = { date: at(wrong), returned: at(wrong - DAY) };
      expect(await terminal.ask(checkin(book, dropped))).toMatch(/^101Y/);
      expect((await loansOf(sip2, book))[0]).toMatchObject({ ended_at: now - DAY });
    });

    test('S2-24 a third party renews what somebody else has, where the terminal allows it', async () => {
      await terminal.ask(checkout('C-1', book));
      expect(await terminal.ask(renew('C-2', book))).toMatch(/^300N/);
      expect(await terminal.ask(renew('C-2', book, 'Y').replace(date, at(now + 1000)))).toMatch(
        /^301Y/,
      );
    });
  });

  describe('loans', () => {
    test('S2-20 what one has already is renewed where the terminal leaves renewals to us, and refused where not', async () => {
      const first = await terminal.ask(checkout('C-1', book));
      expect(first).toMatch(/^121N/);
      const [one, two] = [at(now + 1000), at(now + 2000)];
      expect(await terminal.ask(checkout('C-1', book, { date: one }))).toMatch(/^120Y/);
      expect(await terminal.ask(checkout('C-1', book, { date: two, policy: 'Y' }))).toMatch(
        /^121Y/,
      );
      // The only renewal that there is has been used.
      const third = { date: at(now + 3000), policy: 'Y' } as const;
      expect(await terminal.ask(checkout('C-1', book, third))).toMatch(/^120Y/);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-21 only what was lent is desensitised, only what was taken is resensitised', async () => {
      expect((await terminal.ask(checkout('C-3', book)))[5]).toBe('N');
      expect((await terminal.ask(checkout('C-1', book)))[5]).toBe('Y');
      expect((await terminal.ask(checkin(book)))[3]).toBe('Y');
      expect((await terminal.ask(checkin('nobody')))[3]).toBe('N');
    });

    test('S2-22 who owes too much is refused without a sum that could be acknowledged', async () => {
      const fee = {
        id: 'lan-1',
        patronId: 'lan',
        amount: 9000,
        reason: 'Sách rách',
        createdAt: now,
      };
      await sip2.db.write('fees-put', { fees: [fee] });
      for (const more of ['BON|', 'BOY|']) {
        const reply = await terminal.ask(checkout('C-9', book, { more }));
        expect(reply).toMatch(/^120N/);
        expect(reply).not.toMatch(/BV|BT|9000/);
        // That it is money is told to nobody without the PIN (K7).
        expect(fields(reply, 'AF')).toEqual(['Thẻ đang bị khoá. Mời bạn gặp thủ thư.']);
      }
      const known = { more: `AD${PIN}|`, date: at(now + 1000) };
      const told = fields(await terminal.ask(checkout('C-9', book, known)), 'AF');
      expect(told).toEqual(['Bạn còn khoản phí chưa nộp. Mời bạn gặp thủ thư.']);
    });

    test('S2-25 all loans are renewed that may be, and the others named', async () => {
      const other = 'B-29';
      for (const item of [book, other]) await terminal.ask(checkout('C-5', item));
      await terminal.ask(renew('C-5', book));
      const all = `65${date}AOcentral|AAC-5|`;
      const reply = await terminal.ask(all);
      expect(reply).toMatch(/^66100010001/);
      expect([fields(reply, 'BM'), fields(reply, 'BN')]).toEqual([[other], [book]]);
      expect(await terminal.ask(all)).toBe(reply);
      // Who has nothing has nothing against it; of nobody it is refused.
      expect(await terminal.ask(`65${date}AOcentral|AAC-4|`)).toMatch(/^66100000000/);
      expect(await terminal.ask(`65${date}AOcentral|AAnobody|`)).toMatch(/^66000000000/);
    });
  });

  describe('what is told of patrons', () => {
    test('S2-30 a blocked patron is a valid one, and the flags say what is denied', async () => {
      const reply = await terminal.ask(patronStatus('C-3', ''));
      expect([fields(reply, 'BL'), reply.slice(2, 6)]).toEqual([['Y'], 'YY Y']);
      expect(fields(await terminal.ask(patronStatus('nobody', '')), 'BL')).toEqual(['N']);
    });

    test('S2-37 of a name as much as the account says; a citizen’s number is never given back', async () => {
      const desk = await sip2.terminal('desk');
      expect(fields(await desk.ask(patronStatus('C-9', '')), 'AE')).toEqual(['Trần Thị Lan']);
      const reply = await terminal.ask(patronStatus('001099000001', PIN));
      expect([fields(reply, 'AE'), fields(reply, 'AA')]).toEqual([['Lan'], ['C-9']]);
      expect(reply).not.toContain('001099000001');
    });

    test('S2-34 an account may be told nothing of loans without the PIN, and titles with it', async () => {
      const desk = await sip2.terminal('desk');
      await terminal.ask(checkout('C-7', book));
      const none = await desk.ask(information('C-7', '  Y'));
      expect([none.slice(37, 61), fields(none, 'AU')]).toEqual([' '.repeat(24), []]);
      const all = await desk.ask(information('C-7', '  Y', PIN));
      expect(fields(all, 'AU')).toEqual(['Dế mèn phiêu lưu ký']);
      expect(fields(await terminal.ask(information('C-7', '  Y')), 'AU')).toEqual([book]);
    });
  });

  describe('holds', () => {
    test('S2-42, S2-50 a book that comes back goes to who waits, and who that is only a trusted terminal is told', async () => {
      const desk = await sip2.terminal('desk');
      await terminal.ask(checkout('C-8', book));
      const hold = await terminal.ask(`15+${date}BY3|AOcentral|AAC-2|AB${book}|`);
      expect(hold).toMatch(/^161N.*BR1\|BScentral\|/);
      const back = await desk.ask(checkin(book));
      expect(back).toMatch(/^101YNY/);
      const told = ['CL', 'CV', 'CY', 'DA'].map((id) => fields(back, id)[0]);
      expect(told).toEqual(['2', '01', 'C-2', 'Trần Thị Bình']);
      // The other terminal takes it in as well, and is not told.
      expect(await statusOf(terminal, book)).toBe('08');
      const again = await terminal.ask(checkin(book, { date: at(now + 1000) }));
      expect([fields(again, 'CV'), fields(again, 'CY')]).toEqual([['01'], []]);
      expect(await terminal.ask(checkout('C-8', book, { date: at(now + 2000) }))).toMatch(/^120/);
      expect(await terminal.ask(`15-${date}AOcentral|AAC-2|AJde-men|`)).toMatch(/^161/);
      expect(await statusOf(terminal, book)).not.toBe('08');
    });
  });

  test('S2-43 properties of items are not kept, and that is said', async () => {
    expect(await terminal.ask(`19${date}AOcentral|AB${book}|CHred|`)).toMatch(/^200.*AF/);
    expect(await terminal.ask(`19${date}AOcentral|ABnobody|CHred|`)).toMatch(/^200.*AF/);
  });

  describe('blocks', () => {
    test('S2-52 a terminal lifts its own block, never with a wrong PIN, and never one of staff’s', async () => {
      const block = `01Y${date}AOcentral|ALleft|AAC-6|AC|`;
      expect((await terminal.ask(block)).slice(2, 4)).toBe('YY');
      const enable = (pin: string) => terminal.ask(`25${date}AOcentral|AAC-6|AC|AD${pin}|`);
      expect((await enable('0000')).slice(2, 4)).toBe('YY');
      expect((await enable(PIN)).slice(2, 4)).toBe('  ');
      expect((await terminal.ask(`25${date}AOcentral|AAC-3|AC|`)).slice(2, 4)).toBe('YY');
    });
  });

  describe('PINs', () => {
    test('S2-31 CQ is Y for the right PIN only: not for none, not for an empty one, not for a patron without', async () => {
      const valid = async (card: string, pin: string) =>
        fields(await terminal.ask(patronStatus(card, pin)), 'CQ');
      expect(await valid('C-1', PIN)).toEqual(['Y']);
      expect(await valid('C-1', '')).toEqual(['N']);
      expect(await valid('C-1', '0000')).toEqual(['N']);
      expect(await valid('C-2', '')).toEqual(['N']);
      expect(await valid('C-2', '1234')).toEqual(['N']);
      expect(fields(await terminal.ask(`23000${date}AO|AAC-1|AC|`), 'CQ')).toEqual(['N']);
    });

    test('S2-32 a right PIN is remembered on its line for five minutes, each wrong one counts', async () => {
      expect(fields(await terminal.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
      const other = await sip2.terminal();
      for (let n = 0; n < 5; n++) await other.ask(patronStatus('C-1', `000${n}`));
      // The number is locked (K4): only the line that has seen the right PIN goes on.
      expect(fields(await other.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
      expect(fields(await terminal.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
      sip2.clock.now += 5 * MINUTE + 1;
      expect(fields(await terminal.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
    });

    test('S2-32 a slip of the finger that a terminal says in every message is one slip', async () => {
      for (const _ of Array(6)) {
        const wrong = await terminal.ask(patronStatus('C-1', '0000'));
        expect([fields(wrong, 'CQ'), fields(wrong, 'AF')]).toEqual([['N'], ['The PIN is wrong.']]);
      }
      expect(fields(await terminal.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
    });

    test('S2-32 the end of the session ends the memory', async () => {
      await terminal.ask(patronStatus('C-1', PIN));
      await terminal.ask(`35${date}AO|AAC-1|`);
      const other = await sip2.terminal();
      for (let n = 0; n < 5; n++) await other.ask(patronStatus('C-1', `000${n}`));
      expect(fields(await terminal.ask(patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
    });

    test('S2-33 where a rule of lending asks for the PIN, a loan without one is refused, unless it was shown here a moment ago', async () => {
      await putRules(sip2, { requiresPin: true });
      // A rule holds for terminals within a quarter of a minute.
      sip2.clock.now += 16_000;
      date = at(sip2.clock.now);
      expect(await terminal.ask(checkout('C-1', book))).toMatch(/^120.*PIN/);
      expect(await terminal.ask(checkout('C-1', book, { more: `AD${PIN}|` }))).toMatch(/^121/);
      expect(await terminal.ask(checkout('C-1', 'B-30'))).toMatch(/^121/);
      await putRules(sip2, { requiresPin: false });
      sip2.clock.now += 16_000;
    });

    test('S2-34 without the PIN no money is told, after a wrong one nothing at all', async () => {
      const owed = {
        id: 'fee-1',
        patronId: 'giang',
        amount: 7000,
        reason: 'Sách rách',
        createdAt: now,
      };
      await sip2.db.write('fees-put', { fees: [owed] });
      await terminal.ask(checkout('C-2', book));
      const right = await terminal.ask(information('C-6', '   Y', PIN));
      expect([fields(right, 'BV'), fields(right, 'AV')]).toEqual([['7000'], ['fee-1']]);
      // Position 10, excessive fines: more than the rule of lending bears.
      expect(right.slice(2, 16)).toBe('YY        Y   ');
      const none = await terminal.ask(information('C-6', '   Y'));
      expect([fields(none, 'BV'), fields(none, 'AV')]).toEqual([[], []]);
      expect(none.slice(2, 16)).toBe('YY            ');
      const wrong = await terminal.ask(information('C-6', '  Y', '0000'));
      expect(wrong.slice(37, 61)).toBe(' '.repeat(24));
      expect(['AE', 'AU', 'CB'].map((id) => fields(wrong, id))).toEqual([[''], [], []]);
      expect(fields(none, 'CB')).toEqual(['0050']);
    });
  });
});
