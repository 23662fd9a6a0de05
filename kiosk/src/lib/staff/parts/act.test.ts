import { createRawSnippet } from 'svelte';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { Done } from '../trouble.ts';
import { staffWords } from '../words.ts';
import Act from './act.svelte';

const UNHEARD: Done<unknown> = { kind: 'trouble', trouble: { key: 'trouble.no-server' } };
const REFUSED: Done<unknown> = { kind: 'trouble', trouble: { key: 'trouble.changed' } };
const DONE: Done<unknown> = { kind: 'done', value: {} };

/** A button whose act is answered so, one after the other. @returns the ids that it was done under */
async function drawn(...answers: Done<unknown>[]): Promise<string[]> {
  const ids: string[] = [];
  const act = (id: string) => {
    ids.push(id);
    return Promise.resolve(answers[ids.length - 1] ?? DONE);
  };
  await render(Act, { words: staffWords('en'), label: 'Pay', title: 'Pay?', yes: 'Yes', act });
  return ids;
}
const open = () => page.getByRole('button', { name: 'Pay' }).click();
const yes = () => page.getByRole('button', { name: 'Yes' }).click();

test('an act that nobody answered keeps its id when the question is closed and asked again, so money is taken once', async () => {
  const ids = await drawn(UNHEARD, DONE, DONE);
  await open();
  await yes();
  await expect.element(page.getByText(/nobody knows yet whether it was done/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await open();
  await yes();
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(ids[1]).toBe(ids[0]);
  await open();
  await yes();
  await expect.poll(() => ids.length).toBe(3);
  expect(ids[2]).not.toBe(ids[0]);
});

test('an act that nobody answered is asked again as it was; with other values it is another one', async () => {
  const note = createRawSnippet(() => ({ render: () => '<label>Note <input></label>' }));
  const ids: string[] = [];
  let opened = 0;
  const act = (id: string) => {
    ids.push(id);
    return Promise.resolve(UNHEARD);
  };
  const onOpen = () => (opened += 1);
  const said = { label: 'Pay', title: 'Pay?', yes: 'Yes', act, onOpen, children: note };
  await render(Act, { words: staffWords('en'), ...said });
  await open();
  await yes();
  await expect.element(page.getByText(/nobody knows yet/)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await open();
  expect(opened).toBe(1);
  await yes();
  await expect.poll(() => ids.length).toBe(2);
  await page.getByLabelText('Note').fill('changed');
  await yes();
  await expect.poll(() => ids.length).toBe(3);
  expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
});

test('an act that was refused is another one when it is tried again', async () => {
  const ids = await drawn(REFUSED, DONE);
  await open();
  await yes();
  await expect.element(page.getByText(/Somebody else has changed this/)).toBeVisible();
  await yes();
  await expect.poll(() => ids.length).toBe(2);
  expect(ids[1]).not.toBe(ids[0]);
});

test('pressed twice at once it is done once', async () => {
  const answer = Promise.withResolvers<Done<unknown>>();
  let times = 0;
  const act = () => {
    times += 1;
    return answer.promise;
  };
  await render(Act, { words: staffWords('en'), label: 'Pay', title: 'Pay?', yes: 'Yes', act });
  await open();
  const form = page.getByRole('dialog').element().querySelector('form');
  form?.requestSubmit();
  form?.requestSubmit();
  answer.resolve(DONE);
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  expect(times).toBe(1);
});
