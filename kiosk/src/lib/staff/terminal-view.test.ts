import { describe, expect, test } from 'vitest';
import { groupsOf, healthOf, lendsUntil, tasksOf } from './terminal-view.ts';
import type { DeviceView, TerminalView } from './terminal-view.ts';

const HOUR_AGO = 1_000_000;
const pad: DeviceView = { id: 'pad', kind: 'rfid-reader', state: 'ready', since: 0 };
const kiosk: TerminalView = {
  id: 't1',
  name: 'Máy 2',
  path: ['Thư viện tỉnh', 'Phường Đông'],
  online: true,
  heardAt: 2_000_000,
  stage: 'idle',
  devices: [pad],
  queued: 0,
  staffCalled: false,
  uncured: 0,
};
const with_ = (change: Partial<TerminalView>): TerminalView => ({ ...kiosk, ...change });
const faulty = (code?: string): TerminalView =>
  with_({ devices: [{ ...pad, state: 'faulty', since: HOUR_AGO, code }] });
const NOW = 10 * 86_400_000;
const keys = (...terminals: TerminalView[]) => tasksOf(terminals, NOW).map(({ key }) => key);

describe('the health of a terminal', () => {
  test('is working when it is heard and all its devices are ready', () => {
    expect(healthOf(kiosk)).toBe('working');
  });
  test('is attention when a device is faulty, but not while one is opening', () => {
    expect(healthOf(faulty('no-answer'))).toBe('attention');
    expect(healthOf(with_({ devices: [{ ...pad, state: 'opening' }] }))).toBe('working');
  });
  test('is attention when its clock is wrong, or it could lend nothing without the network', () => {
    expect(healthOf(with_({ clock: { kind: 'wrong' } }))).toBe('attention');
    expect(healthOf(with_({ permit: { lends: false, fault: 'disk' } }))).toBe('attention');
    expect(healthOf(with_({ permit: { lends: false, fault: 'no-permit' } }))).toBe('working');
    expect(healthOf(with_({ permit: { lends: true, fault: 'unreachable' } }))).toBe('working');
  });
  test('is out of service when it says so, and offline whatever it said before', () => {
    expect(healthOf(with_({ stage: 'out-of-service' }))).toBe('out-of-service');
    expect(healthOf(with_({ stage: 'out-of-service', online: false }))).toBe('offline');
  });
});

describe('what needs a hand', () => {
  test('nothing at a terminal that works', () => expect(keys(kiosk)).toEqual([]));
  test('a faulty device by its fault, an unknown fault in general', () => {
    expect(keys(faulty('port-missing'))).toEqual(['task.device.port-missing']);
    expect(keys(faulty('sunspots'))).toEqual(['task.device.other']);
    expect(keys(faulty())).toEqual(['task.device.other']);
  });
  test('a silent terminal is said once, without its devices', () => {
    expect(keys({ ...faulty('no-answer'), online: false })).toEqual(['task.offline']);
    const { heardAt: _, ...never } = with_({ online: false });
    expect(keys(never)).toEqual(['task.never-heard']);
  });
  test('a queue that does not shrink', () => {
    expect(keys(with_({ queued: 20 }))).toEqual([]);
    expect(keys(with_({ queued: 21 }))).toEqual(['task.waiting']);
  });
  test('a transaction that has waited long although the terminal is heard, with since when', () => {
    const [soon, late] = [NOW - 14 * 60_000, NOW - 16 * 60_000];
    expect(keys(with_({ queued: 1, oldestAt: soon }))).toEqual([]);
    expect(tasksOf([with_({ queued: 1, oldestAt: late })], NOW)).toMatchObject([
      { key: 'task.waiting', count: 1, since: late },
    ]);
  });
  test.each(['unknown', 'certificate', 'wrong'] as const)('a clock that is %s', (kind) => {
    expect(keys(with_({ clock: { kind } }))).toEqual([`task.clock.${kind}`]);
  });
  test('a permit that is missing, unless the library wants none', () => {
    expect(keys(with_({ permit: { lends: false, fault: 'signature' } }))).toEqual(['task.permit']);
    expect(keys(with_({ permit: { lends: false, fault: 'no-permit' } }))).toEqual([]);
    expect(keys(with_({ permit: { lends: false } }))).toEqual([]);
  });
  test('a journal that was damaged, for a week, with what is lost of it', () => {
    const at = NOW - 86_400_000;
    expect(tasksOf([with_({ damage: { at, lost: 3 } })], NOW)).toMatchObject([
      { key: 'task.outbox-lost', count: 3, since: at },
    ]);
    expect(keys(with_({ damage: { at } }))).toEqual(['task.outbox-damaged']);
    expect(keys(with_({ damage: { at, lost: 0 } }))).toEqual([]);
    expect(keys(with_({ damage: { at: NOW - 8 * 86_400_000, lost: 3 } }))).toEqual([]);
  });
  test('the reason stands in for "out of service" where there is one', () => {
    expect(keys(with_({ stage: 'out-of-service' }))).toEqual(['task.out-of-service']);
    expect(keys({ ...faulty('port-lost'), stage: 'out-of-service' })).toEqual([
      'task.device.port-lost',
    ]);
  });
  test('somebody who asks for help comes before all machines, while the terminal is heard', () => {
    const silent = with_({ id: 't2', online: false, heardAt: 1 });
    expect(keys(silent, with_({ staffCalled: true }))).toEqual(['task.called', 'task.offline']);
    expect(keys(with_({ staffCalled: true, online: false }))).toEqual(['task.offline']);
  });
  test('books whose tag is not as it should be, with how many', () => {
    expect(tasksOf([with_({ uncured: 2 })], NOW)).toMatchObject([
      { key: 'task.uncured', count: 2 },
    ]);
  });
  test('the longest-standing first', () => {
    const silent = with_({ id: 't2', online: false, heardAt: HOUR_AGO - 1 });
    expect(keys(faulty('no-answer'), silent)).toEqual(['task.offline', 'task.device.no-answer']);
  });
});

test('a terminal lends without the network until its permit ends', () => {
  const lends = (permit: TerminalView['permit']) => lendsUntil(with_({ permit }), NOW);
  expect(lends({ lends: true, endsAt: NOW + 1 })).toBe(NOW + 1);
  expect(lends({ lends: true, endsAt: NOW })).toBeUndefined();
  expect(lends({ lends: false, endsAt: NOW + 1 })).toBeUndefined();
  expect(lends(undefined)).toBeUndefined();
});

describe('the table', () => {
  const byName = { column: 'name', descending: false } as const;
  const van = with_({ id: 't3', name: 'Xe thư viện', path: ['Thư viện tỉnh'], queued: 5 });
  const tenth = with_({ id: 't4', name: 'Máy 10', queued: 9 });
  const names = (query: string, sorting: Parameters<typeof groupsOf>[2] = byName) =>
    groupsOf([tenth, kiosk, van], query, sorting).flatMap(({ terminals }) =>
      terminals.map(({ name }) => name),
    );

  test('is grouped by library, parents before their children, numbers in their order', () => {
    expect(names('')).toEqual(['Xe thư viện', 'Máy 2', 'Máy 10']);
  });
  test('sorts within each library by any column, either way', () => {
    expect(names('', { column: 'queued', descending: true })).toEqual([
      'Xe thư viện',
      'Máy 10',
      'Máy 2',
    ]);
  });
  test('is filtered without marks, by terminal or library, every word', () => {
    expect(names('phuong dong')).toEqual(['Máy 2', 'Máy 10']);
    expect(names('PHƯỜNG 10')).toEqual(['Máy 10']);
    expect(names('van')).toEqual([]);
  });
});
