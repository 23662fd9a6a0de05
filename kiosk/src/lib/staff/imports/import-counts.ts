/** The counts of a batch that say something in the state it is in. */
import type { ImportBatch } from '../answers.ts';

export type CountName = 'added' | 'changed' | 'unchanged' | 'refused' | 'put-back' | 'kept';

type Counted = Pick<
  ImportBatch,
  'state' | 'added' | 'changed' | 'unchanged' | 'refused' | 'putBack' | 'kept'
>;

export function countsOf(batch: Counted): [name: CountName, count: number][] {
  const isUndone = batch.state === 'undoing' || batch.state === 'undone';
  if (isUndone)
    return [
      ['put-back', batch.putBack],
      ['kept', batch.kept],
    ];
  return [
    ['added', batch.added],
    ['changed', batch.changed],
    ['unchanged', batch.unchanged],
    ['refused', batch.refused],
  ];
}

/** Of the file, 0 to 100. */
export const percentOf = ({
  bytes,
  bytesDone,
}: Pick<ImportBatch, 'bytes' | 'bytesDone'>): number =>
  bytes === 0 ? 100 : Math.min(100, Math.floor((bytesDone / bytes) * 100));
