import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { staffWords } from '../words.ts';
import PagedList from './paged.svelte';
import { Paged } from './paged.svelte.ts';
import type { PageOf } from './paged.svelte.ts';

const drawn = createRawSnippet((rows: () => readonly unknown[]) => ({
  render: () => `<p>${rows().join(' ')}</p>`,
}));
const older = () => page.getByRole('button', { name: 'Older' });

test('older ones are put below; while the list is asked for anew, none are asked for', async () => {
  const asked: { before: string | undefined; answer: (page: PageOf<unknown>) => void }[] = [];
  const list = new Paged<unknown>(
    (before) => new Promise((answer) => void asked.push({ before, answer })),
  );
  await render(PagedList, { words: staffWords('en'), list, older: 'Older', drawn });
  void list.begin();
  asked[0]?.answer({ rows: ['five', 'four'], next: 'four' });
  await older().click();
  expect(asked[1]?.before).toBe('four');
  asked[1]?.answer({ rows: ['three'], next: 'three' });
  await expect.poll(() => list.rows).toEqual(['five', 'four', 'three']);
  void list.begin();
  await expect.element(older()).not.toBeInTheDocument();
  asked[2]?.answer({ rows: ['six'] });
  await expect.poll(() => list.rows).toEqual(['six']);
  await expect.element(older()).not.toBeInTheDocument();
});

test('what a later question has overtaken is dropped', async () => {
  const answers: ((page: PageOf<unknown>) => void)[] = [];
  const list = new Paged<unknown>(() => new Promise((answer) => void answers.push(answer)));
  const [first, second] = [list.begin(), list.begin()];
  answers[1]?.({ rows: ['new'] });
  answers[0]?.({ rows: ['old'], next: 'old' });
  await Promise.all([first, second]);
  expect([list.rows, list.next]).toEqual([['new'], undefined]);
});
