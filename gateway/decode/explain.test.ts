import { expect, test } from 'vitest';
import { fromHex } from '#tests/vectors/vectors.ts';
import { explainBytes } from './explain.ts';

const said = (hex: string) => {
  const { lines, known } = explainBytes(fromHex(hex));
  return { text: lines.join('\n'), known };
};

test('a tag is explained in the words of the desk, then field by field', () => {
  const { text, known } = said(
    '1102023033303130303334383135303033000038024e4f30323033303030300000000000',
  );
  expect(known).toBe(true);
  expect(text).toContain('Item 03010034815003.');
  expect(text).toContain('As ISO 28560-3 (Danish data model):\n  content parameter: 1');
  expect(text).toContain('FEIG ISO host, request: length or check sum is wrong');
});

test('the EPC bank of a UHF tag is a label, too', () => {
  const { text, known } = said('45c2141cc04fc70badb5c6e2da1ded4dd319');
  expect(known).toBe(true);
  expect(text).toContain('As the EPC bank of a UHF label:\n  Item 12345678.');
  expect(text).not.toContain('As the memory of a label');
});

test('what fits and is not as its standard wants it is said', () => {
  expect(said('110204d20201a005011000').text).toContain('but the content parameter does not list');
});

test('a frame names its command', () => {
  const { text } = said('07ffb001001c56');
  expect(text).toContain('command: b0 (ISO 15693 command)');
  expect(text).toContain('sub command: 01 (which tags are there?)');
});

test('an answer is tried with every sub-command: the one that fits is shown', () => {
  const { text } = said('1b00b00002033ee0040100153b945a033ee00401501f453d8f2f6f');
  expect(text).toContain('UID e00401501f453d8f');
});

test('bytes of nothing that is known may be the data of a data set', () => {
  const { text, known } = said('c38b1e4cb9b3e8');
  expect(known).toBe(false);
  expect(text).toContain('Neither a label nor a frame');
  expect(text).toContain('ISO/IEC 15962, 7-bit: abcdefgh');
  expect(text).toContain('ISO 28560-2: ');
});

test('long bytes are not shown to their end', () => {
  expect(said('ab'.repeat(100)).text.split('\n')[0]).toMatch(/^100 bytes: ab .* ab …$/);
});
