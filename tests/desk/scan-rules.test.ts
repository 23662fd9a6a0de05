/** Card or book? Ten scans teach a terminal, and the next visit goes by what it has learned. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stand } from '#tests/stand.ts';
import { Screen } from '#tests/stand/screen.ts';
import { DeskPage } from './desk-page.ts';

let stand: Stand;
let screen: Screen;

beforeAll(async () => {
  stand = await Stand.start({ gatewaySettings: { scanRules: [] } });
  screen = await Screen.open(stand.kioskUrl);
});
afterAll(async () => {
  screen.close();
  await stand.close();
});

const CARDS = ['SV2401001', 'SV2401002', 'SV2302417', 'SV2200008', 'SV2399999'];
const LABELS = ['TN.000001', 'TN.000002', 'VV.012345', 'GT.000007', 'VV.000123'];

const openRules = async (): Promise<DeskPage> => {
  const page = await DeskPage.signIn(stand);
  page.send({ kind: 'task', task: 'scan-rules' });
  await page.until(({ devicesAre, task }) => devicesAre === 'ours' && task === 'scan-rules');
  return page;
};

async function teach(page: DeskPage, text: string, is: 'patron' | 'item'): Promise<void> {
  await stand.scanner.scan(text);
  await page.until(({ rules }) => rules?.last?.text === text);
  page.send({ kind: 'sample', text, is });
  await page.until(({ rules }) => rules?.samples.some((sample) => sample.text === text) === true);
}

const leave = async (page: DeskPage): Promise<void> => {
  page.send({ kind: 'leave' });
  await page.untilClosed();
  await screen.until(({ screen: name }) => name === 'start');
};

test('D20 ten scans lead to rules that are in force at the next visit, and over a restart', async () => {
  await screen.until(({ screen: name }) => name === 'start');
  let page = await openRules();
  for (const text of CARDS) await teach(page, text, 'patron');
  for (const text of LABELS) await teach(page, text, 'item');
  const taught = await page.until(({ rules }) => rules?.proposal?.right === 10);
  expect(taught.rules?.inForce).toEqual([]);
  const rules = [
    { code: 'desk.rule-patron', params: { form: '@@#######' } },
    { code: 'desk.rule-item', params: { form: '@@.######' } },
  ];
  expect(taught.rules?.proposal?.rules).toEqual(rules);
  page.send({ kind: 'accept-rules' });
  await page.until(({ notice }) => notice?.code === 'desk.rules-learned');
  await leave(page);

  // A label is a book now, where it would have been asked about as a card.
  await stand.scanner.scan('TN.000002');
  await screen.until((snapshot) => snapshot.screen === 'return-or-borrow');
  screen.tap({ kind: 'back' });
  await screen.until(({ screen: name }) => name === 'start');
  await stand.scanner.scan('SV2401001');
  await screen.until(({ notice }) => notice?.code === 'card-unknown');

  screen.close();
  await stand.stopGateway();
  await stand.startGateway();
  screen = await Screen.open(stand.kioskUrl);
  await screen.until(({ screen: name }) => name === 'start');
  page = await openRules();
  await page.until((snapshot) => snapshot.rules?.inForce.length === 2);
  page.send({ kind: 'forget-rules' });
  await page.until((snapshot) => snapshot.rules?.inForce.length === 0);
  await leave(page);
});

test('D21 a scanner that types into the page is one: AIM identifier off, and nobody’s papers kept', async () => {
  const page = await openRules();
  page.send({ kind: 'wedge', text: ']C0VV.000777' });
  const { rules } = await page.until((snapshot) => snapshot.rules?.last !== undefined);
  expect(rules?.last).toMatchObject({ text: 'VV.000777', symbology: 'code128', taken: 'either' });
  page.send({
    kind: 'wedge',
    text: '099000000001||Nguyễn Văn Thử|01012000|Nam|Hoa Giang|01012022',
  });
  const told = await page.until(({ notice }) => notice?.code === 'desk.scan-private');
  expect(JSON.stringify(told)).not.toContain('099000000001');
  await leave(page);
});
