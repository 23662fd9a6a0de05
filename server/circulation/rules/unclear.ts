/** A number that leads to nobody, or to several: said, never guessed (design decision 12). */
import type { Refusal } from './refusal.ts';
import { refuse } from './refusal.ts';
import type { Found } from './world.ts';

type Unclear = Exclude<Found<unknown>['kind'], 'one'>;

export const unclearCard = (kind: Unclear): Refusal =>
  kind === 'several' ? refuse('several-matches', { what: 'card' }) : refuse('card-unknown');

export const unclearItem = (kind: Unclear): Refusal =>
  kind === 'several' ? refuse('several-matches', { what: 'item' }) : refuse('item-unknown');
