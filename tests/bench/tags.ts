/** What it takes to know what a tag says, against looking at each of its bytes once. */
import { decodeBlank } from '#gateway/tags/blank.ts';
import { decodeIso28560Part2 } from '#gateway/tags/iso28560-2.ts';
import { decodeIso28560Part3 } from '#gateway/tags/iso28560-3.ts';
import { decodeUserBank } from '#gateway/tags/iso28560-4.ts';
import { decodeEpc } from '#gateway/tags/iso28560-4-epc.ts';
import { decodeRfid501 } from '#gateway/tags/rfid501.ts';
import { decodeTag } from '#gateway/tags/tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { shelfBooks } from '#tests/stand/books.ts';
import { looseLabels } from '#tests/stand/labels.ts';
import { withUhfTags } from '#tests/stand/uhf-books.ts';
import { percentile } from './stats.ts';
import { number, ratio } from './table.ts';
import type { Table } from './table.ts';

const ROUNDS = 7;
const ROUND_MS = 60;
/** Between two looks at the clock. */
const TURNS = 200;

type Work = () => unknown;

interface Case {
  readonly name: string;
  readonly tag: BookTag;
  readonly decode: (tag: BookTag) => unknown;
}

export function tagDecoding(): Table {
  return {
    title: 'What a tag says',
    about:
      'A second, by one thread: tags decoded by the module of their format, and recognised first among all formats as the gateway does it. ' +
      'The floor copies the bytes of the tag and looks at each once.',
    head: ['format', 'bytes', 'decoded', 'ratio', 'recognised', 'ratio', 'floor'],
    rows: cases().map(rowOf),
  };
}

function cases(): Case[] {
  const label = (name: string): BookTag => only(looseLabels('hf').find(isCalled(name))?.tags);
  const [book] = shelfBooks().filter(({ tags }) => tags.length === 1);
  const uhf = book && withUhfTags(book);
  return [
    {
      name: 'ISO 28560-3',
      tag: only(book?.tags),
      decode: ({ memory }) => decodeIso28560Part3(memory),
    },
    {
      name: 'the same, bytes reversed',
      tag: label('label-reversed'),
      decode: ({ memory }) => decodeIso28560Part3(memory),
    },
    {
      name: 'ISO 28560-2',
      tag: label('label-iso28560-2'),
      decode: ({ memory }) => decodeIso28560Part2(memory),
    },
    {
      name: 'ISO/TS 28560-4, both banks',
      tag: only(uhf?.tags),
      decode: ({ epc, memory }) => [epc && decodeEpc(epc), decodeUserBank(memory)],
    },
    {
      name: '3M RFID501',
      tag: label('label-rfid501'),
      decode: ({ memory }) => decodeRfid501(memory),
    },
    { name: 'blank', tag: label('label-blank'), decode: ({ memory }) => decodeBlank(memory) },
  ];
}

const isCalled =
  (name: string) =>
  ({ barcode }: { readonly barcode: string }): boolean =>
    barcode === name;

function only(tags: readonly BookTag[] = []): BookTag {
  const [tag] = tags;
  if (!tag) throw new Error('The bench has lost a label.');
  return tag;
}

function rowOf({ name, tag, decode }: Case): string[] {
  const bytes = Uint8Array.of(...(tag.epc ?? []), ...tag.memory);
  const works: Work[] = [() => decode(tag), () => decodeTag(tag), () => lookAtEach(bytes.slice())];
  const [decoded = 0, recognised = 0, floor = 0] = inTurns(works);
  return [
    name,
    String(bytes.length),
    number(decoded),
    ratio(decoded, floor),
    number(recognised),
    ratio(recognised, floor),
    number(floor),
  ];
}

function lookAtEach(bytes: Uint8Array): number {
  let all = 0;
  for (const byte of bytes) all = (all << 1) ^ byte;
  return all;
}

/** @returns for each how often a second, the median of rounds that were taken in turns */
function inTurns(works: readonly Work[]): number[] {
  const rates = works.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    // The first round warms up.
    works.forEach((work, at) => {
      const rate = rateOf(work);
      if (round > 0) rates[at]?.push(rate);
    });
  }
  return rates.map((each) => percentile(each, 0.5));
}

/** What the work gave last is kept, so that no optimiser leaves the work out. */
let kept: unknown;

function rateOf(work: Work): number {
  const begin = performance.now();
  let done = 0;
  let now = begin;
  while (now - begin < ROUND_MS) {
    for (let turn = 0; turn < TURNS; turn++) kept = work();
    done += TURNS;
    now = performance.now();
  }
  if (kept === undefined) throw new Error('The tag was not what it was taken for.');
  return (done * 1000) / (now - begin);
}
