/** What the terminal itself has to say, for tests and pictures: not let in yet, out of service. */
import type { ScreenName, Snapshot } from '#gateway/messages.ts';
import { DAY, NOW } from './line-fixtures.ts';

export const pairing = { turnedAway: false, check: '471 203', reached: true } as const;

/** Somebody of the staff has put it out of service, and says why. */
const paused = { screen: 'out-of-service', stage: 'idle', since: NOW - DAY / 4 } as const;

export const TERMINAL_SCREENS = {
  'pairing, turned away': {
    ...{ screen: 'pairing', stage: 'idle', online: false },
    pairing: {
      ...{ ...pairing, turnedAway: true, reached: false, state: 'code', code: 'GHJK MNPQ' },
      endsAt: NOW + 60_000,
    },
  },
  'pairing without the server': {
    ...{ screen: 'pairing', stage: 'idle', online: false },
    pairing: { ...pairing, reached: false, state: 'unreached' },
  },
  'start while nobody answers': { screen: 'start', stage: 'idle', online: false, since: NOW - DAY },
  'out-of-service, put so by staff': paused,
  'out-of-service, with a message': {
    ...paused,
    outOfService: {
      message: 'Máy đang được sửa, chiều nay xong. Bạn mang sách đến quầy giúp nhé.',
      elsewhere: 'quầy ở tầng trệt, bên trái cửa ra vào',
    },
  },
} as const satisfies Record<string, Partial<Snapshot> & { readonly screen: ScreenName }>;
