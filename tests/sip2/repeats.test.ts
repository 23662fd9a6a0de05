/** An act is done once, however often it is told (docs/rules/sip2.md), over real lines and both databases. */
import { describe, expect } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { DAY } from '#tests/fixtures/small-network.ts';
import { hourAtTerminal } from './hour.ts';
import { loansOf, statusOf } from './looks.ts';
import { NO_DATE } from './say.ts';

eachDatabase((engine) => {
  const test = hourAtTerminal(engine);

  describe('repeats', () => {
    test('S2-13 a terminal that timed out and connected again gets the first answer, and there is one loan', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      const first = await terminal.ask(say.checkout('C-1', book));
      terminal.cut();
      const again = await sip2.terminal();
      expect(await again.ask(say.checkout('C-1', book))).toBe(first);
      expect(first).toMatch(/^121NNY/);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-13 two lines that say the same at the same instant make one loan', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      const other = await sip2.terminal();
      const both = [terminal, other].map((line) => line.ask(say.checkout('C-1', book)));
      const [one, two] = await Promise.all(both);
      expect(one).toBe(two);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-14 checkout, checkin and checkout of one second are three acts', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      for (const message of [
        say.checkout('C-1', book),
        say.checkin(book),
        say.checkout('C-1', book),
      ])
        expect(await terminal.ask(message)).toMatch(/^1[02]1/);
      expect(await statusOf(terminal, book)).toBe('04');
      expect(await loansOf(sip2, book)).toHaveLength(2);
      // And the last of them is known again.
      expect(await terminal.ask(say.checkout('C-1', book))).toMatch(/^121/);
      expect(await loansOf(sip2, book)).toHaveLength(2);
    });

    test('S2-15 a server that was started anew gives the first answer as well', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      const first = await terminal.ask(say.checkout('C-1', book));
      await sip2.restart();
      const again = await sip2.terminal();
      expect(await again.ask(say.checkout('C-1', book))).toBe(first);
      expect(await loansOf(sip2, book)).toHaveLength(1);
    });

    test('S2-15 the same date on another day is another act: some clocks stand still', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      await terminal.ask(say.checkout('C-1', book));
      await terminal.ask(say.checkin(book));
      sip2.clock.now += DAY;
      expect(await terminal.ask(say.checkout('C-1', book))).toMatch(/^121/);
      expect(await loansOf(sip2, book)).toHaveLength(2);
    });

    test('S2-16 without a date nothing is taken for a repeat', async ({ terminal, say, book }) => {
      const blank = { date: NO_DATE };
      expect(await terminal.ask(say.checkout('C-1', book, blank))).toMatch(/^121/);
      expect(await terminal.ask(say.checkout('C-1', book, blank))).toMatch(/^120Y/);
      expect(await terminal.ask(say.checkin(book, { date: '0'.repeat(18) }))).toMatch(/^101/);
      expect(await terminal.ask(say.checkin(book, { date: '0'.repeat(18) }))).toMatch(/^101.*AF/);
      // Nor is noise kept for ten minutes.
      const long = { more: `CH${'x'.repeat(5000)}|` };
      expect(await terminal.ask(say.checkout('C-1', book, long))).toMatch(/^121/);
      expect(await terminal.ask(say.checkout('C-1', book, long))).toMatch(/^120Y/);
    });
  });
});
