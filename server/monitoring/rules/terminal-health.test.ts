import { describe, expect, test } from 'vitest';
import type { AlertCode } from './alert-codes.ts';
import { ALERT_CODES } from './alert-codes.ts';
import type { Facts } from './terminal-health.ts';
import { assess } from './terminal-health.ts';
import type { TerminalWord } from './terminal-word.ts';

const NOW = Date.UTC(2026, 10, 23, 3);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

const wellWord: TerminalWord = {
  version: '1.2.0',
  stage: 'idle',
  devices: [
    { id: 'pad', kind: 'rfid-reader', state: 'ready', since: NOW - HOUR },
    { id: 'printer', kind: 'receipt-printer', state: 'ready', since: NOW - HOUR },
  ],
  queued: 0,
  staffCalled: false,
  uncured: 0,
  clock: { known: true },
  outbox: { open: true },
  permit: { lends: true, madeAt: NOW - HOUR, endsAt: NOW + 71 * HOUR },
  printer: { paper: 'ok', since: NOW - DAY },
  dropBox: { since: NOW, bins: [{ id: 'a', count: 3, fill: 'room', since: NOW }] },
  settings: {},
  update: { state: 'current', at: NOW },
  machine: { diskFreeBytes: 20e9, diskBytes: 64e9, celsius: 52 },
};

const well: Facts = {
  addedAt: NOW - DAY,
  profile: 'kiosk',
  presence: { online: true, heardAt: NOW - 3000, since: NOW - HOUR },
  word: wellWord,
  isFound: true,
  isOpenToday: true,
  network: { usualVersion: '1.2.0' },
};

const conditionsOf = (facts: Facts) => assess(facts, NOW).conditions;
const codesOf = (facts: Facts) => conditionsOf(facts).map(({ code }) => code);
const saying = (word: Partial<TerminalWord>, facts: Partial<Facts> = {}): Facts => ({
  ...well,
  ...facts,
  word: { ...wellWord, ...word },
});
const device = (state: 'opening' | 'ready' | 'faulty' | 'closed', kind: string, ago = HOUR) => ({
  devices: [{ id: 'x', kind, state, code: 'no-answer', since: NOW - ago }],
});
const bin = (fill: 'room' | 'near-full' | 'full' | 'away') => ({
  dropBox: { since: NOW, bins: [{ id: 'b', count: 40, fill, since: NOW - MINUTE }] },
});
const silent = { presence: { online: false, heardAt: NOW - 4 * MINUTE, since: NOW - 4 * MINUTE } };

test('TH20 a terminal that is well has no conditions, and all is known of it', () => {
  const { conditions, knows } = assess(well, NOW);
  expect(conditions).toEqual([]);
  expect(ALERT_CODES.filter((code) => !knows(code))).toEqual([]);
});

