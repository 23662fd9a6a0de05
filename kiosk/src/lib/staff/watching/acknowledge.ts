import { central, told } from '../../central.ts';
import { attempt } from '../trouble.ts';
import type { Alert } from './answers.ts';

interface Taking {
  /** Of the act. */
  readonly id: string;
  /** Where they stand. */
  readonly library: string;
  readonly note: string;
}

/** Says that somebody sees to it (TH7). */
export const acknowledge = (json: Taking, { id }: Alert) =>
  attempt(() => told(central.staff.alerts[':id'].acknowledge.$post({ param: { id }, json })));
