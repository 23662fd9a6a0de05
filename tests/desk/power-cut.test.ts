/** What the desk has begun is brought to its end, whatever happens to the gateway or the line to the server. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeTag } from '#gateway/tags/tag.ts';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';
import { DeskPage } from './desk-page.ts';

let stand: Stand;

beforeEach(async () => {
  stand = await Stand.start({ gateway: 'child' });
});
afterEach(() => stand.close());

function labelOfSomeBook(): string {
  const [row] = stand.query(
    `select min(value) as label from item_identifier where value like 'TN.%'
     and item_id not in (select item_id from item_identifier where kind = 'tag')`,
  );
  return String(row?.['label']);
}

const recorded = (uid: string) =>
  stand.query(`select value, part from item_identifier where uid = ?`, uid);

const signedIn = async () => {
  const page = await DeskPage.signIn(stand);
  await page.until(({ online }) => online);
  return page;
};

/** The lights go out when the reader has been asked to write so many times. */
async function killDuringWrite(tag: BookTag, label: string, losing: boolean): Promise<void> {
  const page = await signedIn();
  await stand.scanner.scan(label);
  await page.until(({ tagging }) => tagging?.item?.known === 'yes');
  stand.reader.place(tag);
  const dark = new Promise<void>((resolve, reject) => {
    const stop = stand.reader.onAct(
      'write-blocks',
      async () => {
        stop();
        await stand.killGateway().then(resolve, reject);
      },
      'after',
    );
  });
  if (losing) {
    await page.until(({ tagging }) => (tagging?.losses[tag.uid] ?? []).length > 0);
    page.send({ kind: 'write', uid: tag.uid, losing });
  }
  await dark;
}

test.each([
  { name: 'a blank tag', tag: () => tagWith({ uid: nextUid(), afi: 0 }), losing: false },
  {
    name: 'an old tag',
    tag: () => bookTag({ uid: nextUid(), itemId: 'OLD.77', owner: 'VNXX' }),
    losing: true,
  },
])('D12 $name on which the gateway died is finished after the restart', async ({ tag, losing }) => {
  const label = labelOfSomeBook();
  const written = tag();
  await killDuringWrite(written, label, losing);
  expect(recorded(written.uid)).toEqual([]);
  await stand.startGateway();
  const page = await signedIn();
  await page.until(({ notice }) => notice?.code === 'desk.mended');
  await page.until(({ tagging }) => tagging?.unsent === 0);
  expect(decodeTag(written)).toMatchObject({ kind: 'iso28560-3', primaryItemId: label });
  expect(recorded(written.uid)).toEqual([{ value: label, part: 1 }]);
});

test('D12 a tag that was torn and will not take the rest is put back as it was', async () => {
  const tag = bookTag({ uid: nextUid(), itemId: 'OLD.77', owner: 'VNXX' });
  const before = tag.memory.slice();
  const label = labelOfSomeBook();
  await killDuringWrite(tag, label, true);
  // Nothing or all was written; what a reader does in between looks like this.
  tag.memory.set(before.subarray(16), 16);
  tag.locked.add(5);
  await stand.startGateway();
  const page = await signedIn();
  await page.until(({ notice }) => notice?.code === 'desk.put-back');
  expect(tag.memory).toEqual(before);
  expect(recorded(tag.uid)).toEqual([]);
});

test('D16 tags written while the server is away are told to it later, over a restart', async () => {
  const label = labelOfSomeBook();
  const page = await signedIn();
  stand.network.simulateCut();
  await page.until(({ online }) => !online);
  const tag = tagWith({ uid: nextUid(), afi: 0 });
  await stand.scanner.scan(label);
  await page.until(({ tagging }) => tagging?.item?.known === 'unasked');
  stand.reader.place(tag);
  await page.until(({ tagging }) => tagging?.writes[tag.uid]?.state === 'written');
  expect(page.snapshot.tagging?.unsent).toBe(1);
  await stand.killGateway();
  await stand.network.heal();
  await stand.startGateway();
  const later = await signedIn();
  await later.until(({ tagging }) => tagging?.unsent === 0);
  expect(recorded(tag.uid)).toEqual([{ value: label, part: 1 }]);
});
