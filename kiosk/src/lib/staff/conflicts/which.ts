/** Of a number that several carry: who or what it may have been. */
import { central, told } from '../../central.ts';
import type { Conflict } from '../answers.ts';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  /** What tells it from the others. */
  readonly about: string;
}

export const isOfCard = ({ facts }: Conflict): boolean => facts['what'] === 'card';

export const candidatesOf = (conflict: Conflict): Promise<Candidate[]> =>
  isOfCard(conflict) ? patronsWith(conflict.card ?? '') : itemsWith(conflict.identifier ?? '');

async function patronsWith(text: string): Promise<Candidate[]> {
  const { patrons } = await told(central.staff.patrons.search.$post({ json: { text } }));
  return patrons.map(({ id, name, library }) => ({ id, name, about: library.name }));
}

async function itemsWith(label: string): Promise<Candidate[]> {
  const query = { label, of: 'at-hand' as const };
  const { items } = await told(central.staff.items['by-label'].$get({ query }));
  return items.map(({ id, title, library }) => ({ id, name: title, about: library.name }));
}
