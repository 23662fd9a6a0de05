/** The permit is made by one program and read by another: together they say what the library would have said. */
import { beforeAll, expect, test } from 'vitest';
import { decideByPermit } from '#gateway/offline-policy.ts';
import { loadPermit } from '#gateway/permit/open-permit.ts';
import type { Permit } from '#gateway/permit/permit.ts';
import { onSqlite } from '#tests/databases.ts';
import { foundPermitNetwork } from '#tests/fixtures/permit-network.ts';
import { doorOf, permitOffice } from '#tests/fixtures/permit-office.ts';
import type { PermitOffice } from '#tests/fixtures/permit-office.ts';
import { readPermit } from '#tests/fixtures/permit-reader.ts';
import { NOW } from '#tests/fixtures/small-network.ts';
import { staffAt } from '#tests/fixtures/small-staff.ts';

const CARDS = [
  ...['clean', 'blocked', 'owes', 'owes-little', 'expired', 'last-day', 'late', 'a-bit-late'],
  ...['full', 'child', 'owes-at-work', 'pinned', 'S-1'],
];
const BOOKS = [
  ...['plain', 'damaged', 'withdrawn', 'lost', 'missing', 'disc', 'reference', 'kept', 'needed'],
  ...['spare', 'under-way', '0012', '0013'],
];

/** Who has three books may have a fourth only if it is a disc; without an answer the strictest rule counts (K8). */
const STRICTER = 'full disc';

const engine = onSqlite();
let office: PermitOffice;
const permits = new Map<string, Permit>();

beforeAll(async () => {
  office = await permitOffice(engine);
  await foundPermitNetwork(office.db);
  await staffAt(office.db, 'network', 'administrator', 'administrator');
  const desk = office.desk();
  for (const libraryId of ['central', 'school-a']) {
    const terminal = await office.addTerminal(libraryId);
    const door = doorOf(desk, terminal);
    const { key, manifest } = await readPermit(door, terminal);
    const chunk = async (sha256: string) => Buffer.from(await door.chunk(sha256));
    permits.set(libraryId, await loadPermit(manifest, key, chunk));
  }
});

/** What the library says: the due date, or why not. */
async function online(libraryId: string, card: string, label: string): Promise<number | string> {
  const reach = { actor: { kind: 'staff', id: 'administrator' }, now: NOW } as const;
  const tried = await office.db.read('rule-try', {
    ...{ reach, library: libraryId, day: '2026-11-23', daysLate: 0 },
    ...{ patron: { card }, item: { label } },
  });
  return tried?.dueAt ?? tried?.refusal?.code ?? 'no answer';
}

function offline(libraryId: string, card: string, identifier: string): number | string {
  const permit = permits.get(libraryId);
  if (!permit) throw new Error('no permit');
  const said = decideByPermit(permit, {
    ...{ card, item: { identifier }, now: NOW, pinVerified: true },
    ...{ promised: 0, lent: 0, lastNo: undefined },
  });
  return said.answer === 'lend' ? said.dueAt : said.refusal.code;
}

test.each(['central', 'school-a'])(
  'PM21 PM24 at “%s” a terminal lends without an answer what the library would lend, until the same day',
  async (libraryId) => {
    let lent = 0;
    for (const card of CARDS)
      for (const book of BOOKS) {
        const said = await online(libraryId, card, book);
        const permitted = offline(libraryId, card, book);
        // Of two reasons either may be told first.
        if (typeof said === 'string')
          expect([card, book, typeof permitted]).toEqual([card, book, 'string']);
        else if (`${card} ${book}` === STRICTER) expect(permitted).toBe('limit-reached');
        else expect([card, book, permitted]).toEqual([card, book, said]);
        if (typeof said === 'number') lent += 1;
      }
    expect(lent).toBeGreaterThan(30);
  },
);

test('PM21 what is wrong with a card is told in the library’s words, but for money', async () => {
  const said = async (card: string) => [
    await online('central', card, 'plain'),
    offline('central', card, 'plain'),
  ];
  expect(await said('blocked')).toEqual(['patron-blocked', 'patron-blocked']);
  expect(await said('expired')).toEqual(['card-expired', 'card-expired']);
  expect(await said('late')).toEqual(['too-many-overdue', 'too-many-overdue']);
  expect(await said('full')).toEqual(['limit-reached', 'limit-reached']);
  expect(await said('owes')).toEqual(['fee-owed', 'patron-blocked']);
});

test('PM24 what is wrong with an item is told in the library’s words', async () => {
  for (const book of ['withdrawn', 'lost', 'missing', 'reference', 'kept', 'needed', '0012'])
    expect([book, offline('central', 'clean', book)]).toEqual([
      ...[book, await online('central', 'clean', book)],
    ]);
});
