/** The desk as its page is to draw it. */
import { endsAt } from './desk.ts';
import type {
  DeskDoubt,
  DeskRules,
  DeskSecurity,
  DeskSnapshot,
  DeskTag,
  DeskTagging,
} from '../desk-messages.ts';
import { chipOf } from '../tags/chip.ts';
import { contentOf, decodeTag } from '../tags/tag.ts';
import { explain } from '../tags/explain.ts';
import { rangesOf } from '../tags/ranges.ts';
import { assess } from '../tags/security.ts';
import { countsOf } from './rules/counts.ts';
import type { DeskState, PadTag } from './rules/desk-state.ts';
import { pairOf } from './rules/learning.ts';
import { planFor } from './rules/plan.ts';
import type { ScanJudge } from './rules/scan-judge.ts';
import type { DeskMoment } from './rules/turn.ts';

/** @returns undefined while nobody is signed in: there is nothing to be shown then */
export function deskSnapshotOf(
  state: DeskState,
  { judge, now }: DeskMoment,
): DeskSnapshot | undefined {
  const { crowded, devices, language, notice, online, pinIsSet, task, terminal, user } = state;
  if (!user) return undefined;
  return {
    mode: user.mode,
    ...(user.name !== undefined && { staffName: user.name }),
    ...{ language, online, pinIsSet, terminal, devices, task, crowded, now },
    devicesAre: state.serving ? 'visitor' : 'ours',
    pad: [...state.pad.values()].map((tag) => tagOf(tag, state)),
    ...(notice && { notice }),
    ...(task === 'tagging' && { tagging: taggingOf(state, now) }),
    ...(task === 'scan-rules' && { rules: rulesOf(state, judge) }),
    ...(task === 'learn-security' && { security: securityOf(state) }),
    toCheck: state.doubts.length,
    ...(task === 'to-check' && { doubts: doubtsOf(state) }),
    endsAt: endsAt(state),
  };
}

/** As many as anybody reads; the rest comes up when these are decided, and is in the file. */
const MOST_DOUBTS = 50;

const doubtsOf = ({ checking, doubts }: DeskState): readonly DeskDoubt[] =>
  doubts.slice(0, MOST_DOUBTS).map((doubt) => ({ ...doubt, asking: checking.has(doubt.id) }));

function tagOf({ locks, reading, tag, uid }: PadTag, { site, uiiProfile }: DeskState): DeskTag {
  const decoded = decodeTag(tag, uiiProfile && { uiiProfile });
  const content = contentOf(decoded);
  const chip = chipOf(uid);
  const security = assess(reading, site);
  return {
    uid,
    ...(chip !== undefined && { chip }),
    says: explain(tag, decoded),
    model: decoded.kind,
    ...(content && {
      itemId: content.itemId,
      part: content.part,
      partsInItem: content.partsInItem,
    }),
    ...(reading.afi !== undefined && { afi: reading.afi }),
    ...(reading.eas !== undefined && { eas: reading.eas }),
    ...(security !== undefined && { security }),
    blocks: blocksOf(tag, locks),
    ranges: rangesOf(decoded, tag.memory),
    ...(tag.epc && { epc: hex(tag.epc) }),
  };
}

function blocksOf(
  { blockSize, memory }: PadTag['tag'],
  locks: readonly boolean[] | undefined,
): DeskTag['blocks'] {
  return Array.from({ length: Math.ceil(memory.length / blockSize) }, (_, block) => {
    const locked = locks?.[block];
    const bytes = memory.subarray(block * blockSize, (block + 1) * blockSize);
    return { hex: hex(bytes), ...(locked !== undefined && { locked }) };
  });
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');

function taggingOf(state: DeskState, now: number): DeskTagging {
  const { done, item, part, parts, past, refused, settings, times, unsent, writes } = state.tagging;
  const told = item && {
    ...{ label: item.label, known: item.known, tags: item.tags },
    ...(item.title !== undefined && { title: item.title }),
    ...(item.author !== undefined && { author: item.author }),
  };
  return {
    ...settings,
    ...(told && { item: told }),
    ...{ parts, part, done, unsent },
    losses: lossesOf(state),
    writes: Object.fromEntries(writes),
    counts: countsOf(times, now),
    ...(past.size > 0 && { past: [...past] }),
    ...(refused.length > 0 && { refused }),
  };
}

function lossesOf(state: DeskState): DeskTagging['losses'] {
  const losses: Record<string, DeskTagging['losses'][string]> = {};
  for (const uid of state.pad.keys()) {
    const plan = planFor(state, uid);
    if (plan) losses[uid] = plan.kind === 'write' ? plan.losses : [plan.why];
  }
  return losses;
}

function rulesOf({ scans: { last, samples, scans } }: DeskState, judge: ScanJudge): DeskRules {
  const proposal = judge.propose(scans);
  return {
    samples,
    ...(last && {
      last: {
        text: last.scan.text,
        ...(last.scan.symbology !== undefined && { symbology: last.scan.symbology }),
        taken: last.taken.as,
        checkDigit: last.taken.checkDigit,
      },
    }),
    inForce: judge.inForce,
    ...(proposal && { proposal }),
  };
}

function securityOf({ learned, site }: DeskState): DeskSecurity {
  const pair = pairOf(learned);
  return {
    inForce: {
      ...(site.afi && { armedAfi: site.afi.armed, disarmedAfi: site.afi.disarmed }),
      eas: site.eas,
    },
    learned,
    ...(pair && { proposal: { armedAfi: pair.armed, disarmedAfi: pair.disarmed } }),
  };
}
