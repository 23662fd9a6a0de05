/** Recorded conversations with each reader, played again: whole, slow, in pieces, and cut at every byte of every answer. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LineSettings } from '#gateway/devices/detect/probe.ts';
import { Fault } from '#gateway/errors.ts';
import { StrictLine } from '#tests/simulators/strict-line.ts';
import { SimulatedTranscript, exchangesOf } from '#tests/simulators/transcript-player.ts';
import type { TranscriptKnobs } from '#tests/simulators/transcript-player.ts';
import {
  parseTranscript,
  TranscriptRecorder,
  writtenTranscript,
} from '#tests/simulators/transcript.ts';
import type { Transcript } from '#tests/simulators/transcript.ts';
import { vectorsOf } from '#tests/vectors/vectors.ts';
import { converse, openerOf } from './conversations.ts';
import type { Patience } from './conversations.ts';

const SETTINGS: LineSettings = { baudRate: 9600 };
/** Short, because nothing travels; a driver that is cut off waits them out. */
const QUICK: Patience = { timeoutMs: 60, gapMs: 20 };
/** Where every answer comes: a busy computer needs its time. */
const PATIENT: Patience = { timeoutMs: 20_000, gapMs: 5_000 };
/** All the tries that a driver has, each with its time-out, on a busy computer too. */
const NO_HANG_MS = 60_000;
/** So many cuts are tried at once: most of their time is waiting. */
const AT_ONCE = 48;

const CAPTURED = '3m-810-captured.jsonl';
const load = (name: string): Transcript =>
  parseTranscript(readFileSync(resolve(import.meta.dirname, name), 'utf8'));
const recorded = readdirSync(import.meta.dirname).filter(
  (name) => name.endsWith('.jsonl') && name !== CAPTURED,
);

interface Played {
  readonly outcome: { readonly result: unknown } | { readonly fault: unknown };
  readonly player: SimulatedTranscript;
  readonly tookMs: number;
}

async function play(
  transcript: Transcript,
  knobs: TranscriptKnobs = {},
  patience = QUICK,
): Promise<Played> {
  const line = new StrictLine(SETTINGS);
  const player = SimulatedTranscript.on(line, transcript, knobs);
  const begin = performance.now();
  const outcome = await talk(line, transcript.about.driver, patience);
  return { outcome, player, tookMs: performance.now() - begin };
}

async function talk(line: StrictLine, driver: string, patience: Patience) {
  const port = await line.openAt(SETTINGS);
  try {
    return { result: await converse(driver, port, patience) };
  } catch (fault) {
    return { fault };
  } finally {
    await port.close();
  }
}

/** Every place at which an answer can break off. */
function cutsOf(transcript: Transcript): NonNullable<TranscriptKnobs['cut']>[] {
  return exchangesOf(transcript).flatMap(({ answer: pieces }, answer) => {
    const bytes = pieces.reduce((sum, { hex }) => sum + hex.length / 2, 0);
    return Array.from({ length: bytes }, (_, atByte) => ({ answer, atByte }));
  });
}

async function inBatches<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    await Promise.all(items.slice(at, at + AT_ONCE).map(each));
  }
}

describe.each(recorded)('the conversation of %s', (name) => {
  const transcript = load(name);
  const { result } = transcript.about;

  test('says what it said when it was recorded, and asks for nothing else', async () => {
    const { outcome, player } = await play(transcript, {}, PATIENT);
    expect(outcome).toEqual({ result });
    expect(player.unknown).toEqual([]);
    expect(player.position).toBe(exchangesOf(transcript).length);
  });

  test.each([1, 3, 7])('says the same when bytes come by %i', async (piece) => {
    expect((await play(transcript, { piece }, PATIENT)).outcome).toEqual({ result });
  });

  test('says the same when the reader is half as quick', async () => {
    expect((await play(transcript, { delayFactor: 2 }, PATIENT)).outcome).toEqual({ result });
  });

  test('says the same, or ends in a Fault, wherever an answer breaks off', async () => {
    const cuts = cutsOf(transcript);
    expect(cuts.length).toBeGreaterThan(50);
    let cured = 0;
    await inBatches(cuts, async (cut) => {
      const { outcome, player, tookMs } = await play(transcript, { cut });
      const where = `answer ${cut.answer}, byte ${cut.atByte}`;
      expect(player.wasCut, where).toBe(true);
      expect(tookMs, where).toBeLessThan(NO_HANG_MS);
      if ('fault' in outcome) return expect(outcome.fault, where).toBeInstanceOf(Fault);
      expect(outcome.result, where).toEqual(result);
      cured += 1;
    });
    // One torn answer is nothing that a person with books should hear of. A card reader is simply opened anew.
    const least = transcript.about.driver === 'pn532' ? 0 : cuts.length / 2;
    expect(cured).toBeGreaterThan(least);
  });
});

describe('frames that a 3M 810 has really sent', () => {
  const transcript = load(CAPTURED);

  test('are those of the capture', () => {
    const captured = [...vectorsOf('3m810'), ...vectorsOf('3m810-response')].map(
      ({ input_hex: hex }) => hex,
    );
    // The first four are the version and the reset.
    const frames = transcript.entries.slice(4).map(({ hex }) => hex);
    expect(frames.filter((hex) => !captured.includes(hex))).toEqual([]);
  });

  test('are what our driver asks for and understands', async () => {
    const line = new StrictLine(SETTINGS);
    const player = SimulatedTranscript.on(line, transcript);
    const reader = await openerOf(transcript.about.driver)(await line.openAt(SETTINGS), PATIENT);
    const found = [];
    for (let look = 0; look < 3; look++) found.push((await reader.inventory()).uids);
    expect({ found }).toEqual(transcript.about.result);
    await reader.writeAfi('E00401003123AA26', 0xd7);
    const blocks = Buffer.alloc(28);
    blocks.set([0x04, 0x11, 0x00, 0x01]);
    blocks.write('0000000000', 4, 'latin1');
    await reader.writeBlocks('E00401003123AA26', 0, blocks);
    expect(player.unknown).toEqual([]);
    expect(player.position).toBe(exchangesOf(transcript).length);
    await reader.close();
  });
});

test('what is recorded while a transcript is played is that transcript', async () => {
  const transcript = load('cpr40.jsonl');
  const line = new StrictLine(SETTINGS);
  SimulatedTranscript.on(line, transcript);
  const recorder = new TranscriptRecorder();
  const port = recorder.listenTo(await line.openAt(SETTINGS));
  await converse(transcript.about.driver, port, PATIENT);
  await port.close();
  const again = parseTranscript(
    writtenTranscript({ about: transcript.about, entries: recorder.entries }),
  );
  const said = ({ entries }: Transcript) => entries.map(({ from, hex }) => from + hex);
  expect(said(again)).toEqual(said(transcript));
});
