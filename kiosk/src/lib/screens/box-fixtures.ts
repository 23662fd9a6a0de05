/** What a machine without a person says, for tests and pictures. */
import type { DropBoxSentence, ScreenName, Snapshot } from '#gateway/messages.ts';

const takeBack = (says: DropBoxSentence, code: string): Partial<Snapshot> => ({
  stage: 'idle',
  dropBox: { picture: 'take-back', says, code },
});

/** What a machine without a person says besides. */
export const BOX_SCREENS = {
  'drop-box, taken': {
    ...{ screen: 'drop-box', stage: 'idle' },
    dropBox: { picture: 'done', says: 'taken', count: 3 },
  },
  'drop-box, two at once': { screen: 'drop-box', ...takeBack('take-back-two-items', 'D05') },
  'drop-box, incomplete': { screen: 'drop-box', ...takeBack('take-back-set-incomplete', 'D06') },
  'drop-box, unreadable': { screen: 'drop-box', ...takeBack('take-back-tag-damaged', 'D02') },
  'drop-box, refused': {
    ...{ screen: 'drop-box', stage: 'idle' },
    dropBox: {
      ...{ picture: 'take-back', says: 'take-back-refused', code: 'D07' },
      refusal: { code: 'item-unknown', params: {} },
    },
  },
  'drop-box, jammed': {
    ...{ screen: 'drop-box', stage: 'idle' },
    dropBox: { picture: 'stop', says: 'jam', code: 'D10' },
  },
  'drop-box, card wanted': {
    ...{ screen: 'drop-box', stage: 'idle' },
    dropBox: { picture: 'card', says: 'show-card' },
  },
} as const satisfies Record<string, Partial<Snapshot> & { readonly screen: ScreenName }>;
