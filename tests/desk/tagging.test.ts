/** The tagging station: from a label on paper to a tag in the book and a row at the server. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { decodeTag } from '#gateway/tags/tag.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';
import { DeskPage } from './desk-page.ts';

let stand: Stand;
let page: DeskPage;

/** Its counts begin at nothing. */
async function newSitting(): Promise<void> {
  page.send({ kind: 'leave' });
  await page.untilClosed();
  await signIn();
}

async function signIn(): Promise<void> {
  page = await DeskPage.signIn(stand);
  await page.until(({ online }) => online);
}

beforeAll(async () => {
  stand = await Stand.start();
  await signIn();
});
afterAll(async () => {
  await page.close();
  await stand.close();
});
afterEach(async () => {
  stand.reader.remove(...stand.reader.tags.map(({ uid }) => uid));
  page.send({ kind: 'next' });
  await page.until(({ pad, tagging }) => pad.length === 0 && tagging?.item === undefined);
});

const blank = (): BookTag => tagWith({ uid: nextUid(), afi: 0, dsfid: 0 });

let taken = 0;
/** A book of the sample that has a printed label and no tag, and that no other test has taken. */
function nextLabel(): string {
  const rows = stand.query(
    `select min(value) as label from item_identifier
     where value like 'TN.%' and item_id not in (select item_id from item_identifier where kind = 'tag')
     group by value having count(*) = 1 order by label limit 1 offset ?`,
    taken++,
  );
  return String(rows[0]?.['label']);
}

const recorded = (label: string) =>
  stand.query(
    `select uid, part from item_identifier where kind = 'tag' and item_id in
       (select item_id from item_identifier where kind <> 'tag' and value = ?) order by part`,
    label,
  );

const has = async (label: string, ...tags: { uid: string; part: number }[]) => {
  await page.until(({ tagging }) => tagging?.unsent === 0);
  expect(recorded(label)).toEqual(tags);
};

const state = (uid: string, wanted: string) =>
  page.until(({ tagging }) => tagging?.writes[uid]?.state === wanted);

const scanned = async (label: string) => {
  await stand.scanner.scan(label);
  await page.until(({ tagging }) => tagging?.item?.label === label && tagging.item.known === 'yes');
};

test('D10 a blank tag is written, read back and known to the server without a touch', async () => {
  await newSitting();
  const label = nextLabel();
  const tag = blank();
  await scanned(label);
  stand.reader.place(tag);
  await state(tag.uid, 'written');
  await has(label, { uid: tag.uid, part: 1 });
  expect(decodeTag(tag)).toMatchObject({ kind: 'iso28560-3', primaryItemId: label });
  expect(tag.afi).toBe(0x07);
  expect(page.snapshot.tagging?.counts).toMatchObject({ sitting: 1, lastHour: 1 });
});

test('D10 the tag may lie there before the label is scanned', async () => {
  const label = nextLabel();
  const tag = blank();
  stand.reader.place(tag);
  await page.until(({ pad }) => pad[0]?.model === 'blank' && pad[0].blocks.length === 28);
  await scanned(label);
  await state(tag.uid, 'written');
  await has(label, { uid: tag.uid, part: 1 });
});

test('D10 an old tag is not written over until what is lost was shown and accepted', async () => {
  const label = nextLabel();
  const tag = bookTag({ uid: nextUid(), itemId: 'OLD.77', owner: 'VNXX' });
  const before = tag.memory.slice();
  stand.reader.place(tag);
  await scanned(label);
  const shown = await page.until(({ tagging }) => (tagging?.losses[tag.uid] ?? []).length > 0);
  expect(shown.tagging?.losses[tag.uid]).toContainEqual({
    code: 'tag.loses-item',
    params: { id: 'OLD.77' },
  });
  page.send({ kind: 'write', uid: tag.uid, losing: false });
  await page.until(({ notice }) => notice?.code === 'desk.losses');
  expect(tag.memory).toEqual(before);
  page.send({ kind: 'write', uid: tag.uid, losing: true });
  await state(tag.uid, 'written');
  await has(label, { uid: tag.uid, part: 1 });
  page.send({ kind: 'restore', uid: tag.uid });
  await page.until(({ notice }) => notice?.code === 'desk.restored');
  expect(tag.memory).toEqual(before);
  await has(label);
});

test('D12 a tag pulled away in the middle is finished when it is laid down again', async () => {
  const label = nextLabel();
  const tag = blank();
  await scanned(label);
  stand.reader.simulatePullAway(tag.uid, 'write');
  stand.reader.place(tag);
  await state(tag.uid, 'torn');
  expect(stand.reader.fired).toContainEqual(expect.objectContaining({ fault: 'pull-away' }));
  await page.until(({ pad }) => pad.length === 0);
  stand.reader.place(tag);
  await state(tag.uid, 'written');
  await has(label, { uid: tag.uid, part: 1 });
  expect(decodeTag(tag)).toMatchObject({ primaryItemId: label });
});

test('D14 a locked block refuses in words, and the tag stays as it was', async () => {
  const label = nextLabel();
  const tag = blank();
  tag.locked.add(2);
  const before = tag.memory.slice();
  await scanned(label);
  stand.reader.place(tag);
  await page.until(
    ({ notice }) =>
      notice?.code.startsWith('tag.cannot') === true || notice?.code === 'desk.tag-refused',
  );
  expect(tag.memory).toEqual(before);
  expect(recorded(label)).toEqual([]);
});

test('D11 the parts of a set are written one after the other, each with its number', async () => {
  const label = nextLabel();
  const tags = [blank(), blank()];
  await scanned(label);
  page.send({ kind: 'parts', parts: 2 });
  await page.until(({ tagging }) => tagging?.parts === 2);
  for (const [at, tag] of tags.entries()) {
    stand.reader.place(tag);
    await state(tag.uid, 'written');
    stand.reader.remove(tag.uid);
    await page.until(({ pad, tagging }) => pad.length === 0 && tagging?.done.length === at + 1);
    expect(decodeTag(tag)).toMatchObject({ partNumber: at + 1, partsInItem: 2 });
  }
  await has(label, ...tags.map(({ uid }, at) => ({ uid, part: at + 1 })));
});
