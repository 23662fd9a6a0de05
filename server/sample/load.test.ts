import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { AppDatabase } from '#server/db/registry.ts';
import { registry } from '#server/db/registry.ts';
import { eachDatabase } from '#tests/databases.ts';
import { loadSample } from './load.ts';
import type { DemoNote } from './rules/demo.ts';
import { CENTRAL, DEMO_CARDS, sampleShelf } from './sample.ts';

const TODAY = '2026-11-23';
const NOW = Date.parse('2026-11-23T03:00:00Z');

const labelOf = ({ item }: (typeof sampleShelf)[number]): string =>
  item.identifiers[0]?.value ?? '';

eachDatabase((engine) => {
  let database: AppDatabase;
  beforeAll(async () => {
    database = await engine.open(registry);
    await loadSample(database, { today: TODAY });
  });

  /** What the central library’s rules answer; a terminal asks no more than this. */
  async function asked(act: 'checkout' | 'checkin', identifier: string, card?: string) {
    const id = randomUUID();
    const result = await database.write('transact', {
      id,
      act,
      mode: 'attempt',
      card,
      item: { identifier },
      occurredAt: NOW,
      terminalId: 'kiosk',
      libraryId: CENTRAL,
      fingerprint: id,
      receiptCode: id,
      now: NOW,
    });
    if (result.kind !== 'answer') throw new Error(result.kind);
    return result.answer;
  }

  const lent = async (identifier: string, card: string): Promise<string> => {
    const answer = await asked('checkout', identifier, card);
    return answer.outcome === 'refused' ? answer.refusal.code : answer.outcome;
  };

  test('the catalogue finds a title and counts what may be borrowed of it', async () => {
    const [found] = await database.read('catalogue-search', {
      text: 'de men phieu luu ky',
      limit: 5,
    });
    expect(found).toMatchObject({ title: 'Dế Mèn phiêu lưu ký', author: 'Tô Hoài', year: 1941 });
    expect(found?.available).toBeGreaterThan(0);
  });

  const NOTED: readonly (readonly [DemoNote, string])[] = [
    ['on-hold', 'item-on-hold'],
    ['reference', 'not-for-loan'],
    ['own-loan', 'own-loan'],
    ['set', 'accepted'],
  ];
  test.each(NOTED)('the book noted “%s” is answered %s', async (note, answer) => {
    const [book] = sampleShelf.filter((each) => each.note === note);
    if (!book) throw new Error(`no book is noted ${note}`);
    expect(await lent(labelOf(book), DEMO_CARDS[0].number)).toBe(answer);
  });

  test('every book without a note is lent to the second card, and comes back', async () => {
    for (const book of sampleShelf.filter(({ note }) => note === undefined)) {
      expect(await lent(labelOf(book), DEMO_CARDS[1].number), book.item.id).toBe('accepted');
      expect(await asked('checkin', labelOf(book))).toMatchObject({ outcome: 'accepted' });
    }
  });

  const CARDS: readonly (readonly [DemoNote, string])[] = [
    ['no-pin', 'accepted'],
    ['blocked', 'patron-blocked'],
    ['expired', 'card-expired'],
    ['fee-owed', 'fee-owed'],
  ];
  test.each(CARDS)('the card noted “%s” is answered %s', async (note, answer) => {
    const [card] = DEMO_CARDS.filter((each) => each.note === note);
    const [book] = sampleShelf;
    if (!card || !book) throw new Error(`no card is noted ${note}`);
    expect(await lent(labelOf(book), card.number)).toBe(answer);
    await asked('checkin', labelOf(book));
  });

  test('a number of both schools is no one’s book in the central library', async () => {
    expect(await lent('00001', DEMO_CARDS[0].number)).toBe('several-matches');
  });

  test('loaded again, on a later day, nothing is doubled', async () => {
    const before = await database.read('catalogue-search', { text: 'toi la beto', limit: 5 });
    await loadSample(database, { today: '2026-11-25' });
    expect(await database.read('catalogue-search', { text: 'toi la beto', limit: 5 })).toEqual(
      before,
    );
  });
});
