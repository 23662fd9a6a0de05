/** Invented releases and terminals as the server tells of them, for the tests of the page. */
import type { Release, Updated, Updates } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';

const HOUR = 3_600_000;
const library = { id: 'central', name: 'Thư viện tỉnh Hoa Giang' };

export const spreading: Release = {
  ...{ version: '0.8.0', ring: 1, ringAt: NOW - 5 * HOUR, paused: false, state: 'spreading' },
  ...{ terminals: 4, running: 2, returned: 0 },
  bundles: [
    { platform: 'linux', arch: 'arm64', bytes: 70_000_000, builtAt: NOW - 50 * HOUR },
    { platform: 'linux', arch: 'x64', bytes: 74_000_000, builtAt: NOW - 50 * HOUR },
  ],
};
export const watching: Release = {
  ...{ ...spreading, version: '0.7.1', state: 'watching', running: 4 },
  ...{ waitHours: 24, ripeAt: NOW + 19 * HOUR },
};
export const returned: Release = { ...spreading, version: '0.7.0', state: 'returned', returned: 1 };
export const held: Release = {
  ...{ version: '0.9.0', paused: false, state: 'held', terminals: 0, running: 0, returned: 0 },
  bundles: spreading.bundles,
};
export const paused: Release = { ...spreading, version: '0.6.5', paused: true, state: 'paused' };

const terminal = (id: string, name: string, more: Partial<Updated>): Updated => ({
  ...{ id, name, library, ring: 3, heardAt: NOW - 20_000, version: '0.6.0', ...more },
});

export const updates: Updates = {
  ...{ serverTime: NOW, isSetUp: true, mayChange: true },
  releases: [held, spreading, watching, returned, paused],
  terminals: [
    terminal('t1', 'Máy mượn trả 1', {
      ...{ ring: 0, version: '0.8.0', update: { state: 'current', at: NOW - HOUR } },
    }),
    terminal('t2', 'Thùng trả sách cổng sau', {
      update: { state: 'returned', version: '0.7.0', at: NOW, why: 'device-pad' },
    }),
    terminal('t3', 'Máy mượn trả 2', {
      update: { state: 'waiting', version: '0.8.0', at: NOW },
    }),
    terminal('t4', 'Xe thư viện', { update: { state: 'current', at: NOW, why: 'not-signed' } }),
    { id: 't5', name: 'Máy mới', library, ring: 3 },
  ],
};
