/** A tagging station: what a tag says, what its gates listen to. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { bookTag, nextUid, tagWith } from '#tests/simulators/book-tag.ts';
import { Stand } from '#tests/stand.ts';
import { TERMINAL_ID } from '#tests/stand/settings.ts';
import { DeskPage } from './desk-page.ts';

let stand: Stand;
let page: DeskPage;

beforeAll(async () => {
  stand = await Stand.start({
    gatewaySettings: { terminal: { id: TERMINAL_ID, profile: 'tagging' } },
  });
  page = await DeskPage.signIn(stand);
});
afterAll(async () => {
  await page.close();
  await stand.close();
});
afterEach(async () => {
  stand.reader.remove(...stand.reader.tags.map(({ uid }) => uid));
  await page.until(({ pad }) => pad.length === 0);
});

const seen = (uid: string) =>
  page.until(({ pad }) => pad.some((tag) => tag.uid === uid && tag.blocks.length === 28));

test('D7 a tagging station has no touchscreen: its first page is the desk', async () => {
  const answer = await fetch(`${stand.kioskUrl}/`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/desk');
});

test('D9 every tag is told in words and in bytes, with its locks', async () => {
  const tag = bookTag({ uid: nextUid(), itemId: 'TN.77', owner: 'VNXX', part: 2, parts: 3 });
  tag.locked.add(1);
  page.send({ kind: 'task', task: 'look' });
  stand.reader.place(tag);
  const { pad } = await seen(tag.uid);
  expect(pad[0]).toMatchObject({
    uid: tag.uid,
    model: 'iso28560-3',
    itemId: 'TN.77',
    part: 2,
    partsInItem: 3,
    afi: 0x07,
    security: 'armed',
  });
  expect(pad[0]?.says[0]).toEqual({ code: 'tag.item', params: { id: 'TN.77' } });
  expect(pad[0]?.blocks[0]?.hex).toBe(
    Buffer.from(tag.memory.subarray(0, 4)).toString('hex').toUpperCase(),
  );
  expect(pad[0]?.blocks.map(({ locked }) => locked).indexOf(true)).toBe(1);
});

test('D17 by hand the gate is told to ring, or not to', async () => {
  const tag = bookTag({ uid: nextUid(), itemId: 'TN.78' });
  page.send({ kind: 'task', task: 'look' });
  stand.reader.place(tag);
  await seen(tag.uid);
  page.send({ kind: 'secure', uid: tag.uid, wanted: 'disarmed' });
  await page.until(({ pad }) => pad[0]?.security === 'disarmed');
  expect(tag.afi).toBe(0xc2);
});

test('D18 two books teach what the gate listens to, at once and over a restart', async () => {
  const shelf = tagWith({ uid: nextUid(), afi: 0x9e });
  const lent = tagWith({ uid: nextUid(), afi: 0x01 });
  page.send({ kind: 'task', task: 'learn-security' });
  stand.reader.place(shelf, lent);
  await seen(shelf.uid);
  await seen(lent.uid);
  page.send({ kind: 'learn', uid: shelf.uid, as: 'armed' });
  page.send({ kind: 'learn', uid: lent.uid, as: 'disarmed' });
  await page.until(({ security }) => security?.proposal?.armedAfi === 0x9e);
  page.send({ kind: 'accept-security' });
  const learned = await page.until(({ security }) => security?.inForce.armedAfi === 0x9e);
  expect(learned.security?.inForce).toEqual({ armedAfi: 0x9e, disarmedAfi: 0x01, eas: false });
  expect(learned.pad.map(({ security }) => security)).toEqual(['armed', 'disarmed']);
  page.send({ kind: 'secure', uid: shelf.uid, wanted: 'disarmed' });
  await page.until(({ pad }) => pad[0]?.security === 'disarmed');
  expect(shelf.afi).toBe(0x01);

  await stand.stopGateway();
  await stand.startGateway();
  page = await DeskPage.signIn(stand);
  page.send({ kind: 'task', task: 'learn-security' });
  await page.until(({ security }) => security?.inForce.armedAfi === 0x9e);
  page.send({ kind: 'forget-security' });
  await page.until(({ security }) => security?.inForce.armedAfi === 0x07);
});

test('D19 nothing of an identity card is shown', async () => {
  page.send({ kind: 'task', task: 'scan-rules' });
  await page.until(({ task }) => task === 'scan-rules');
  await stand.scanner.scan('099000000001||Nguyễn Văn Thử|01012000|Nam|Hoa Giang|01012022');
  const shown = await page.until(({ notice }) => notice?.code === 'desk.scan-private');
  expect(JSON.stringify(shown)).not.toContain('099000000001');
  await stand.scanner.scan('TN.000001');
  await page.until(({ rules }) => rules?.last?.text === 'TN.000001');
  page.send({ kind: 'sample', text: 'TN.000001', is: 'item' });
  const { rules } = await page.until(({ rules: told }) => told?.samples.length === 1);
  expect(rules?.samples[0]).toMatchObject({ text: 'TN.000001', is: 'item', taken: 'item' });
});
