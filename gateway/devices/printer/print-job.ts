import { Fault } from '../../errors.ts';
import type { Bitmap, PrinterCondition } from '../device.ts';
import type { Timing } from '../timing.ts';
import { cutting, FILLER, INITIALISE, PUSH_STATUS, strips } from './escpos-commands.ts';
import type { Cut } from './escpos-commands.ts';
import { hindranceIn, isPassing } from './escpos-status.ts';
import type { PrinterLine } from './printer-line.ts';

/** What a job has to do with. */
export interface JobPlace {
  readonly line: PrinterLine;
  /** As last heard. */
  condition(): PrinterCondition | undefined;
  /** @throws Fault `no-answer`, `port-lost` */
  ask(): Promise<PrinterCondition>;
  readonly timing: Timing;
  readonly cut: Cut;
  /** It says when all is on paper (GS r); else it is told by its answers that all has arrived, and by the clock. */
  readonly confirms: boolean;
  /** Patience with a printer that is well, or will be by itself, and does not go on. */
  readonly stallMs: number;
}

/** It says that all is well, and takes nothing more to paper. */
export class Stalled extends Fault {}

/** Pieces that may be under way at a time: while one is printed, the next one travels. */
const AHEAD = 1;
/** 100 mm a second: slow ones are no slower. */
const ROW_MS = 1.25;

/** @throws Fault `paper-out`, `cover-open`, `jammed`, `busy`, `no-answer`, `port-lost` */
export function printOn(place: JobPlace, image: Bitmap, isFirst: boolean): Promise<void> {
  const begin = joined(...(isFirst ? [FILLER] : []), INITIALISE, PUSH_STATUS);
  const pieces = [begin, ...strips(image), cutting(place.cut)];
  return place.confirms ? confirmed(place, pieces) : believed(place, pieces, image.height);
}

/**
 * What was torn off in the middle is somebody's: it is cut off before anything else, and never goes on.
 * @throws Fault as `printOn`
 */
export async function tidy(place: JobPlace, settleMs: number): Promise<void> {
  const { line } = place;
  const end = joined(FILLER, INITIALISE, PUSH_STATUS, cutting(place.cut));
  if (!place.confirms) return believed(place, [end], 0);
  try {
    await confirmed({ ...place, stallMs: settleMs }, [end]);
  } catch (error) {
    // It has lost its power meanwhile, and with it the marks of before.
    if (!(error instanceof Stalled)) throw error;
  }
  // The marks of before may be answered only now, and must not be taken for those of the next receipt.
  while (await line.hears(line.patienceMs));
  line.forgetMarks();
}

async function confirmed(place: JobPlace, pieces: readonly Uint8Array[]): Promise<void> {
  const over = new AbortController();
  try {
    await Promise.race([feed(place.line, pieces, over.signal), watch(place, over.signal)]);
  } finally {
    over.abort();
  }
}

async function feed(
  line: PrinterLine,
  pieces: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<void> {
  for (const piece of pieces) {
    await line.mark(piece);
    await line.answered(AHEAD);
    signal.throwIfAborted();
  }
  await line.answered(0);
}

/** Settles only when there is a hindrance, or when the job is over. */
async function watch(place: JobPlace, signal: AbortSignal): Promise<void> {
  const { line, stallMs, timing } = place;
  const began = timing.now();
  for (;;) {
    const hears = await line.hears(line.patienceMs, signal);
    if (signal.aborted) return;
    const condition = hears ? place.condition() : await place.ask();
    if (signal.aborted) return;
    const hindrance = condition && hindranceIn(condition);
    const isLate = timing.now() - Math.max(began, line.newsAt) > stallMs;
    if (hindrance && condition && (isLate || !isPassing(condition))) {
      throw new Fault(hindrance.code, hindrance.message);
    }
    if (isLate)
      throw new Stalled('no-answer', 'the printer says that it is well, and stands still');
  }
}

/** Each piece is answered for as soon as it has arrived; nobody knows when it is on paper. */
async function believed(
  place: JobPlace,
  pieces: readonly Uint8Array[],
  rows: number,
): Promise<void> {
  for (const piece of pieces) {
    await place.line.send(piece);
    expectWell(await place.ask());
  }
  await place.timing.sleep(rows * ROW_MS);
  expectWell(await place.ask());
}

function expectWell(condition: PrinterCondition): void {
  const hindrance = hindranceIn(condition);
  if (hindrance) throw new Fault(hindrance.code, hindrance.message);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
