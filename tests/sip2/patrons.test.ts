/** What is told of patrons, and what a PIN opens (docs/rules/sip2.md), over real lines and both databases. */
import { describe, expect } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { MINUTE } from '#tests/fixtures/small-network.ts';
import { PIN } from '#tests/fixtures/small-sip2.ts';
import { hourAtTerminal } from './hour.ts';
import { fields, putRules } from './looks.ts';
import { sayAt } from './say.ts';

eachDatabase((engine) => {
  const test = hourAtTerminal(engine);

  describe('what is told of patrons', () => {
    test('S2-30 a blocked patron is a valid one, and the flags say what is denied', async ({
      terminal,
      say,
    }) => {
      const reply = await terminal.ask(say.patronStatus('C-3', ''));
      expect([fields(reply, 'BL'), reply.slice(2, 6)]).toEqual([['Y'], 'YY Y']);
      expect(fields(await terminal.ask(say.patronStatus('nobody', '')), 'BL')).toEqual(['N']);
    });

    test('S2-37 of a name as much as the account says; a citizen’s number is never given back', async ({
      sip2,
      terminal,
      say,
    }) => {
      const desk = await sip2.terminal('desk');
      expect(fields(await desk.ask(say.patronStatus('C-9', '')), 'AE')).toEqual(['Trần Thị Lan']);
      const reply = await terminal.ask(say.patronStatus('001099000001', PIN));
      expect([fields(reply, 'AE'), fields(reply, 'AA')]).toEqual([['Lan'], ['C-9']]);
      expect(reply).not.toContain('001099000001');
    });

    test('S2-34 an account may be told nothing of loans without the PIN, and titles with it', async ({
      sip2,
      terminal,
      say,
      book,
    }) => {
      const desk = await sip2.terminal('desk');
      await terminal.ask(say.checkout('C-7', book));
      const none = await desk.ask(say.information('C-7', '  Y'));
      expect([none.slice(37, 61), fields(none, 'AU')]).toEqual([' '.repeat(24), []]);
      const all = await desk.ask(say.information('C-7', '  Y', PIN));
      expect(fields(all, 'AU')).toEqual(['Dế mèn phiêu lưu ký']);
      expect(fields(await terminal.ask(say.information('C-7', '  Y')), 'AU')).toEqual([book]);
    });
  });

  describe('blocks', () => {
    test('S2-52 a terminal lifts its own block, never with a wrong PIN, and never one of staff’s', async ({
      terminal,
      say,
    }) => {
      const block = `01Y${say.date}AOcentral|ALleft|AAC-6|AC|`;
      expect((await terminal.ask(block)).slice(2, 4)).toBe('YY');
      const enable = (pin: string) => terminal.ask(`25${say.date}AOcentral|AAC-6|AC|AD${pin}|`);
      expect((await enable('0000')).slice(2, 4)).toBe('YY');
      expect((await enable(PIN)).slice(2, 4)).toBe('  ');
      expect((await terminal.ask(`25${say.date}AOcentral|AAC-3|AC|`)).slice(2, 4)).toBe('YY');
    });
  });

  describe('PINs', () => {
    test('S2-31 CQ is Y for the right PIN only: not for none, not for an empty one, not for a patron without', async ({
      terminal,
      say,
    }) => {
      const valid = async (card: string, pin: string) =>
        fields(await terminal.ask(say.patronStatus(card, pin)), 'CQ');
      expect(await valid('C-1', PIN)).toEqual(['Y']);
      expect(await valid('C-1', '')).toEqual(['N']);
      expect(await valid('C-1', '0000')).toEqual(['N']);
      expect(await valid('C-2', '')).toEqual(['N']);
      expect(await valid('C-2', '1234')).toEqual(['N']);
      expect(fields(await terminal.ask(`23000${say.date}AO|AAC-1|AC|`), 'CQ')).toEqual(['N']);
    });

    test('S2-32 a right PIN is remembered on its line for five minutes, each wrong one counts', async ({
      sip2,
      terminal,
      say,
    }) => {
      expect(fields(await terminal.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
      const other = await sip2.terminal();
      for (let n = 0; n < 5; n++) await other.ask(say.patronStatus('C-1', `000${n}`));
      // The number is locked (K4): only the line that has seen the right PIN goes on.
      expect(fields(await other.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
      expect(fields(await terminal.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
      sip2.clock.now += 5 * MINUTE + 1;
      expect(fields(await terminal.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
    });

    test('S2-32 a slip of the finger that a terminal says in every message is one slip', async ({
      terminal,
      say,
    }) => {
      for (const _ of Array(6)) {
        const wrong = await terminal.ask(say.patronStatus('C-1', '0000'));
        expect([fields(wrong, 'CQ'), fields(wrong, 'AF')]).toEqual([['N'], ['The PIN is wrong.']]);
      }
      expect(fields(await terminal.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['Y']);
    });

    test('S2-32 the end of the session ends the memory', async ({ sip2, terminal, say }) => {
      await terminal.ask(say.patronStatus('C-1', PIN));
      await terminal.ask(`35${say.date}AO|AAC-1|`);
      const other = await sip2.terminal();
      for (let n = 0; n < 5; n++) await other.ask(say.patronStatus('C-1', `000${n}`));
      expect(fields(await terminal.ask(say.patronStatus('C-1', PIN)), 'CQ')).toEqual(['N']);
    });

    test('S2-33 where a rule of lending asks for the PIN, a loan without one is refused, unless it was shown here a moment ago', async ({
      sip2,
      terminal,
      book,
    }) => {
      await putRules(sip2, { requiresPin: true });
      // A rule holds for terminals within a quarter of a minute.
      sip2.clock.now += 16_000;
      const later = sayAt(sip2.clock.now);
      expect(await terminal.ask(later.checkout('C-1', book))).toMatch(/^120.*PIN/);
      expect(await terminal.ask(later.checkout('C-1', book, { more: `AD${PIN}|` }))).toMatch(
        /^121/,
      );
      expect(await terminal.ask(later.checkout('C-1', 'B-30'))).toMatch(/^121/);
      await putRules(sip2, { requiresPin: false });
      sip2.clock.now += 16_000;
    });

    test('S2-34 without the PIN no money is told, after a wrong one nothing at all', async ({
      sip2,
      terminal,
      now,
      say,
      book,
    }) => {
      const owed = {
        id: 'fee-1',
        patronId: 'khoa',
        amount: 7000,
        reason: 'Sách rách',
        createdAt: now,
      };
      await sip2.db.write('fees-put', { fees: [owed] });
      await terminal.ask(say.checkout('C-2', book));
      const right = await terminal.ask(say.information('C-8', '   Y', PIN));
      expect([fields(right, 'BV'), fields(right, 'AV')]).toEqual([['7000'], ['fee-1']]);
      // Position 10, excessive fines: more than the rule of lending bears.
      expect(right.slice(2, 16)).toBe('YY        Y   ');
      const none = await terminal.ask(say.information('C-8', '   Y'));
      expect([fields(none, 'BV'), fields(none, 'AV')]).toEqual([[], []]);
      expect(none.slice(2, 16)).toBe('YY            ');
      const wrong = await terminal.ask(say.information('C-8', '  Y', '0000'));
      expect(wrong.slice(37, 61)).toBe(' '.repeat(24));
      expect(['AE', 'AU', 'CB'].map((id) => fields(wrong, id))).toEqual([[''], [], []]);
      expect(fields(none, 'CB')).toEqual(['0050']);
    });
  });
});
