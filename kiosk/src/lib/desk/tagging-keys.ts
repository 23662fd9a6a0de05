/** The whole of tagging by Enter, Esc, digits, + and −: a cart has no room for a mouse. */
import type { DeskCommand, DeskTagging } from '#gateway/desk-messages.ts';
import type { TaggingStep } from './tagging-step.ts';

/** @returns what the key does now; undefined = nothing */
export function commandOf(
  key: string,
  step: TaggingStep,
  tagging: DeskTagging | undefined,
): DeskCommand | undefined {
  if (key === 'Enter') return goOn(step);
  if (tagging?.item === undefined) return undefined;
  if (key === 'Escape') return { kind: 'next' };
  if (key === '0') return undo(step);
  if (key === '+' && tagging.parts < 99) return { kind: 'parts', parts: tagging.parts + 1 };
  if (key === '-' && tagging.parts > 1) return { kind: 'parts', parts: tagging.parts - 1 };
  return /^[1-9]$/.test(key) ? toPart(Number(key), tagging) : undefined;
}

/** The one thing to do: what the largest button says. */
export function goOn(step: TaggingStep): DeskCommand | undefined {
  switch (step.kind) {
    case 'losses':
      return { kind: 'write', uid: step.uid, losing: true };
    case 'ready':
    case 'failed':
      return { kind: 'write', uid: step.uid, losing: false };
    case 'written':
      return step.left === 0 ? { kind: 'next' } : undefined;
    case 'several':
      return { kind: 'next' };
    default:
      return undefined;
  }
}

export const undo = (step: TaggingStep): DeskCommand | undefined =>
  step.kind === 'written' ? { kind: 'restore', uid: step.uid } : undefined;

const toPart = (part: number, { parts }: DeskTagging): DeskCommand | undefined =>
  part <= parts && parts > 1 ? { kind: 'part', part } : undefined;
