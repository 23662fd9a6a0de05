import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scan } from '../devices/device.ts';
import type { ScanSettings } from './rules/settings.ts';
import { CARD, CITIZEN, CITIZEN_NUMBER, MAI, PIN, Play } from './testing/play.ts';
import { SETTINGS, book, labelOf } from './testing/play.ts';
import { DEFAULT_GROUPS } from './rules/settings.ts';

const NUMBER = CITIZEN_NUMBER;
const HEALTH = 'GD4010123456789|4e677579e1bb856e|01/01/1990|1|48c3a0|01 - 001|01/01/2026';
const PAYMENT = '00020101021253037046304ABCD';

const site = (scans: Partial<ScanSettings>) => ({ scans: { ...SETTINGS.scans, ...scans } });
const ASKING = site({ identityCard: 'ask-library' });
const typed = (play: Play, text: string): Play =>
  play.send({ kind: 'command', command: { kind: 'wedge', text } });

/** Everything that leaves the session or stays in it, but for the question that was asked. */
const traces = ({ effects, events, session, snapshot }: Play): string =>
  JSON.stringify([effects.filter(({ kind }) => kind !== 'identify'), events, session, snapshot]);

describe('what is no library’s', () => {
  const papers = [
    ['identity-card-declined', CITIZEN],
    ['health-card-scanned', HEALTH],
    ['payment-code-scanned', PAYMENT],
    ['link-scanned', 'https://example.org/nguyen-van-a'],
    ['scan-unreadable', 'x'.repeat(200)],
  ] as const;

  test.each(papers)(
    'S160 %s on the start screen: said, asked of nobody, kept nowhere',
    (code, text) => {
      const play = Play.ready(site({ rules: [] })).scan(text);
      expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code } });
      expect(play.effects).toEqual([]);
      expect(traces(play)).not.toContain(text.slice(0, 12));
    },
  );

  test.each(papers)('S160 %s on a list: said, and the list stays', (code, text) => {
    const play = Play.borrowing(site({ rules: [] })).scan(text);
    expect(play.snapshot).toMatchObject({ screen: 'borrow', notice: { code }, lines: [] });
    expect(traces(play)).not.toContain(text.slice(0, 12));
  });

  test('S160 what the rules pass over is passed over', () => {
    const play = Play.ready(site({ rules: [{ pattern: '^99', kind: 'ignore' }] })).scan('9912345');
    expect([play.effects, play.snapshot.notice]).toEqual([[], undefined]);
  });
});

