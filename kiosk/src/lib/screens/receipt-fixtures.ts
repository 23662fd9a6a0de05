/** Receipts on the screen, for tests and pictures. */
import type { ScreenName, Snapshot } from '#gateway/messages.ts';
import { DONE } from './group-fixtures.ts';
import { NOW, receipt, recorded, tenLines } from './line-fixtures.ts';

export const RECEIPT_SCREENS = {
  'done without paper': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'offered' }, { choices: ['qr', 'none'], noPaper: 'paper-out' }),
  },
  'done with a receipt to take': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'printed' }, { choices: ['print', 'qr', 'email'] }),
  },
  'done with a receipt by mail': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 8000 },
    receipt: receipt({ state: 'mailed', to: 'l…@…' }, { choices: ['print', 'qr'] }),
  },
  'done without mail': {
    ...{ ...DONE, screen: 'done', endsAt: NOW + 30_000 },
    receipt: receipt({ state: 'shown', instead: 'not-mailed' }, { choices: ['print'] }),
  },
  'paper-out, and the printer is stuck': {
    ...{ ...DONE, screen: 'paper-out', endsAt: NOW + 30_000 },
    receipt: receipt(
      { state: 'shown', instead: 'printer-fault' },
      { choices: ['print', 'email'], noPaper: 'printer-fault' },
    ),
  },
  'paper-out, recorded here': {
    ...{ ...DONE, screen: 'paper-out', online: false, endsAt: NOW + 30_000 },
    lines: tenLines.slice(0, 3).map((one) => ({ ...one, ...recorded, canUndo: false })),
    receipt: receipt(
      { state: 'shown', instead: 'printer-slow' },
      { choices: [], noPaper: 'printer-fault' },
    ),
  },
} as const satisfies Record<string, Partial<Snapshot> & { readonly screen: ScreenName }>;
