/**
 * `node tests/transcripts/record.ts` records the conversation with each of our simulators anew. To record hardware, lead
 * its port through a `TranscriptRecorder` in the same way.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openPort } from '#gateway/devices/ports.ts';
import { bookTag } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import type { Line } from '#tests/simulators/line.ts';
import { SimulatedPn532 } from '#tests/simulators/pn532-reader.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import type { PtyOptions } from '#tests/simulators/pty-line.ts';
import { TranscriptRecorder, writtenTranscript } from '#tests/simulators/transcript.ts';
import { uhfBookTag } from '#tests/simulators/uhf-tag.ts';
import { READER_MODELS } from '#tests/stand/reader-models.ts';
import type { ReaderModel } from '#tests/stand/reader-models.ts';
import { converse } from './conversations.ts';

const BOOKS = [1, 2, 3];

const onBooks: Readonly<Record<ReaderModel['air'], (number: number) => BookTag>> = {
  hf: (number) => bookTag({ uid: `E0040150AAAA000${number}`, itemId: `SK0000${number}` }),
  uhf: (number) =>
    uhfBookTag({ uid: `E280689000000000AAAA000${number}`, itemId: `SK0000${number}` }),
};

interface Conversation {
  readonly name: string;
  readonly driver: string;
  readonly hardware: string;
  readonly line: PtyOptions;
  /** Puts the simulator at the far end, with what lies on it. */
  readonly simulate: (line: Line) => void;
}

const readers = Object.entries(READER_MODELS).map(
  ([name, { air, driver, line, on, name: hardware }]): Conversation => ({
    name: name.toLowerCase(),
    driver,
    hardware,
    line,
    simulate: (at) => on(at).place(...BOOKS.map(onBooks[air])),
  }),
);
const cardReader: Conversation = {
  name: 'pn532',
  driver: 'pn532',
  hardware: 'PN532',
  line: { baudRate: 115_200 },
  simulate: (at) => SimulatedPn532.on(at).lay({ uid: '24a1b2c3' }),
};

async function record({ name, driver, hardware, line: settings, simulate }: Conversation) {
  const line = await PtyLine.open(settings);
  const recorder = new TranscriptRecorder();
  const port = recorder.listenTo(await openPort(line.address)());
  try {
    simulate(line);
    const result = await converse(driver, port, {});
    const source = `recorded from our simulator of a ${hardware}, not from hardware`;
    const transcript = { about: { driver, source, result }, entries: recorder.entries };
    writeFileSync(resolve(import.meta.dirname, `${name}.jsonl`), writtenTranscript(transcript));
  } finally {
    await port.close();
    await line.close();
  }
}

for (const conversation of [...readers, cardReader]) await record(conversation);
