/** What the person at the tagging desk does now: one answer from one snapshot. */
import type { DeskSnapshot, DeskTag, DeskTagging, Sentence } from '#gateway/desk-messages.ts';

export type TaggingStep =
  /** A patron is being served with the devices. */
  | { readonly kind: 'visitor' }
  | { readonly kind: 'no-reader' }
  | { readonly kind: 'scan' }
  /** Several items have this number. */
  | { readonly kind: 'several' }
  | { readonly kind: 'lay'; readonly part: number; readonly parts: number }
  /** Nothing lies there but the book before. */
  | { readonly kind: 'past' }
  /** More than one unwritten tag: which one is meant nobody can know. */
  | { readonly kind: 'one-at-a-time'; readonly tags: number }
  | { readonly kind: 'reading' }
  | { readonly kind: 'losses'; readonly uid: string; readonly losses: readonly Sentence[] }
  /** It cannot be written at all: locked, too small. */
  | { readonly kind: 'cannot'; readonly why: Sentence }
  /** Nothing would be lost, and it has not been written by itself. */
  | { readonly kind: 'ready'; readonly uid: string }
  | { readonly kind: 'writing'; readonly uid: string }
  | { readonly kind: 'torn'; readonly uid: string; readonly onPad: boolean }
  | { readonly kind: 'failed'; readonly uid: string; readonly why: Sentence }
  /** `left`: parts still to be written. */
  | {
      readonly kind: 'written';
      readonly uid: string;
      readonly part: number;
      readonly left: number;
    };

export type StepKind = TaggingStep['kind'];

/** How the step is drawn: what to do, wait, done, look out, went wrong. */
export type StepTone = 'ask' | 'busy' | 'good' | 'wait' | 'bad';

const TONES: Readonly<Record<StepKind, StepTone>> = {
  visitor: 'wait',
  'no-reader': 'bad',
  scan: 'ask',
  several: 'bad',
  lay: 'ask',
  past: 'ask',
  'one-at-a-time': 'wait',
  reading: 'busy',
  losses: 'bad',
  cannot: 'bad',
  ready: 'ask',
  writing: 'busy',
  torn: 'bad',
  failed: 'bad',
  written: 'good',
};

export const toneOf = ({ kind }: TaggingStep): StepTone => TONES[kind];

export function stepOf(snapshot: DeskSnapshot): TaggingStep {
  if (snapshot.devicesAre === 'visitor') return { kind: 'visitor' };
  if (!hasReader(snapshot)) return { kind: 'no-reader' };
  const { tagging, pad } = snapshot;
  if (tagging === undefined) return { kind: 'scan' };
  return underWay(tagging, pad) ?? next(tagging, pad);
}

export const hasReader = ({ devices }: DeskSnapshot): boolean =>
  devices.some(({ kind, state }) => kind === 'rfid-reader' && state === 'ready');

/** A write goes before everything else: whatever lies there, the tag must not leave now. */
function underWay(tagging: DeskTagging, pad: readonly DeskTag[]): TaggingStep | undefined {
  const isOn = (uid: string): boolean => pad.some((tag) => tag.uid === uid);
  const writes = Object.entries(tagging.writes);
  const torn = writes.find(([, { state }]) => state === 'torn');
  if (torn) return { kind: 'torn', uid: torn[0], onPad: isOn(torn[0]) };
  const writing = writes.find(([, { state }]) => state === 'writing');
  if (writing) return { kind: 'writing', uid: writing[0] };
  for (const [uid, write] of writes) {
    if (write.state === 'failed' && isOn(uid)) return { kind: 'failed', uid, why: write.why };
  }
  return undefined;
}

function next(tagging: DeskTagging, pad: readonly DeskTag[]): TaggingStep {
  if (tagging.item === undefined) return { kind: 'scan' };
  if (tagging.item.known === 'several') return { kind: 'several' };
  const isPast = ({ uid }: DeskTag): boolean => tagging.past?.includes(uid) === true;
  const fresh = pad.filter((tag) => tagging.writes[tag.uid] === undefined && !isPast(tag));
  const [only] = fresh;
  if (fresh.length > 1) return { kind: 'one-at-a-time', tags: fresh.length };
  return only ? beforeWriting(only.uid, tagging) : afterWriting(tagging, pad);
}

function beforeWriting(uid: string, { item, losses }: DeskTagging): TaggingStep {
  const lost = losses[uid];
  if (lost === undefined || item?.known === 'asking') return { kind: 'reading' };
  const why = lost.find(({ code }) => isObstacle(code));
  if (why) return { kind: 'cannot', why };
  return lost.length === 0 ? { kind: 'ready', uid } : { kind: 'losses', uid, losses: lost };
}

/** Told in the place of losses where nothing can be written. */
const isObstacle = (code: string): boolean =>
  code.startsWith('tag.cannot-') || code === 'desk.tag-gone';

function afterWriting(tagging: DeskTagging, pad: readonly DeskTag[]): TaggingStep {
  const written = Object.entries(tagging.writes).findLast(([, { state }]) => state === 'written');
  const left = tagging.parts - new Set(tagging.done).size;
  const lay: TaggingStep = { kind: 'lay', part: tagging.part, parts: tagging.parts };
  if (written === undefined) return (tagging.past ?? []).length > 0 ? { kind: 'past' } : lay;
  const [uid, write] = written;
  const stays = pad.some((tag) => tag.uid === uid);
  if (write.state !== 'written' || (!stays && left > 0)) return lay;
  return { kind: 'written', uid, part: write.part, left: Math.max(0, left) };
}
