/** What an act does (docs/rules/sip2.md), over real lines and both databases. */
import { describe, expect } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY, MINUTE } from '#tests/fixtures/small-network.ts';
import { PIN } from '#tests/fixtures/small-sip2.ts';
import { hourAtTerminal } from './hour.ts';
import { fields, loansOf, statusOf } from './looks.ts';
import { at } from './say.ts';

eachDatabase((engine) => {
  const test = hourAtTerminal(engine);

  describe('promises and undoing', () => {
    test('S2-17 no block: the loan stands with the date that the patron was told, whatever the rules say', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      const [date, due] = [at(now - 2 * DAY), at(now + 5 * DAY)];
      const offline = { date, due, noBlock: 'Y' } as const;
      const reply = await terminal.ask(say.checkout('C-3', book, offline));
      expect(reply).toMatch(/^121NNY/);
      expect(fields(reply, 'AH')).toEqual([due]);
      const [loan] = await loansOf(sip2, book);
      expect(loan).toMatchObject({ patron_id: 'chi', checked_out_at: now - 2 * DAY });
      // Told again after hours, as a kiosk does that lost its own record: still one loan.
      sip2.clock.now += 5 * 60 * MINUTE;
      await terminal.ask(say.checkout('C-3', book, offline));
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-18 09 with BI takes the loan of a moment ago back; of another terminal’s loan it is a return', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      await terminal.ask(say.checkout('C-1', book));
      expect(await terminal.ask(say.checkin(book, { more: 'BIY|' }))).toMatch(/^101YN/);
      expect((await loansOf(sip2, book))[0]).toMatchObject({ ended_how: 'undone' });
    });

    test('S2-19 11 with BI gives the loan back that this terminal has just ended, to a blocked patron too', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      await terminal.ask(say.checkout('C-1', book));
      await terminal.ask(say.checkin(book));
      await terminal.ask(`01Y${say.date}AOcentral|AL|AAC-1|AC|`);
      const undo = { more: 'BIY|', date: at(now + 2000) };
      // Somebody else's it is not, and without BI the rules hold.
      expect(await terminal.ask(say.checkout('C-3', book, undo))).toMatch(/^120/);
      expect(await terminal.ask(say.checkout('C-1', book, { date: at(now + 1000) }))).toMatch(
        /^120/,
      );
      sip2.clock.now += 3000;
      expect(await terminal.ask(say.checkout('C-1', book, undo))).toMatch(/^121/);
      expect(await statusOf(terminal, book)).toBe('04');
      expect(await terminal.ask(`25${say.date}AOcentral|AAC-1|AC|`)).toMatch(/^26 {14}/);
    });

    test('S2-23 a book from the drop box came back when it says, however wrong the terminal’s clock is', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      await terminal.ask(say.checkout('C-1', book, { date: at(now - 3 * DAY), noBlock: 'Y' }));
      const wrong = now - 100 * DAY;
      const dropped = { date: at(wrong), returned: at(wrong - DAY) };
      expect(await terminal.ask(say.checkin(book, dropped))).toMatch(/^101Y/);
      expect((await loansOf(sip2, book))[0]).toMatchObject({ ended_at: now - DAY });
    });

    test('S2-24 a third party renews what somebody else has, where the terminal allows it', async ({
      terminal,
      now,
      say,
      book,
    }) => {
      await terminal.ask(say.checkout('C-1', book));
      expect(await terminal.ask(say.renew('C-2', book))).toMatch(/^300N/);
      expect(
        await terminal.ask(say.renew('C-2', book, 'Y').replace(say.date, at(now + 1000))),
      ).toMatch(/^301Y/);
    });
  });

  describe('loans', () => {
    test('S2-20 what one has already is renewed where the terminal leaves renewals to us, and refused where not', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      const first = await terminal.ask(say.checkout('C-1', book));
      expect(first).toMatch(/^121N/);
      const [one, two] = [at(now + 1000), at(now + 2000)];
      expect(await terminal.ask(say.checkout('C-1', book, { date: one }))).toMatch(/^120Y/);
      expect(await terminal.ask(say.checkout('C-1', book, { date: two, policy: 'Y' }))).toMatch(
        /^121Y/,
      );
      // The only renewal that there is has been used.
      const third = { date: at(now + 3000), policy: 'Y' } as const;
      expect(await terminal.ask(say.checkout('C-1', book, third))).toMatch(/^120Y/);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-21 only what was lent is desensitised, only what was taken is resensitised', async ({
      terminal,
      say,
      book,
    }) => {
      expect((await terminal.ask(say.checkout('C-3', book)))[5]).toBe('N');
      expect((await terminal.ask(say.checkout('C-1', book)))[5]).toBe('Y');
      expect((await terminal.ask(say.checkin(book)))[3]).toBe('Y');
      expect((await terminal.ask(say.checkin('nobody')))[3]).toBe('N');
    });

    test('S2-22 who owes too much is refused without a sum that could be acknowledged', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      const fee = {
        id: 'lan-1',
        patronId: 'lan',
        amount: 9000,
        reason: 'Sách rách',
        createdAt: now,
      };
      await sip2.db.write('fees-put', { fees: [fee] });
      for (const more of ['BON|', 'BOY|']) {
        const reply = await terminal.ask(say.checkout('C-9', book, { more }));
        expect(reply).toMatch(/^120N/);
        expect(reply).not.toMatch(/BV|BT|9000/);
        // That it is money is told to nobody without the PIN (K7).
        expect(fields(reply, 'AF')).toEqual(['Thẻ đang bị khoá. Mời bạn gặp thủ thư.']);
      }
      const known = { more: `AD${PIN}|`, date: at(now + 1000) };
      const told = fields(await terminal.ask(say.checkout('C-9', book, known)), 'AF');
      expect(told).toEqual(['Bạn còn khoản phí chưa nộp. Mời bạn gặp thủ thư.']);
    });

    test('S2-25 all loans are renewed that may be, and the others named', async ({
      terminal,
      say,
      book,
    }) => {
      const other = 'B-29';
      for (const item of [book, other]) await terminal.ask(say.checkout('C-5', item));
      await terminal.ask(say.renew('C-5', book));
      const all = `65${say.date}AOcentral|AAC-5|`;
      const reply = await terminal.ask(all);
      expect(reply).toMatch(/^66100010001/);
      expect([fields(reply, 'BM'), fields(reply, 'BN')]).toEqual([[other], [book]]);
      expect(await terminal.ask(all)).toBe(reply);
      // Who has nothing has nothing against it; of nobody it is refused.
      expect(await terminal.ask(`65${say.date}AOcentral|AAC-4|`)).toMatch(/^66100000000/);
      expect(await terminal.ask(`65${say.date}AOcentral|AAnobody|`)).toMatch(/^66000000000/);
    });
  });

  describe('holds', () => {
    test('S2-42, S2-50 a book that comes back goes to who waits, and who that is only a trusted terminal is told', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      const desk = await sip2.terminal('desk');
      await terminal.ask(say.checkout('C-8', book));
      const hold = await terminal.ask(`15+${say.date}BY3|AOcentral|AAC-2|AB${book}|`);
      expect(hold).toMatch(/^161N.*BR1\|BScentral\|/);
      const back = await desk.ask(say.checkin(book));
      expect(back).toMatch(/^101YNY/);
      const told = ['CL', 'CV', 'CY', 'DA'].map((id) => fields(back, id)[0]);
      expect(told).toEqual(['2', '01', 'C-2', 'Trần Thị Bình']);
      // The other terminal takes it in as well, and is not told.
      expect(await statusOf(terminal, book)).toBe('08');
      const again = await terminal.ask(say.checkin(book, { date: at(now + 1000) }));
      expect([fields(again, 'CV'), fields(again, 'CY')]).toEqual([['01'], []]);
      expect(await terminal.ask(say.checkout('C-8', book, { date: at(now + 2000) }))).toMatch(
        /^120/,
      );
      expect(await terminal.ask(`15-${say.date}AOcentral|AAC-2|AJde-men|`)).toMatch(/^161/);
      expect(await statusOf(terminal, book)).not.toBe('08');
    });
  });

  test('S2-43 properties of items are not kept, and that is said', async ({
    terminal,
    say,
    book,
  }) => {
    expect(await terminal.ask(`19${say.date}AOcentral|AB${book}|CHred|`)).toMatch(/^200.*AF/);
    expect(await terminal.ask(`19${say.date}AOcentral|ABnobody|CHred|`)).toMatch(/^200.*AF/);
  });
});
