/** What a gateway asked of the system, as `strace -ff -yy -ttt` tells it, in the one thread that writes the journal and answers. */

export type Step =
  | { readonly kind: 'write' | 'sync'; readonly at: number; readonly file: string }
  | { readonly kind: 'answer'; readonly at: number };

const CALL = /^(?<at>\d+\.\d+) (?<call>\w+)\(\d+<(?<what>.*?)>(?<rest>[,)].*)$/;
const ANSWERED = String.raw`\"ils\":\"queued\"`;

/** @param journal name of its file, without the folder */
export function stepsIn(trace: string, journal: string): Step[] {
  return trace.split('\n').flatMap((line) => stepIn(line, journal) ?? []);
}

function stepIn(line: string, journal: string): Step | undefined {
  const { at, call = '', rest = '', what = '' } = CALL.exec(line)?.groups ?? {};
  const file = what.slice(what.lastIndexOf('/') + 1);
  const when = Number(at);
  if (call.includes('sync') && file.startsWith(journal) && rest.endsWith('= 0'))
    return { kind: 'sync', at: when, file };
  if (/write/.test(call) && file.startsWith(journal) && !file.endsWith('-shm'))
    return { kind: 'write', at: when, file };
  const isAnswer = /^(TCP|TCPv6|socket):/.test(what) && rest.includes(ANSWERED);
  return isAnswer ? { kind: 'answer', at: when } : undefined;
}

/** @returns what is wrong; undefined when the first answer left after all that had been written was synced */
export function notDurable(steps: readonly Step[]): string | undefined {
  const answer = steps.findIndex(({ kind }) => kind === 'answer');
  if (answer < 0) return 'no answer was seen';
  const before = steps.slice(0, answer);
  const write = before.findLastIndex(({ kind }) => kind === 'write');
  if (write < 0) return 'nothing was written before the answer';
  const written = before[write];
  const isSynced = before
    .slice(write)
    .some(
      (step) => step.kind === 'sync' && written?.kind === 'write' && step.file === written.file,
    );
  return isSynced ? undefined : 'the answer left before what was written was synced';
}
