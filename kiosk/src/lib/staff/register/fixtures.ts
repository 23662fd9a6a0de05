/** Invented terminals as the server tells of them, for the tests of the register. */
import type { PairingFound, TerminalEntry } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';

const DAY = 86_400_000;
const central = { id: 'central', name: 'Thư viện tỉnh Hoa Giang' };
const ward = { id: 'ward', name: 'Thư viện phường Bến Cầu' };

export const kiosk: TerminalEntry = {
  id: 'quay-1',
  name: 'Máy mượn trả 1',
  library: central,
  profile: 'kiosk',
  fingerprint: '7c3d-9fgh-km34-pqrt',
  check: '471 203',
  keyedAt: NOW - 90 * DAY,
  heardAt: NOW - 20_000,
  version: '0.1.0',
  queued: 3,
  mayChange: true,
};

export const dropBox: TerminalEntry = {
  ...kiosk,
  id: '9fgh-km34-pqrt-7c3d',
  name: 'Thùng trả sách cổng sau',
  library: ward,
  profile: 'drop-box',
  fingerprint: '9fgh-km34-pqrt-7c3d',
  queued: 0,
  mayChange: false,
};

export const revoked: TerminalEntry = {
  ...kiosk,
  id: 'quay-0',
  name: 'Máy cũ',
  fingerprint: 'km34-pqrt-7c3d-9fgh',
  revokedAt: NOW - 2 * DAY,
};

export const found: PairingFound = {
  id: '019aaf00-0000-4000-8000-000000000001',
  check: '082 911',
  fingerprint: 'pqrt-7c3d-9fgh-km34',
  askedAt: NOW - 60_000,
  expiresAt: NOW + 9 * 60_000,
  address: '10.0.7.12',
  version: '0.1.0',
  profile: 'van',
};

export const replacing: PairingFound = {
  ...found,
  before: {
    id: 'quay-1',
    name: 'Máy mượn trả 1',
    library: central,
    profile: 'kiosk',
    revoked: false,
  },
};
