/**
 * `npm run --silent decode`: JSON lines in, JSON lines out; `npm run decode -- HEX` explains bytes in words.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { explainBytes } from '../decode/explain.ts';
import { parseHex } from '../decode/hex.ts';
import { answerLine } from '../decode/line.ts';
import { linesOf, MAX_LINE } from '../decode/lines.ts';

const USAGE = `npm run decode -- HEX…        explains bytes: what each known format makes of them
npm run --silent decode       answers JSON lines from standard input, one line each

HEX is the memory of a tag from block 0 on, or a frame from a reader's line; spaces are allowed:
  npm run decode -- 05ff65e5cb
  npm run decode -- 05 FF 65 E5 CB
  npm run decode -- "05 FF 65 E5 CB" "06 00 B0 01 5C 63"

A JSON line has "kind" and "input_hex", and "context" where the bytes alone do not say it:
  {"kind":"feig-response","input_hex":"0600b0015c63","context":{"subCommand":"01"}}
tests/vectors/README.md lists the kinds.

Ends with 0; with 1 when some bytes are of no known format, with 2 when something is not hexadecimal.`;

async function answerLines(): Promise<number> {
  if (process.stdin.isTTY) console.error('Waiting for JSON lines; --help says more.');
  process.stdin.setEncoding('utf8');
  for await (const line of linesOf(process.stdin)) {
    const answer =
      'text' in line ? answerLine(line.text) : { error: `longer than ${MAX_LINE} characters` };
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
  }
  return 0;
}

function explainAll(inputs: readonly string[]): number {
  const codes = inputs.map((input, at) => {
    if (at > 0) console.log();
    const bytes = parseHex(input);
    if (!(bytes instanceof Uint8Array)) {
      console.error(`${input}: ${bytes.error}`);
      return 2;
    }
    const { lines, known } = explainBytes(bytes);
    console.log(lines.join('\n'));
    return known ? 0 : 1;
  });
  return Math.max(...codes);
}

/** Single bytes, one argument each, are one input. */
const inputsIn = (positionals: readonly string[]): readonly string[] =>
  positionals.every((text) => /^[\da-f]{2}$/i.test(text)) ? [positionals.join('')] : positionals;

/** Only one option is known; all else is bytes, and said to be none where it is none. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  const unknown = Object.keys(values).filter((name) => name !== 'help');
  if (unknown.length > 0) {
    console.error(`There is no option --${unknown.join(', --')}.\n\n${USAGE}`);
    return 2;
  }
  if (values['help'] === true) {
    console.log(USAGE);
    return 0;
  }
  return positionals.length > 0 ? explainAll(inputsIn(positionals)) : answerLines();
}

// Whoever reads along may have seen enough, as `head` does: that is the end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
process.exitCode = await main();