describe('a citizen’s card where the library is asked by it', () => {
  test('S161 sends the number alone, and goes on with the library’s own card', () => {
    const play = Play.ready(ASKING).scan(CITIZEN);
    const [asked] = play.effects;
    expect(asked).toMatchObject({ kind: 'identify', query: { card: NUMBER, entry: 'scanned' } });
    play.welcome({ ...MAI, card: CARD }).lay(book(1));
    expect(play.take('transact').transaction.card).toBe(CARD);
    expect(JSON.stringify([play.session, play.snapshot, play.effects])).not.toContain(NUMBER);
  });

  test('S161 nothing but the number is ever kept, not even while the answer is waited for', () => {
    const play = Play.ready(ASKING).scan(CITIZEN);
    expect(traces(play)).not.toMatch(/NGUYỄN|1990\||Tràng Tiền/);
    expect(JSON.stringify(play.snapshot)).not.toContain(NUMBER);
  });

  test('S161 a patron without a card of the library’s is not served by it', () => {
    const play = Play.ready(ASKING).scan(CITIZEN).welcome();
    expect(play.snapshot).toMatchObject({
      ...{ screen: 'start', notice: { code: 'identity-card-declined' } },
    });
    expect(JSON.stringify(play.session)).not.toContain(NUMBER);
    expect(play.snapshot).not.toHaveProperty('patron');
  });

  test.each(['card-unknown', 'patron-blocked'])('S161 refused (%s), it is forgotten', (code) => {
    const play = Play.ready(ASKING).scan(CITIZEN).refuseCard(code);
    expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code } });
    expect(JSON.stringify(play.session)).not.toContain(NUMBER);
  });

  test('S161 the PIN may be wanted; what goes on is the library’s card all the same', () => {
    const again = Play.ready(ASKING).scan(CITIZEN).refuseCard('pin-required');
    again.tap({ kind: 'enter-pin', pin: PIN });
    expect(again.effects).toMatchObject([{ query: { card: NUMBER, pin: PIN, entry: 'scanned' } }]);
    again.welcome({ ...MAI, card: CARD });
    expect(again.session.visit.people[0]?.query).toEqual({
      card: CARD,
      pin: PIN,
      entry: 'scanned',
    });
    const without = Play.ready(ASKING).scan(CITIZEN).refuseCard('pin-required');
    expect(without.tap({ kind: 'enter-pin', pin: PIN }).welcome().snapshot.notice?.code).toBe(
      'identity-card-declined',
    );
  });

  test('S161 on a list it is a card where a book is expected', () => {
    const groups = { ...DEFAULT_GROUPS, family: false };
    const play = Play.borrowing({ ...ASKING, groups }).scan(CITIZEN);
    expect(play.snapshot.notice?.code).toBe('finish-first');
  });

  test('S162 typed by a keyboard it is not believed: an input method may have rewritten it', () => {
    const play = typed(Play.ready({ ...ASKING, wedge: true }), CITIZEN);
    expect(play.snapshot.notice?.code).toBe('identity-card-declined');
    expect(play.effects).toEqual([]);
  });

  test('S161 whatever stands in its other fields, nothing of them leaves the scan', () => {
    const field = fc.stringMatching(/^[\p{Lu}]{6,20}$/u).map((text) => text.normalize('NFC'));
    fc.assert(
      fc.property(field, field, fc.array(field), (name, address, more) => {
        const text = [NUMBER, '', name, '01011990', 'Nam', address, '15042021', ...more].join('|');
        const play = Play.ready(ASKING).scan(text);
        const kept = JSON.stringify([play.session, play.events, play.effects, play.snapshot]);
        for (const secret of [name, address, ...more]) expect(kept).not.toContain(secret);
      }),
    );
  });
});

describe('a number that no rule knows', () => {
  const EITHER = site({ rules: [], tryOtherKind: true });

  test('S163 is asked about as what the screen waits for', () => {
    expect(Play.ready(site({ rules: [] })).scan(labelOf(1)).asked).toEqual(['identify']);
    expect(Play.borrowing(site({ rules: [] })).scan(CARD).asked).toEqual(['transact']);
  });

  test('S163 and nobody’s card: a book’s label, where the site tries that', () => {
    const play = Play.ready(EITHER).scan(labelOf(1)).refuseCard('card-unknown');
    expect(play.snapshot).toMatchObject({ screen: 'return-or-borrow', booksOnPad: 1 });
    expect(play.effects).toEqual([]);
    const strict = Play.ready(site({ rules: [] }))
      .scan(labelOf(1))
      .refuseCard('card-unknown');
    expect(strict.snapshot.notice?.code).toBe('card-unknown');
  });

  test('S163 a card that is somebody’s, and refused, is no label', () => {
    const play = Play.ready(EITHER).scan(CARD).refuseCard('card-expired');
    expect(play.snapshot).toMatchObject({ screen: 'start', notice: { code: 'card-expired' } });
  });

  test('S163 a book’s label is never asked about as a card', () => {
    const play = Play.borrowing(EITHER).scan(CARD);
    play.refuse('item-unknown');
    expect(play.effects).toEqual([]);
  });
});

test('S164 a transformed number is what goes on', () => {
  const rules: ScanSettings['rules'] = [
    { pattern: '^https://example\\.org/c/(\\d+)$', kind: 'patron', transform: '$1' },
  ];
  const play = Play.ready(site({ rules }));
  const link: Scan = { text: 'https://example.org/c/4711', symbology: 'qr', guessed: false };
  play.send({ kind: 'scanned', scan: link });
  expect(play.take('identify').query.card).toBe('4711');
});
