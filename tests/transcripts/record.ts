/**
 * `node tests/transcripts/record.ts` records the conversation with each of our simulators anew. To record hardware, lead
 * its port through a `TranscriptRecorder` in the same way.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openPort } from '#gateway/devices/ports.ts';
import { bookTag } from '#tests/simulators/book-tag.ts';
import type { BookTag } from '#tests/simulators/book-tag.ts';
import { PtyLine } from '#tests/simulators/pty-line.ts';
import { TranscriptRecorder, writtenTranscript } from '#tests/simulators/transcript.ts';
import { uhfBookTag } from '#tests/simulators/uhf-tag.ts';
import { READER_MODELS } from '#tests/stand/reader-models.ts';
import type { ReaderModel } from '#tests/stand/reader-models.ts';
import { converse, openerOf } from './conversations.ts';

const BOOKS = [1, 2, 3];

const onBooks: Readonly<Record<ReaderModel['air'], (number: number) => BookTag>> = {
  hf: (number) => bookTag({ uid: `E0040150AAAA000${number}`, itemId: `SK0000${number}` }),
  uhf: (number) =>
    uhfBookTag({ uid: `E280689000000000AAAA000${number}`, itemId: `SK0000${number}` }),
};

async function record(name: string, { air, driver, line: settings, on, ...model }: ReaderModel) {
  const line = await PtyLine.open(settings);
  const recorder = new TranscriptRecorder();
  const port = recorder.listenTo(await openPort(line.address)());
  try {
    on(line).place(...BOOKS.map(onBooks[air]));
    const reader = await openerOf(driver)(port, {});
    const result = await converse(reader);
    await reader.close();
    const source = `recorded from our simulator of a ${model.name}, not from hardware`;
    const transcript = { about: { driver, source, result }, entries: recorder.entries };
    const file = resolve(import.meta.dirname, `${name.toLowerCase()}.jsonl`);
    writeFileSync(file, writtenTranscript(transcript));
  } finally {
    await port.close();
    await line.close();
  }
}

for (const [name, model] of Object.entries(READER_MODELS)) await record(name, model);
