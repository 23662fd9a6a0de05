import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Loaded } from './loaded.svelte.ts';

const EVERY = 1000;
const endings: (() => void)[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  for (const end of endings.splice(0)) end();
  vi.useRealTimers();
});

/** A server whose answers come when the test says so. */
function asked() {
  const answers: ((text: string) => void)[] = [];
  const loaded = new Loaded<string>(() => new Promise((answer) => void answers.push(answer)));
  return { answers, loaded };
}

test('a server that takes longer than the page waits between two looks is heard all the same', async () => {
  const { answers, loaded } = asked();
  endings.push(loaded.keep(EVERY));
  for (const [at, text] of ['first', 'second'].entries()) {
    vi.advanceTimersByTime(3.5 * EVERY);
    answers[at]?.(text);
    await expect.poll(() => loaded.value).toBe(text);
    vi.advanceTimersByTime(EVERY);
  }
  expect(answers).toHaveLength(3);
});

test('a question that nobody answers any more is asked anew', async () => {
  const { answers, loaded } = asked();
  endings.push(loaded.keep(EVERY));
  vi.advanceTimersByTime(61_000);
  expect(answers).toHaveLength(2);
  answers[1]?.('here again');
  await expect.poll(() => loaded.value).toBe('here again');
});

test('what is asked for after an act overtakes what was under way', async () => {
  const { answers, loaded } = asked();
  endings.push(loaded.keep(EVERY));
  const after = loaded.load();
  answers[1]?.('after');
  await after;
  answers[0]?.('before');
  vi.advanceTimersByTime(EVERY);
  expect([loaded.value, answers.length]).toEqual(['after', 3]);
});

test('what was under way when the page was left is dropped, and the next page asks at once', async () => {
  const { answers, loaded } = asked();
  loaded.keep(EVERY)();
  endings.push(loaded.keep(EVERY));
  answers[1]?.('new');
  await expect.poll(() => loaded.value).toBe('new');
  answers[0]?.('old');
  vi.advanceTimersByTime(EVERY);
  expect([loaded.value, answers.length]).toEqual(['new', 3]);
});
