import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { LateClock } from '#tests/simulators/late-clock.ts';
import type { Config } from '../config.ts';
import { createLog } from '../logging.ts';
import { SiteSecurityInForce } from '../site-security.ts';
import { DeskPin } from './desk-pin.ts';
import { DeskRunner } from './desk-runner.ts';
import { DeskStore } from './desk-store.ts';

const PIN = '246813';
const SECURITY: Config['security'] = {
  ...{ armedAfi: 0x07, disarmedAfi: 0xc2, alsoArmed: [], alsoDisarmed: [] },
  ...{ eas: false, ifPatronLeaves: 'undo' },
};

let folder: string;
let pin: DeskPin;
let clock: LateClock;
let desk: DeskRunner;
/** Each time that the desk has wanted the devices, or has given them back. */
let opened: boolean[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'desk-'));
  pin = new DeskPin(join(folder, 'pin.json'), () => 0);
  await pin.set(PIN);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  clock = new LateClock();
  opened = [];
  desk = new DeskRunner({
    ...{ pad: undefined, api: undefined, pin, clock, language: 'vi', online: false },
    store: new DeskStore(join(folder, 'desk.db')),
    ils: { item: async () => ({ outcome: 'unreachable' }) },
    site: new SiteSecurityInForce(SECURITY),
    memory: {
      tagging: undefined,
      keepTagging: async () => undefined,
      keepLearnedAfi: async () => undefined,
    },
    judge: () => ({
      inForce: [],
      taken: () => ({ as: 'item', checkDigit: 'absent', isPrivate: false }),
      propose: () => undefined,
    }),
    learnRules: () => undefined,
    checkList: { list: () => [], decide: () => undefined, askAgain: async () => undefined },
    log: createLog('silent'),
    terminal: { name: 'Máy 1', library: 'Thư viện tỉnh', timeZone: 'Asia/Ho_Chi_Minh' },
    ownsDevices: false,
    onOpen: (open) => opened.push(open),
  });
  onTestFinished(() => desk.close());
});

const scan = () =>
  desk.deviceEvent({
    ...{ kind: 'scanned', device: 'scanner' },
    scan: { text: 'TN.1', symbology: undefined, guessed: false },
  });

test('D7 half a minute after its page has gone the desk gives the devices back', async () => {
  await desk.door.enterPin(PIN);
  desk.setPage(true);
  clock.goOn(600);
  desk.setPage(false);
  clock.goOn(29_999);
  expect(opened).toEqual([true]);
  clock.goOn(1);
  expect(opened).toEqual([true, false]);
});

test('D7 … also where something happens between the end of it and the timer, which is late', async () => {
  await desk.door.enterPin(PIN);
  desk.setPage(true);
  desk.setPage(false);
  clock.goOnUnrung(30_000);
  scan();
  clock.goOn(1);
  expect(opened).toEqual([true, false]);
});

test('D7 … and where the timer rings early by a fraction', async () => {
  clock.fractionMs = 0.4;
  await desk.door.enterPin(PIN);
  desk.setPage(true);
  desk.setPage(false);
  clock.earlyMs = 1.2;
  clock.goOn(30_001);
  expect(opened).toEqual([true, false]);
});

test('D7 whose page never came gives them back, though somebody was being served meanwhile', async () => {
  desk.setServing(true);
  await desk.door.enterPin(PIN);
  clock.goOn(40_000);
  desk.setServing(false);
  clock.goOn(1);
  expect([opened, desk.hasDevices]).toEqual([[true, false], false]);
});
