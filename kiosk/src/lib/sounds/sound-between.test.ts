import { expect, test } from 'vitest';
import type { Snapshot } from '#gateway/messages.ts';
import { fixture, line } from '../screens/fixtures.ts';
import { soundBetween } from './sound-between.ts';

const borrow = (change: Partial<Snapshot> = {}) => fixture('borrow', { lines: [], ...change });
const pending = line(1, { ils: 'pending', security: 'pending' });

test('nothing has changed, or is seen for the first time: no sound', () => {
  expect(soundBetween(undefined, borrow({ lines: [line(1)] }))).toBeUndefined();
  expect(soundBetween(borrow(), borrow())).toBeUndefined();
  const both = [borrow({ lines: [line(1)] }), borrow({ lines: [line(1)] })] as const;
  expect(soundBetween(...both)).toBeUndefined();
});

test('a book is accepted when the gate will not ring any more, not before', () => {
  const seen = borrow({ lines: [pending] });
  const lent = borrow({ lines: [line(1, { security: 'pending' })] });
  expect(soundBetween(seen, lent)).toBeUndefined();
  expect(soundBetween(lent, borrow({ lines: [line(1)] }))).toBe('accepted');
  const here = borrow({ lines: [line(1, { ils: 'queued', security: 'not-needed' })] });
  expect(soundBetween(seen, here)).toBe('accepted');
});

test('a refusal falls, also of a card', () => {
  const refused = borrow({ lines: [line(1, { ils: 'refused', security: 'not-needed' })] });
  expect(soundBetween(borrow({ lines: [pending] }), refused)).toBe('refused');
  const notice = { code: 'card-expired', params: {} };
  expect(soundBetween(fixture('start'), fixture('start', { notice }))).toBe('refused');
});

test('something to do calls; staff who are called are heard above all', () => {
  expect(soundBetween(borrow(), fixture('put-back'))).toBe('attention');
  expect(soundBetween(fixture('put-back'), fixture('put-back'))).toBeUndefined();
  const called = fixture('put-back', { staffCalled: true });
  expect(soundBetween(borrow(), called)).toBe('help');
});

test('what stood there before staff came to the door is heard no second time', () => {
  const book = borrow({ lines: [line(1)], staffCalled: true });
  expect(soundBetween(fixture('staff-pin'), book)).toBeUndefined();
  expect(soundBetween(fixture('staff-menu'), fixture('put-back'))).toBeUndefined();
});

test('a machine without a list says that it took a book, and that it gives one back', () => {
  const open = fixture('drop-box');
  expect(soundBetween(open, fixture('drop-box, taken'))).toBe('accepted');
  expect(soundBetween(open, fixture('drop-box, two at once'))).toBe('refused');
  const dropBox = { picture: 'done', says: 'taken', count: 4 } as const;
  expect(soundBetween(fixture('drop-box, taken'), fixture('drop-box', { dropBox }))).toBe(
    'accepted',
  );
});
