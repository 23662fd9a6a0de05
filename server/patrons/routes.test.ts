import { beforeAll, describe, expect, test } from 'vitest';
import { eachDatabase } from '#tests/databases.ts';
import { PIN, stockDesk } from '#tests/fixtures/small-desk.ts';
import { startTestServer } from '#tests/test-server.ts';
import type { TestServer, TestTerminal } from '#tests/test-server.ts';

eachDatabase((engine) => {
  let server: TestServer;
  let terminal: TestTerminal;
  let token: string;

  beforeAll(async () => {
    server = await startTestServer(engine);
    await stockDesk(server.db);
    terminal = await server.addTerminal('central');
    token = await terminal.token();
  });

  const identify = async (card: string, more: object = {}) =>
    (
      await server.ask('POST', '/patrons/identify', {
        token,
        body: { card, entry: 'scanned', ...more },
      })
    ).body;
  const account = async (card: string, pin = PIN) =>
    (await server.ask('POST', '/patrons/account', { token, body: { card, entry: 'scanned', pin } }))
      .body;
  const typed = (card: string, pin: string) => identify(card, { entry: 'typed', pin });

  test('nobody is told of a patron without a terminal’s token', async () => {
    const body = { card: 'C-AN', entry: 'scanned' };
    expect((await server.ask('POST', '/patrons/identify', { body })).status).toBe(401);
    expect(
      (await server.ask('POST', '/patrons/account', { body: { ...body, pin: PIN } })).status,
    ).toBe(401);
  });

  test('a scanned card shows the initial and no more', async () => {
    expect(await identify('C-AN')).toEqual({
      outcome: 'accepted',
      patron: { initial: 'Á', child: false, hasPin: true, pinVerified: false, loansLeft: 5 },
    });
  });

  test('K10 asked by an identity card’s number, the library’s own card is named to go on with', async () => {
    expect(await identify('001090123456')).toMatchObject({ patron: { card: 'C-CITIZEN' } });
    expect(await identify('04A1B2C3')).toMatchObject({ outcome: 'accepted' });
    for (const card of ['04A1B2C3', 'C-CITIZEN']) {
      expect(await identify(card)).not.toHaveProperty('patron.card');
    }
    expect(await identify('001090123457')).toMatchObject({
      ...{ outcome: 'refused', refusal: { code: 'identity-card-declined' } },
    });
  });

  test('K11 a teacher may lead a class; of nobody else it is even said', async () => {
    expect(await identify('C-TEACH')).toMatchObject({ patron: { mayLeadClass: true } });
    expect(await identify('C-AN')).not.toHaveProperty('patron.mayLeadClass');
  });

  test('a typed number with its PIN is as good as a scan', async () => {
    expect(await typed('C-AN', PIN)).toMatchObject({ patron: { pinVerified: true } });
  });

  test('K3 a typed number of nobody, one without a PIN and a wrong PIN are answered alike', async () => {
    const wrong = {
      outcome: 'refused',
      refusal: { code: 'number-or-pin-wrong', params: { triesLeft: 4 } },
    };
    expect(await typed('C-NOBODY-1', PIN)).toEqual(wrong);
    expect(await typed('C-NOPIN', PIN)).toEqual(wrong);
    expect(await typed('C-AN', '0000')).toEqual(wrong);
    expect(await typed('C-AN', PIN)).toMatchObject({ outcome: 'accepted' });
  });

  describe('K4 five wrong PINs', () => {
    test.each(['C-AN', 'C-NOBODY-2'])('lock the number %s for fifteen minutes', async (card) => {
      for (const triesLeft of [4, 3, 2, 1])
        expect(await typed(card, '0000')).toMatchObject({ refusal: { params: { triesLeft } } });
      const fifth = await typed(card, '0000');
      expect(fifth.refusal.code).toBe('pin-locked');
      expect(await typed(card, PIN)).toEqual(fifth);
      server.clock.ahead += 15 * 60_000 + 1;
      // The terminal's token has ended meanwhile.
      token = await terminal.token();
      expect((await typed(card, PIN)).outcome).toBe(card === 'C-AN' ? 'accepted' : 'refused');
    });

    test('at once get no more tries than one after the other', async () => {
      const answers = await Promise.all(
        Array.from({ length: 12 }, () => typed('C-NOBODY-3', '0000')),
      );
      const codes = answers.map(({ refusal }) => refusal.code);
      expect(codes.filter((code) => code === 'number-or-pin-wrong')).toHaveLength(4);
      expect(codes.filter((code) => code === 'pin-locked')).toHaveLength(8);
    });

    test('are forgotten after the right one', async () => {
      for (let tries = 0; tries < 8; tries += 1) {
        expect(await typed('C-AN', '0000')).toMatchObject({
          refusal: { params: { triesLeft: 4 } },
        });
        expect(await typed('C-AN', PIN)).toMatchObject({ outcome: 'accepted' });
      }
    });
  });

  test('K5 K7 a blocked patron and one who owes money are told alike before the PIN', async () => {
    expect(await identify('C-BLOCK')).toMatchObject({ refusal: { code: 'patron-blocked' } });
    expect(await identify('C-DEBT')).toMatchObject({ refusal: { code: 'patron-blocked' } });
    expect(await identify('C-DEBT', { pin: PIN })).toMatchObject({ refusal: { code: 'fee-owed' } });
  });

  test('K9 the account needs the right PIN, and shows fees to grown-ups only', async () => {
    expect(await account('C-DEBT', '0000')).toMatchObject({ refusal: { code: 'pin-wrong' } });
    expect(await account('C-DEBT')).toEqual({
      outcome: 'accepted',
      account: { loans: [], feesOwed: 12_000 },
    });
    expect(await account('C-BLOCK')).toMatchObject({ outcome: 'accepted' });
    expect(await account('C-CHILD')).toEqual({ outcome: 'accepted', account: { loans: [] } });
  });

  test('a PIN is kept as its argon2id hash only', async () => {
    const asked = { libraryId: 'central', card: 'C-AN', now: 0 };
    expect(await server.db.read('patron-by-card', asked)).toMatchObject({
      pinHash: expect.stringMatching(/^\$argon2id\$/),
    });
  });
});
