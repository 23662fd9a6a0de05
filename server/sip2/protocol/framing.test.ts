import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sip2Messages } from '#tests/vectors/sip2.ts';
import { FrameParser } from './framing.ts';
import type { Frame } from './framing.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (frames: readonly Frame[]) =>
  frames.map((frame) =>
    frame.kind === 'message' ? new TextDecoder().decode(frame.bytes) : frame.kind,
  );
const heard = (...chunks: readonly string[]) => {
  const parser = new FrameParser();
  return texts(chunks.flatMap((chunk) => parser.push(bytes(chunk))));
};

test('a message ends at CR; what is left over from CR LF, and blank lines, are dropped', () => {
  expect(heard('97AZFEF5\r\n99\r\n\r\r \r\n94')).toEqual(['97AZFEF5', '99']);
});

test('an LF alone ends nothing', () => {
  expect(heard('99\n94\r')).toEqual(['99\n94']);
});

test('the same bytes cut at every place are the same messages', () => {
  const sent = sip2Messages();
  const all = bytes(sent.map((text) => `${text}\r\n`).join(''));
  for (let cut = 0; cut <= all.length; cut++) {
    const parser = new FrameParser();
    const frames = [...parser.push(all.subarray(0, cut)), ...parser.push(all.subarray(cut))];
    expect(texts(frames)).toEqual(sent);
  }
});

test('in pieces of any size', () => {
  const sent = sip2Messages();
  const all = bytes(sent.map((text) => `\n${text}\r`).join(''));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sizes) => {
      const parser = new FrameParser();
      const frames: Frame[] = [];
      for (let at = 0, turn = 0; at < all.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        frames.push(...parser.push(all.subarray(at, at + size)));
        at += size;
      }
      expect(texts(frames)).toEqual(sent);
    }),
    { numRuns: 30 },
  );
});

test('what has no end is reported once, thrown away up to the next CR, and not kept', () => {
  const parser = new FrameParser(100);
  const frames = [...'x'.repeat(1000)].flatMap((one) => parser.push(bytes(one)));
  expect(texts(frames)).toEqual(['too-long']);
  expect(parser.pending).toBe(0);
  expect(texts(parser.push(bytes('still it\r97\r')))).toEqual(['97']);
});

test('a message of the greatest length passes', () => {
  const parser = new FrameParser(100);
  expect(texts(parser.push(bytes(`${'x'.repeat(100)}\r`)))).toEqual(['x'.repeat(100)]);
});

test('a message is not changed by what comes after it in the same memory', () => {
  const parser = new FrameParser();
  const memory = bytes('97AZFEF5\r');
  const frames = parser.push(memory);
  memory.fill(0x78);
  expect(texts([...frames, ...parser.push(memory)])).toEqual(['97AZFEF5']);
});

test('a line that is gone takes its half of a message with it', () => {
  const parser = new FrameParser();
  parser.push(bytes('11YN'));
  expect(parser.pending).toBe(4);
  expect(parser.abandon()).toBe(4);
  expect(texts(parser.push(bytes('97\r')))).toEqual(['97']);
});
