/**
 * Nothing shuts a plain chute: a second book falls while the library is asked about the first. What was seen of it is kept,
 * and read as soon as the first is done with. Rule DB13.
 */
import type { SeenTag } from '../../session/rules/label.ts';
import type { Turn } from './turn.ts';

/** Called when the inner eye sees something, before that is noted. */
export function comesBehind(turn: Turn): void {
  const { facts, settings } = turn;
  const { inner, mouth } = settings.inputs;
  const own = ownTags(turn);
  if (settings.kind !== 'chute' || facts.behind || !own) return;
  // What the mouth has not seen since is the one before, still falling.
  if (sinceOf(turn, mouth) < sinceOf(turn, inner)) return;
  const others = [...facts.strays, ...own];
  turn.change({ behind: facts.tags.filter(({ uid }) => !others.includes(uid)) });
}

export function tagSeenBehind(turn: Turn, tag: SeenTag): void {
  const { behind } = turn.facts;
  if (!behind || [...behind.map(({ uid }) => uid), ...(ownTags(turn) ?? [])].includes(tag.uid))
    return;
  turn.change({ behind: [...behind, tag] });
}

/** Of the book that is being done with; undefined: none is. */
function ownTags({ step }: Turn): readonly string[] | undefined {
  if (step.at === 'clearing') return step.gone;
  if (step.at !== 'deciding' && step.at !== 'securing') return undefined;
  return step.intake.books.flatMap(({ parts }) => parts.map(({ uid }) => uid));
}

const sinceOf = ({ facts }: Turn, line: string): number => facts.lines[line]?.since ?? 0;