/** Each: what brings it about, and what nearly does. */
const GRID: Record<AlertCode, { yes: Facts[]; no: Facts[] }> = {
  'staff-called': { yes: [saying({ staffCalled: true })], no: [saying({ staffCalled: false })] },
  silent: { yes: [{ ...well, ...silent }], no: [well] },
  'never-heard': {
    yes: [{ ...well, presence: { online: false }, word: undefined }],
    no: [{ ...well, ...silent }],
  },
  'out-of-service': {
    yes: [saying({ stage: 'out-of-service' })],
    no: [
      saying({ stage: 'out-of-service', pause: { since: NOW, by: 'here' } }),
      saying({ stage: 'out-of-service', ...device('faulty', 'rfid-reader') }),
    ],
  },
  paused: {
    yes: [saying({ stage: 'out-of-service', pause: { since: NOW, by: 'server' } })],
    no: [saying({ stage: 'out-of-service' })],
  },
  'device-faulty': {
    yes: [
      saying(device('faulty', 'rfid-reader')),
      saying(device('closed', 'barcode-scanner')),
      saying(device('opening', 'card-reader', 3 * MINUTE)),
    ],
    no: [saying(device('opening', 'card-reader', MINUTE)), saying(device('ready', 'rfid-reader'))],
  },
  'paper-out': {
    yes: [saying({ printer: { paper: 'out', since: NOW } })],
    no: [
      saying({ printer: { paper: 'low', since: NOW } }),
      saying({ printer: { paper: 'out', since: NOW }, ...device('faulty', 'receipt-printer') }),
    ],
  },
  'paper-low': {
    yes: [saying({ printer: { paper: 'low', since: NOW } })],
    no: [saying({ printer: { paper: 'out', since: NOW } })],
  },
  'printer-fault': {
    yes: [saying({ printer: { paper: 'ok', fault: 'cover-open', since: NOW } })],
    no: [saying({ printer: { paper: 'out', since: NOW } })],
  },
  'bin-full': { yes: [saying(bin('full'))], no: [saying(bin('near-full'))] },
  'bin-near-full': { yes: [saying(bin('near-full'))], no: [saying(bin('room'))] },
  'bin-away': { yes: [saying(bin('away'))], no: [saying(bin('full'))] },
  'drop-box-fault': {
    yes: [
      saying({ dropBox: { fault: 'jam', since: NOW, bins: [] } }),
      saying({ dropBox: { fault: 'bin-full', since: NOW, bins: [] } }),
      saying({ dropBox: { fault: 'reader-lost', since: NOW, bins: [] } }),
    ],
    no: [
      saying({ dropBox: { since: NOW, bins: [] } }),
      // Said by the bin, the device, the pause.
      saying({ dropBox: { ...bin('full').dropBox, fault: 'bin-full' } }),
      saying({
        ...device('faulty', 'rfid-reader'),
        dropBox: { fault: 'reader-lost', since: NOW, bins: [] },
      }),
      saying({ dropBox: { fault: 'paused', since: NOW, bins: [] } }),
    ],
  },
  'outbox-closed': { yes: [saying({ outbox: { open: false } })], no: [well] },
  'outbox-lost': {
    yes: [saying({ outbox: { open: true, recoveredAt: NOW - DAY, lost: 2 } })],
    no: [
      saying({ outbox: { open: true, recoveredAt: NOW - DAY, lost: 0 } }),
      saying({ outbox: { open: true, recoveredAt: NOW - 8 * DAY, lost: 2 } }),
    ],
  },
  'outbox-damaged': {
    yes: [saying({ outbox: { open: true, recoveredAt: NOW - DAY } })],
    no: [saying({ outbox: { open: true, recoveredAt: NOW - DAY, lost: 1 } })],
  },
  'queue-old': {
    yes: [saying({ queued: 1, outbox: { open: true, oldestAt: NOW - 16 * MINUTE } })],
    no: [
      saying({ queued: 1, outbox: { open: true, oldestAt: NOW - 14 * MINUTE } }),
      saying({ queued: 0, outbox: { open: true, oldestAt: NOW - 16 * MINUTE } }),
    ],
  },
  'queue-large': {
    yes: [saying({ queued: 21 })],
    no: [
      saying({ queued: 20 }),
      // Said once: that they are old says more.
      saying({ queued: 21, outbox: { open: true, oldestAt: NOW - HOUR } }),
    ],
  },
  uncured: { yes: [saying({ uncured: 1 })], no: [saying({ uncured: 0 })] },
  'clock-unknown': {
    yes: [saying({ clock: { known: false, fault: 'behind' } })],
    no: [saying({ clock: { known: true, fault: 'wrong' } })],
  },
  'clock-certificate': {
    yes: [saying({ clock: { known: true, certificateAt: NOW - HOUR } })],
    no: [saying({ clock: { known: true } })],
  },
  'clock-wrong': {
    yes: [saying({ clock: { known: true, fault: 'wrong' } })],
    no: [saying({ clock: { known: true, fault: 'wrong', certificateAt: NOW } })],
  },
  'permit-fault': {
    yes: [saying({ permit: { lends: false, fault: 'signature' } })],
    no: [
      saying({ permit: { lends: false, fault: 'no-permit' } }),
      saying({ permit: { lends: false } }),
    ],
  },
  'permit-ends-soon': {
    yes: [
      saying({ permit: { lends: true, madeAt: NOW - 60 * HOUR, endsAt: NOW + 12 * HOUR } }),
      saying({ permit: { lends: false, madeAt: NOW - 80 * HOUR, endsAt: NOW - 8 * HOUR } }),
    ],
    no: [saying({ permit: { lends: true, madeAt: NOW - 50 * HOUR, endsAt: NOW + 22 * HOUR } })],
  },
  'permit-old': {
    yes: [saying({ permit: { lends: true, madeAt: NOW - 50 * HOUR, endsAt: NOW + 22 * HOUR } })],
    no: [saying({ permit: { lends: true, madeAt: NOW - 30 * HOUR, endsAt: NOW + 42 * HOUR } })],
  },
  'disk-nearly-full': {
    yes: [
      saying({ machine: { diskFreeBytes: 0.9e9 } }),
      saying({ machine: { diskFreeBytes: 3e9, diskBytes: 64e9 } }),
    ],
    no: [saying({ machine: { diskFreeBytes: 4e9, diskBytes: 64e9 } })],
  },
  'too-hot': {
    yes: [saying({ machine: { celsius: 80 } })],
    no: [saying({ machine: { celsius: 79 } })],
  },
  'settings-undone': {
    yes: [saying({ settings: { undone: { version: 4, at: NOW } } })],
    no: [saying({ settings: {} })],
  },
  'update-returned': {
    yes: [saying({ update: { state: 'returned', version: '1.3.0', at: NOW } })],
    no: [saying({ update: { state: 'waiting', version: '1.3.0', at: NOW } })],
  },
  'version-behind': {
    yes: [saying({ version: '1.1.9' })],
    no: [saying({ version: '1.10.0' }), saying({ version: '1.1.9' }, { network: {} })],
  },
  'conflicts-open': {
    yes: [{ ...well, network: { conflicts: { count: 2, oldestAt: NOW - 4 * DAY } } }],
    no: [{ ...well, network: {} }],
  },
};

