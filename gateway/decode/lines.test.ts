import { expect, test } from 'vitest';
import { linesOf, MAX_LINE } from './lines.ts';
import type { TextLine } from './lines.ts';

async function* chunksOf(...chunks: string[]): AsyncGenerator<string> {
  yield* chunks;
}
async function lines(...chunks: string[]): Promise<TextLine[]> {
  const found: TextLine[] = [];
  for await (const line of linesOf(chunksOf(...chunks))) found.push(line);
  return found;
}
const text = (...texts: string[]) => texts.map((one) => ({ text: one }));

test('lines are found wherever the stream cuts them', async () => {
  const whole = 'one\ntwo\n\nthree\n';
  for (let cut = 0; cut <= whole.length; cut++) {
    const found = await lines(whole.slice(0, cut), whole.slice(cut));
    expect(found).toEqual(text('one', 'two', '', 'three'));
  }
});

test('the last line needs no end', async () => {
  expect(await lines('one\ntwo')).toEqual(text('one', 'two'));
});

test('nothing is no line', async () => {
  expect(await lines()).toEqual([]);
  expect(await lines('')).toEqual([]);
});

test('a line is given as soon as its end has come', async () => {
  const more = Promise.withResolvers<string>();
  const stream = linesOf(
    (async function* () {
      yield 'one\ntw';
      yield await more.promise;
    })(),
  );
  expect((await stream.next()).value).toEqual({ text: 'one' });
  more.resolve('o\n');
  expect((await stream.next()).value).toEqual({ text: 'two' });
});

test('a line that is too long is thrown away, and the next one is found', async () => {
  const half = 'x'.repeat(MAX_LINE / 2 + 1);
  expect(await lines(half, half, half, 'x\nnext\n', half, half)).toEqual([
    { tooLong: true },
    { text: 'next' },
    { tooLong: true },
  ]);
});
