/** What a drop box says to whoever stands before it, and of itself to staff. */
import type { DropBoxView } from '../../messages.ts';
import { fillOf } from './bins.ts';
import type { Fill } from './bins.ts';
import { faultsOf } from './faults.ts';
import type { DropBoxSettings } from './settings.ts';
import type { DropBox, Step } from './state.ts';
import { STAFF_CODES } from './trouble.ts';
import type { Fault } from './trouble.ts';

/** One picture and one sentence. */
export function viewOf(box: DropBox, settings: DropBoxSettings, now: number): DropBoxView {
  const { step } = box;
  const [fault] = faultsOf(box, settings, now);
  const thanks = box.facts.thanks && box.facts.thanks.until > now ? box.facts.thanks : undefined;
  if (step.at === 'giving-back') return { picture: 'take-back', ...takeBack(step) };
  if (step.at === 'blocked' || step.at === 'jammed') {
    return { picture: 'stop', says: 'jam', code: STAFF_CODES.jam };
  }
  if (step.at === 'closed' && fault) {
    return { picture: 'stop', says: 'closed', fault, code: STAFF_CODES[fault] };
  }
  if (step.at === 'waiting-card') {
    return { picture: 'card', says: step.no === true ? 'card-unknown' : 'show-card' };
  }
  if (thanks && ['open', 'clearing', 'closed', 'waiting-card'].includes(step.at)) {
    return { picture: 'done', says: thanks.how, count: thanks.count };
  }
  return step.at === 'open'
    ? { picture: 'put-in', says: 'put-in' }
    : { picture: 'wait', says: 'wait' };
}

function takeBack({
  refusal,
  why,
}: Extract<Step, { at: 'giving-back' }>): Pick<DropBoxView, 'says' | 'code' | 'refusal'> {
  if (why === 'machine') return { says: 'take-back-machine' };
  return { says: `take-back-${why}`, code: STAFF_CODES[why], ...(refusal && { refusal }) };
}

/** The mouth opens, or would as soon as whoever stands there is done. */
export const isServing = (box: DropBox, settings: DropBoxSettings, now: number): boolean =>
  box.step.at !== 'closed' || faultsOf(box, settings, now).every((fault) => fault === 'paused');

export interface ToldBin {
  readonly id: string;
  readonly count: number;
  readonly capacity?: number;
  readonly fill: Fill;
}

export interface ToldBox {
  readonly state: Step['at'];
  readonly fault?: Fault;
  readonly bins: readonly ToldBin[];
}

/** For staff and their page. */
export function toldOf(box: DropBox, settings: DropBoxSettings, now: number): ToldBox {
  const [fault] = faultsOf(box, settings, now);
  return {
    state: box.step.at,
    ...(fault && { fault }),
    bins: settings.bins.map((bin) => ({
      ...{ id: bin.id, count: box.facts.bins[bin.id]?.count ?? 0 },
      ...(bin.capacity !== undefined && { capacity: bin.capacity }),
      fill: fillOf(box, bin, settings.times.full, now),
    })),
  };
}
