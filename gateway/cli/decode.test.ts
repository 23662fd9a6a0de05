import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { allVectors } from '#tests/vectors/vectors.ts';
import { linesOf, MAX_LINE } from '../decode/lines.ts';

const start = (...args: string[]) => spawn(process.execPath, ['gateway/cli/decode.ts', ...args]);

async function run(input: string, ...args: string[]) {
  const program = start(...args);
  program.stdin.end(input);
  const [out, errors, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'close'),
  ]);
  return { out, errors, code: Number(code) };
}

const answersTo = async (lines: readonly string[]): Promise<unknown[]> => {
  const { out, errors, code } = await run(lines.map((line) => `${line}\n`).join(''));
  expect({ errors, code }).toEqual({ errors: '', code: 0 });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('JSON lines', () => {
  test('every vector is answered as expected, in its place', async () => {
    const vectors = allVectors();
    const answers = await answersTo(
      vectors.map(({ name, kind, input_hex, context }) =>
        JSON.stringify({ name, kind, input_hex, context }),
      ),
    );
    expect(answers).toHaveLength(vectors.length);
    for (const [at, { name, expect: words }] of vectors.entries()) {
      expect(answers[at]).toMatchObject({ name, ...words });
    }
  });

  test('broken lines are answered, and those between them', async () => {
    const good = '{"kind":"pn532","input_hex":"0000ff00ff00"}';
    const broken = ['{', '', 'null', '{"kind":"x","input_hex":"00"}', '"'.repeat(MAX_LINE + 1)];
    const answers = await answersTo(broken.flatMap((line) => [line, good]));
    expect(answers).toEqual(broken.flatMap(() => [{ error: expect.any(String) }, { type: 'ack' }]));
  });

  test('a line is answered when it comes, not at the end', async () => {
    const program = start();
    const answers = linesOf(program.stdout.setEncoding('utf8'));
    for (const kind of ['feig', 'nothing', 'r2000']) {
      program.stdin.write(`${JSON.stringify({ kind, input_hex: 'ff' })}\n`);
      expect((await answers.next()).done).toBe(false);
    }
    program.stdin.end();
    expect((await answers.next()).done).toBe(true);
  });

  test('bytes that are not UTF-8 are a broken line', async () => {
    const program = start();
    program.stdin.end(Buffer.from([0xff, 0xfe, 0x0a]));
    expect(JSON.parse(await text(program.stdout))).toHaveProperty('error');
  });
});

describe('in words', () => {
  test('single bytes as arguments are one input', async () => {
    const { out, code } = await run('', '05', 'FF', '65', 'E5', 'CB');
    expect(out).toMatch(/^5 bytes: 05 ff 65 e5 cb\n/);
    expect(out).toContain('what is your software?');
    expect(code).toBe(0);
  });

  test('several inputs are explained one after the other', async () => {
    const { out, code } = await run('', '05 FF 65 E5 CB', '0600b0015c63');
    expect(out.match(/^\d+ bytes: /gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test('the exit code says what could not be explained', async () => {
    expect((await run('', 'c38b1e4cb9b3e8')).code).toBe(1);
    const { code, errors } = await run('', '05ff65e5cb', 'zz');
    expect(code).toBe(2);
    expect(errors).toContain('zz: “z” is not a hexadecimal digit');
    expect((await run('', '--colour')).code).toBe(2);
  });

  test('--help says how it is used', async () => {
    const { out, code } = await run('', '--help');
    expect(out).toContain('npm run decode -- 05 FF 65 E5 CB');
    expect(code).toBe(0);
  });
});
