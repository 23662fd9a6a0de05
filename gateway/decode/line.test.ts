import { describe, expect, test } from 'vitest';
import { answerLine } from './line.ts';

const answer = (line: unknown) => answerLine(JSON.stringify(line));
const ack = { kind: 'pn532', input_hex: '0000ff00ff00' };

test('a line is answered with its fields', () => {
  expect(answer(ack)).toEqual({ type: 'ack' });
});

test('a name comes back', () => {
  expect(answer({ ...ack, name: 'first' })).toEqual({ name: 'first', type: 'ack' });
  expect(answer({ name: 'second' })).toMatchObject({ name: 'second', error: expect.any(String) });
});

test('bytes may be written in either case, with spaces', () => {
  expect(answer({ ...ack, input_hex: '00 00 FF 00 ff:00' })).toEqual({ type: 'ack' });
});

test('a byte order mark in front of a line is none of it', () => {
  expect(answerLine(`\uFEFF${JSON.stringify(ack)}`)).toEqual({ type: 'ack' });
});

test('context is what the bytes do not say', () => {
  const line = { kind: 'iso15962-compaction', input_hex: '091f' };
  expect(answer({ ...line, context: { compaction: 'numeric' } })).toEqual({ value: '091' });
  expect(answer(line)).toEqual({ error: 'the compaction is missing in the context' });
  expect(answer({ ...line, context: null })).toHaveProperty('error');
  expect(answer({ ...line, context: { compaction: 4 } })).toHaveProperty('error');
  expect(answer({ ...line, context: { compaction: '9-bit' } })).toHaveProperty('error');
});

describe('says what is wrong with', () => {
  test.each([
    ['no JSON', '{"kind":', /not JSON/],
    ['an empty line', '', /not JSON/],
    ['a list', '[]', /line: /],
    ['a number', '17', /line: /],
    ['nothing', 'null', /line: /],
    ['no kind', '{"input_hex":"00"}', /kind: /],
    ['no bytes', '{"kind":"feig"}', /input_hex: /],
    [
      'an unknown kind',
      '{"kind":"barcode","input_hex":"00"}',
      /no kind “barcode”; there are: .*feig/,
    ],
    ['a kind that every object has', '{"kind":"toString","input_hex":"00"}', /no kind/],
    ['what is not hexadecimal', '{"kind":"feig","input_hex":"0g"}', /“g” is not/],
    ['half a byte', '{"kind":"feig","input_hex":"050"}', /odd/],
    ['an empty input', '{"kind":"feig","input_hex":""}', /no bytes/],
    ['too many bytes', `{"kind":"feig","input_hex":"${'00'.repeat(65536)}"}`, /more than/],
    ['context that is no object', '{"kind":"feig","input_hex":"00","context":7}', /context: /],
  ])('%s', (_, line, error) => {
    expect(answerLine(line)).toEqual({ error: expect.stringMatching(error) });
  });
});

test('bytes that are not of the kind are answered, too', () => {
  expect(answer({ kind: 'feig', input_hex: 'ffff' })).toEqual({
    frame: 'standard',
    direction: 'request',
    crcOk: false,
  });
  expect(answer({ kind: 'iso28560-2', input_hex: '9100051cbe' })).toMatchObject({
    elements: [],
    error: 'truncated',
  });
  expect(answer({ kind: 'iso28560-3', input_hex: '1101' })).toHaveProperty('error');
  expect(answer({ kind: 'rfid501', input_hex: '1101' })).toHaveProperty('error');
  expect(answer({ kind: 'pn532', input_hex: '1101' })).toHaveProperty('error');
});
