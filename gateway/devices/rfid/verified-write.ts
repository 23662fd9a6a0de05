import { Fault } from '../../errors.ts';
import type { RfidReader, Uid } from '../device.ts';
import type { Timing } from '../timing.ts';

export interface WriteRules {
  /** Tries at most, and all of them within so many milliseconds. */
  readonly attempts: number;
  readonly withinMs: number;
}

/** A book that is being moved gets a moment to lie still. */
const BETWEEN_MS = 40;

type Writer = Pick<RfidReader, 'writeAfi' | 'readAfi'>;

/**
 * Writes an AFI until it reads back. The status of a write is believed neither way: a tag that is pulled away may
 * have taken the byte and not said so, and a reader says “done” for a tag that has not kept it.
 * @throws Fault of the last try: `tag-refused` or `not-verified` only where the tag said what it holds instead,
 * `tag-gone` where nobody knows; a fault of the line at once
 */
export async function writeVerified(
  reader: Writer,
  uid: Uid,
  afi: number,
  rules: WriteRules,
  timing: Timing,
): Promise<void> {
  const until = timing.now() + rules.withinMs;
  for (let attempt = 1; ; attempt++) {
    const fault = await tryWrite(reader, uid, afi);
    if (!fault) return;
    if (attempt >= rules.attempts || timing.now() + BETWEEN_MS > until) throw fault;
    await timing.sleep(BETWEEN_MS);
  }
}

async function tryWrite(reader: Writer, uid: Uid, afi: number): Promise<Fault | undefined> {
  const written = await tagFault(reader.writeAfi(uid, afi));
  let readBack: number | undefined;
  const unread = await tagFault(reader.readAfi(uid).then((value) => void (readBack = value)));
  if (unread) return new Fault('tag-gone', 'the AFI could not be read back', { cause: unread });
  if (readBack === afi) return undefined;
  if (written?.code === 'tag-refused') return written;
  return new Fault('not-verified', 'the tag did not keep the new AFI', { cause: written });
}

/** What the tag did not do; what the line does not do is thrown on. */
async function tagFault(act: Promise<void>): Promise<Fault | undefined> {
  try {
    await act;
    return undefined;
  } catch (error) {
    if (error instanceof Fault && (error.code === 'tag-gone' || error.code === 'tag-refused')) {
      return error;
    }
    throw error;
  }
}
