/** What a terminal can be asked from afar, drawn from fixtures in each language, judged as a person and as axe would. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/600.css';
import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { Order, WatchedTerminal } from '../../answers.ts';
import { NOW } from '../../circulation-fixtures.ts';
import { checkPages, said } from '../../page-checks.ts';
import type { Language } from '../../page-checks.ts';
import '../../staff.css';
import type { Done } from '../../trouble.ts';
import { staffWords } from '../../words.ts';
import TerminalHead from '../terminal-head.svelte';
import { kiosk, ORDERS } from './fixtures.ts';
import { bundleOf } from './give.ts';
import MachineActs from './machine-acts.svelte';
import OrderHistory from './order-history.svelte';
import { stageText } from './order-said.ts';
import ServiceActs from './service-acts.svelte';

const paused: WatchedTerminal = {
  ...kiosk,
  state: kiosk.state && { ...kiosk.state, pause: { since: NOW - 3_600_000, by: 'here' } },
};
const DONE: Done<unknown> = { kind: 'done', value: {} };
const given: { act: string; what: Order }[] = [];
let answer: Done<unknown> = DONE;
const onGive = (act: string, what: Order): Promise<Done<unknown>> => {
  given.push({ act, what });
  return Promise.resolve(answer);
};

const of = (language: Language, terminal = kiosk) => ({
  ...{ words: staffWords(language), terminal, now: NOW, onGive },
});
const PAGES = {
  head: (language: Language) => render(TerminalHead, of(language)),
  'service acts': (language: Language) => render(ServiceActs, of(language)),
  'service acts, paused': (language: Language) => render(ServiceActs, of(language, paused)),
  'machine acts': (language: Language) => render(MachineActs, of(language)),
  'orders given': (language: Language) =>
    render(OrderHistory, {
      ...{ ...of(language), orders: ORDERS },
      bundle: (order: string) => bundleOf('quay-1', order),
    }),
} as const;

beforeEach(() => {
  given.length = 0;
  answer = DONE;
});

checkPages(PAGES);

test('RH8 out of service: what will happen is said, and the message goes along', async () => {
  await PAGES['service acts']('en');
  await page.getByRole('button', { name: 'Put out of service' }).click();
  const dialog = page.getByRole('dialog', { name: 'Put out of service' });
  await expect.poll(() => said(dialog)).toMatch(/finishes first/);
  await dialog.getByLabelText(/^Message on the screen/).fill('  Back at three o’clock ');
  await dialog.getByRole('button', { name: 'Do it' }).click();
  expect(given).toMatchObject([{ what: { kind: 'pause', message: 'Back at three o’clock' } }]);
});

test('RH8 without a message the screen has its usual words', async () => {
  await PAGES['service acts']('en');
  await page.getByRole('button', { name: 'Put out of service' }).click();
  await page.getByRole('button', { name: 'Do it' }).click();
  expect(given.map(({ what }) => what)).toEqual([{ kind: 'pause' }]);
});

test('RH8 one that is out of service says since when and by whose hand, and is put back at once', async () => {
  await PAGES['service acts, paused']('en');
  await expect.element(page.getByText(/put so at the machine\s+1 hour ago/)).toBeVisible();
  await page.getByRole('button', { name: 'Back in service' }).click();
  expect(given.map(({ what }) => what)).toEqual([{ kind: 'resume' }]);
});

test('a device is chosen among those that the machine has told of, each with how it is', async () => {
  await PAGES['machine acts']('en');
  await page.getByRole('button', { name: 'Restart one device' }).click();
  const which = page.getByRole('combobox', { name: 'Device' });
  expect(
    which
      .getByRole('option')
      .elements()
      .map(({ textContent }) => textContent?.trim()),
  ).toEqual(['RFID pad: faulty', 'Receipt printer: ready']);
  await which.selectOptions('printer');
  await page.getByRole('button', { name: 'Do it' }).click();
  expect(given.map(({ what }) => what)).toEqual([{ kind: 'restart-device', device: 'printer' }]);
});

test('without a printer nobody is offered a test slip', async () => {
  const state = kiosk.state && { ...kiosk.state, devices: [] };
  await render(MachineActs, of('en', { ...kiosk, state }));
  expect(page.getByRole('button', { name: 'Test print' }).elements()).toEqual([]);
  expect(page.getByRole('button', { name: 'Restart one device' }).elements()).toEqual([]);
});

test('RH6 what nobody has heard is asked again under the same id, so that it is given once', async () => {
  await PAGES['machine acts']('en');
  const blink = page.getByRole('button', { name: 'Blink' });
  answer = { kind: 'trouble', trouble: { key: 'trouble.no-server' } };
  await blink.click();
  await expect.element(page.getByText(/nobody knows yet whether/)).toBeVisible();
  answer = DONE;
  await blink.click();
  await expect.poll(() => given.length).toBe(2);
  await expect.element(blink).toBeEnabled();
  await blink.click();
  await expect.poll(() => given.length).toBe(3);
  const [first, again, next] = given.map(({ act }) => act);
  expect(again).toBe(first);
  expect(next).not.toBe(first);
});

test('the keyboard alone asks', async () => {
  await PAGES['machine acts']('en');
  (page.getByRole('button', { name: 'Blink' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => given.map(({ what }) => what.kind)).toEqual(['blink']);
});

test('how far the latest have come stands on top, those of long ago only in the list', async () => {
  await PAGES['orders given']('en');
  const latest = page.getByRole('list', { name: 'What was just asked' }).getByRole('listitem');
  await expect.poll(() => latest.elements().length).toBe(3);
  expect(said(latest.nth(0))).toMatch(/^Blink asked just now – … the machine has it/);
  expect(said(latest.nth(1))).toMatch(
    /^Restart: RFID pad .* ✕ the machine could not: the device does not answer$/,
  );
  const row = page.getByRole('row', { name: /Máy đang được sửa/ });
  await expect.poll(() => said(row)).toMatch(/Out of service .*Lan – replaced by a later one/);
});

test('RH9 what was handed in is there to be taken away', async () => {
  await PAGES['orders given']('en');
  const link = page.getByRole('link', { name: /^Download the bundle/ }).first();
  await expect
    .element(link)
    .toHaveAttribute('href', `/api/staff/terminals/quay-1/bundles/${ORDERS[2]?.id}`);
  await expect.element(link).toHaveAttribute('download');
});

describe('what came of it, in words', () => {
  const words = staffWords('en');
  const [told, , , , refused] = ORDERS;
  if (!told || !refused) throw new Error('there are no orders');

  test('of one that is not heard: that it waits', () => {
    const waiting = { ...told, stage: 'waiting' } as const;
    expect(stageText(words, waiting, true)).toBe('on its way to the machine');
    expect(stageText(words, waiting, false)).toMatch(/until the machine is heard again/);
  });
  test('a code that has no words yet is told in the machine’s own', () => {
    expect(stageText(words, refused, true)).toBe('the machine would not: why');
    const { message: _, ...bare } = refused;
    expect(stageText(words, bare, true)).toBe('the machine would not: something-newer');
  });
});
