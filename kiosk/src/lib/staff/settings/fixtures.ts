/** Invented settings as the server tells of them, for the tests of their page. */
import type { SettingsView } from '../answers.ts';
import { NOW } from '../circulation-fixtures.ts';

const DAY = 86_400_000;
const lan = { kind: 'staff', id: 'lan', name: 'Lan' } as const;
const network = { kind: 'network' } as const;
const province = { kind: 'library', id: 'central', name: 'Thư viện tỉnh Hoa Giang' } as const;

const sorting = {
  ...{ exceptions: ['a'], otherwise: ['b', 'c'], holds: ['a'] },
  collections: { 'Thiếu nhi': ['c'] },
};

export const VIEW: SettingsView = {
  place: { kind: 'terminal', id: 'quay-1' },
  mayChange: true,
  version: 3,
  own: { volume: 40, receiptChoices: ['qr', 'none'] },
  inherited: {
    settings: {
      ...{ language: 'vi', idle: 90_000, volume: 70, family: true, sorting },
      screenHours: [
        { days: [1, 2, 3, 4, 5], from: '07:30', to: '17:00' },
        { days: [1, 2, 3, 4, 5, 6, 7], from: '19:00', to: '21:00' },
      ],
      server: { url: 'https://10.0.7.1' },
    },
    from: {
      ...{ language: network, idle: { ...province, profile: 'kiosk' }, volume: province },
      ...{ family: network, sorting: province, screenHours: province, server: network },
    },
  },
  wanted: 4,
  versions: [
    {
      ...{ version: 3, at: NOW - DAY, by: lan, restored: 1 },
      settings: { volume: 40, receiptChoices: ['qr', 'none'] },
    },
    {
      ...{ version: 2, at: NOW - 2 * DAY, by: lan },
      settings: { volume: 60, elsewhere: 'quầy ở tầng trệt' },
    },
    {
      ...{ version: 1, at: NOW - 3 * DAY, by: lan },
      settings: { volume: 40, receiptChoices: ['qr', 'none'] },
    },
  ],
};
