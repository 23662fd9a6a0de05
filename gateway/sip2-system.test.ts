import { afterEach, beforeEach, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { Sip2Peer, wellAnswers } from '#tests/simulators/sip2-peer.ts';
import type { Act } from './ils/ils.ts';
import { createLog } from './logging.ts';
import { Sip2System } from './sip2-system.ts';
import { TerminalClock } from './terminal-clock.ts';

const CARD = '29990000000011';

let peer: Sip2Peer;
let system: Sip2System | undefined;
/** What 98 says otherwise than that all is well. */
let told: Record<string, string>;
/** Answers this message with 98 instead. */
let instead: string | undefined;
/** Leaves this message without a reply. */
let slow: string | undefined;
let events: unknown[];

beforeEach(async () => {
  [told, instead, slow, events, system] = [{}, undefined, undefined, [], undefined];
  peer = await Sip2Peer.start(({ code }) => {
    if (code === slow) return 'silence';
    const status = wellAnswers['99'];
    const isStatus = code === '99' || code === instead;
    if (!isStatus || !status) return wellAnswers[code];
    const fields = [...status.fields, ['AM', 'Thư viện mẫu'] as const];
    return { ...status, fixed: { ...status.fixed, ...told }, fields };
  });
});

afterEach(async () => {
  await system?.close();
  await peer.close();
});

function open(settings: object = {}): Sip2System {
  system = new Sip2System({
    settings: {
      ...{ kind: 'sip2', ...peer.address, dialect: 'generic', overrides: {} },
      ...{ timeZone: 'Asia/Ho_Chi_Minh', patronPins: true, givenName: 'last', ...settings },
    },
    ...{ terminalId: 'kiosk-1', log: createLog('silent'), random: () => 0 },
    clock: new TerminalClock(),
    onOnline: (online) => events.push(online),
    onAnswers: () => events.push('answers'),
    onTimeHint: (time) => events.push(new Date(time).toISOString()),
    onNames: ({ library, name }) => events.push(`${name} at ${library}`),
    onOffLine: (isOk) => events.push(isOk ? 'may lend off line' : 'may not lend off line'),
  });
  system.start();
  return system;
}

const act = (kind: Act) => ({
  ...({ id: newId(), act: kind, mode: 'attempt', card: CARD } as const),
  ...{ item: { identifier: 'B1' }, occurredAt: Date.now() },
});
const untilOnline = (opened: Sip2System) => expect.poll(() => opened.online).toBe(true);

test('its own word is heard: where it is, what time it says, whether loans may be told later', async () => {
  told = { off_line_ok: 'Y' };
  await untilOnline(open());
  expect(events).toEqual([
    ...['may lend off line', '2026-01-01T02:00:00.000Z', 'kiosk-1 at Thư viện mẫu'],
    ...[true, 'answers'],
  ]);
});

test('what the settings say of library and place counts more', async () => {
  await untilOnline(open({ library: 'Thư viện huyện', location: 'Sảnh' }));
  expect(events).toContain('Sảnh at Thư viện huyện');
  expect(events).toContain('may not lend off line');
});

test('RE6 on-line N takes it away at once, and it is back when it says so: each change once', async () => {
  const opened = open();
  await untilOnline(opened);
  told = { on_line: 'N' };
  instead = '17';
  await opened.ils.item({ identifier: 'B1' });
  await expect.poll(() => opened.online).toBe(false);
  [told, instead] = [{}, undefined];
  await untilOnline(opened);
  expect(events.filter((event) => typeof event === 'boolean')).toEqual([true, false, true]);
});

test('RE6 the line that is lost takes it away at once, and the next one brings it back', async () => {
  const opened = open();
  await untilOnline(opened);
  const answered = events.length;
  peer.hangUp();
  await expect.poll(() => events.slice(answered)).toEqual(expect.arrayContaining([false, true]));
  expect(events.filter((event) => typeof event === 'boolean')).toEqual([true, false, true]);
});

test('RE6 a question without a reply ends the line: the library does not answer until another stands', async () => {
  const opened = open({ overrides: { timeoutSeconds: 1 } });
  await untilOnline(opened);
  slow = '17';
  expect(await opened.ils.item({ identifier: 'B1' })).toMatchObject({ outcome: 'unreachable' });
  await expect.poll(() => peer.connections).toBeGreaterThan(1);
  slow = undefined;
  await untilOnline(opened);
  expect(events.filter((event) => typeof event === 'boolean')).toEqual([true, false, true]);
});

test.each([
  ['checkout_ok', 'checkout'],
  ['checkin_ok', 'checkin'],
] as const)('%s N: no such act is sent', async (flag, kind) => {
  told = { [flag]: 'N', off_line_ok: 'Y' };
  const opened = open();
  await expect.poll(() => events).toContain('answers');
  expect(await opened.ils.transact(act(kind))).toEqual({ outcome: 'unreachable' });
  expect(peer.heard.filter((text) => /^(?:09|11)/.test(text))).toEqual([]);
  expect(opened.online).toBe(flag !== 'checkout_ok');
  expect(events).toContain(flag === 'checkout_ok' ? 'may not lend off line' : 'may lend off line');
});
