import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collected } from '#tests/collected.ts';
import { FileFault } from './file-fault.ts';
import { jsonRows } from './json-rows.ts';

async function* pieces(text: string, cuts: readonly number[]) {
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let from = 0;
  for (const end of ends) {
    yield bytes.subarray(from, end);
    from = end;
  }
}

const rowsOf = async (text: string, cuts: readonly number[] = []) =>
  (await collected(jsonRows(pieces(text, cuts)))).map(({ section, row, line, value }) => ({
    section,
    row,
    line,
    value: value(),
  }));

describe('rows of a JSON document', () => {
  test('come out as JSON.parse reads them, wherever the bytes are cut', async () => {
    const row = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.array(row),
        fc.array(row),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.constantFrom(0, 2),
        async (patrons, items, cuts, indent) => {
          const text = JSON.stringify({ patrons, items }, null, indent);
          const read = await rowsOf(text, cuts);
          const whole = JSON.parse(text);
          expect(read.map(({ value }) => value)).toEqual([...whole.patrons, ...whole.items]);
          expect(read.map(({ section }) => section)).toEqual([
            ...patrons.map(() => 'patrons'),
            ...items.map(() => 'items'),
          ]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('carry the line on which they begin, after a BOM too', async () => {
    const read = await rowsOf(
      '\uFEFF{\n "patrons": [\n  {"id": "a"},\n\n  {"id":\n "b"}]}\n',
      [1, 2, 3, 20],
    );
    expect(read.map(({ line }) => line)).toEqual([3, 5]);
  });

  test('that are no JSON spoil none but themselves', async () => {
    const rows = await collected(jsonRows(pieces('{"patrons": [{"id": x}, {"id": "b"}]}', [])));
    expect(() => rows[0]?.value()).toThrow(SyntaxError);
    expect(rows[1]?.value()).toEqual({ id: 'b' });
  });

  test.each([
    ['[]', 'a JSON object with sections is expected'],
    ['{"patron": []}', 'there is no section "patron"'],
    ['{"patrons": {}}', 'the list of a section is expected'],
    ['{"patrons": [1]}', 'a row {…} is expected'],
    ['{"patrons": [{} {}]}', '“,” is expected between rows'],
    ['{"patrons": [{}]', 'the file ends in the middle'],
    ['{"patrons": [{"a": "', 'the file ends in the middle'],
    ['{"patrons": []}}', 'there is more after the end'],
    ['', 'the file ends in the middle'],
  ])('%s is told as a fault of the file', async (text, message) => {
    await expect(rowsOf(text)).rejects.toThrow(FileFault);
    await expect(rowsOf(text)).rejects.toThrow(message);
  });

  test('a quotation mark that is never closed ends after a megabyte, not with the memory', async () => {
    await expect(rowsOf(`{"patrons": [{"a": "${'x'.repeat(2_000_000)}`, [1000])).rejects.toThrow(
      'more than 1 MB',
    );
  });
});