describe.each(ALERT_CODES)('TH21 %s', (code) => {
  const { yes, no } = GRID[code];
  test.each(yes)('is seen (%#)', (facts) => expect(codesOf(facts)).toContain(code));
  test.each(no)('is not seen where it only looks like it (%#)', (facts) =>
    expect(codesOf(facts)).not.toContain(code),
  );
});

describe('TH22 of a terminal that is silent', () => {
  test('only that is known, and what the server knows by itself', () => {
    const { conditions, knows } = assess({ ...saying({ staffCalled: true }), ...silent }, NOW);
    expect(conditions.map(({ code }) => code)).toEqual(['silent']);
    expect(ALERT_CODES.filter(knows)).toEqual(['silent', 'never-heard', 'conflicts-open']);
  });

  test('it is said how much waits there, and until when it lends', () => {
    const [condition] = conditionsOf({ ...saying({ queued: 5 }), ...silent });
    expect(condition).toMatchObject({
      since: NOW - 4 * MINUTE,
      params: { queued: 5, endsAt: NOW + 71 * HOUR },
    });
  });

  test.each([
    ['kiosk', true, 'now'],
    ['drop-box', true, 'now'],
    ['kiosk', false, 'know'],
    ['van', true, 'know'],
    ['staff-pad', true, 'know'],
  ] as const)('a %s (library open: %s) is %s', (profile, isOpenToday, severity) => {
    const [condition] = conditionsOf({ ...well, ...silent, profile, isOpenToday });
    expect(condition?.severity).toBe(severity);
  });
});

test('TH26 a server that has just started does not take for silent who has not found it yet', () => {
  const { conditions, knows } = assess({ ...well, ...silent, isFound: false }, NOW);
  expect(conditions).toEqual([]);
  expect(knows('silent')).toBe(false);
  expect(assess({ ...well, isFound: false }, NOW).knows('silent')).toBe(true);
});

test('TH22 words that this server does not know say nothing, good or bad', () => {
  const { conditions, knows } = assess({ ...well, word: undefined }, NOW);
  expect(conditions).toEqual([]);
  expect(knows('paper-out')).toBe(false);
  expect(knows('silent')).toBe(true);
});

test('TH23 what is of the network is known only when it was looked up', () => {
  const { knows } = assess({ ...well, network: undefined }, NOW);
  expect(knows('version-behind')).toBe(false);
  expect(knows('conflicts-open')).toBe(false);
  expect(knows('paper-out')).toBe(true);
});

test('TH27 the paper of a printer that does not answer, or is open, is as it was', () => {
  const knows = (word: Partial<TerminalWord>, code: AlertCode) =>
    assess(saying(word), NOW).knows(code);
  for (const state of ['faulty', 'closed', 'opening'] as const) {
    expect(knows(device(state, 'receipt-printer'), 'paper-out')).toBe(false);
    expect(knows(device(state, 'receipt-printer'), 'printer-fault')).toBe(false);
    expect(knows(device(state, 'receipt-printer'), 'device-faulty')).toBe(true);
    expect(knows(device(state, 'rfid-reader'), 'paper-out')).toBe(true);
  }
  const open = { printer: { paper: 'ok', fault: 'cover-open', since: NOW } } as const;
  expect(knows(open, 'paper-out')).toBe(false);
  expect(knows(open, 'printer-fault')).toBe(true);
});

test('TH24 a pause that has been forgotten for a day is more than something to know', () => {
  const paused = (ago: number) =>
    conditionsOf(saying({ pause: { since: NOW - ago, by: 'server' } })).map(
      ({ severity }) => severity,
    );
  expect(paused(23 * HOUR)).toEqual(['know']);
  expect(paused(25 * HOUR)).toEqual(['soon']);
});

test('TH25 a printer is less than a pad, and a tagging place less than a kiosk', () => {
  const severity = (kind: string, profile: Facts['profile']) =>
    conditionsOf(saying(device('faulty', kind), { profile }))[0]?.severity;
  expect(severity('rfid-reader', 'kiosk')).toBe('now');
  expect(severity('receipt-printer', 'kiosk')).toBe('soon');
  expect(severity('rfid-reader', 'tagging')).toBe('soon');
});
