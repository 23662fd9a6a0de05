/** Why something asked of the server was not done: a key with words, which say what, why and what now. */
import { CentralFault } from '../central.ts';
import type { Values } from './words.ts';

export interface Trouble {
  /** `trouble.…` or `refused.…` */
  readonly key: string;
  readonly values?: Values;
}

interface Refused {
  readonly outcome: 'refused';
  readonly refusal: { readonly code: string; readonly params: Values };
}

const isRefused = (answer: unknown): answer is Refused =>
  typeof answer === 'object' &&
  answer !== null &&
  'outcome' in answer &&
  answer.outcome === 'refused';

/** @throws whatever is no word of the server's */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof CentralFault)) throw error;
  const { status, code, fields } = error;
  const values = { code, fields: fields.join(', ') };
  const known = BY_STATUS[status ?? 0];
  if (known !== undefined) return { key: known, values };
  const isUnheard = status === undefined || status >= 502;
  return isUnheard ? { key: 'trouble.no-server' } : { key: 'trouble.failed', values };
}

const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'trouble.does-not-fit',
  401: 'trouble.signed-out',
  403: 'trouble.not-allowed',
  404: 'trouble.not-found',
  409: 'trouble.changed',
  413: 'trouble.too-large',
  507: 'trouble.disk-full',
};

/** What was done, or why not: the rules refuse with good answers, the server with bad ones. */
export type Done<T> =
  | { readonly kind: 'done'; readonly value: Exclude<T, { readonly outcome: 'refused' }> }
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

export async function attempt<T>(act: () => Promise<T>): Promise<Done<T>> {
  try {
    const value = await act();
    if (!isRefused(value))
      return { kind: 'done', value: value as Exclude<T, { readonly outcome: 'refused' }> };
    const { code, params } = value.refusal;
    return { kind: 'trouble', trouble: { key: `refused.${code}`, values: params } };
  } catch (error) {
    return { kind: 'trouble', trouble: troubleOf(error) };
  }
}
