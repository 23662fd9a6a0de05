/** What writing the item in hand onto a tag would make of it, and what it would destroy. */
import type { Uid } from '../../devices/device.ts';
import type { TagContent } from '../../tags/data-model.ts';
import type { DecodedTag } from '../../tags/decoded-tag.ts';
import type { SiteSecurity } from '../../tags/security.ts';
import type { Sentence } from '../../tags/sentence.ts';
import { contentOf, decodeTag } from '../../tags/tag.ts';
import { isSameItem } from '../../tags/write-image.ts';
import { planWrite } from '../../tags/write-plan.ts';
import type { WritePlan } from '../../tags/write-plan.ts';
import type { DeskState, ItemInHand, PadTag, Tagging } from './desk-state.ts';
import type { TagImage } from './image.ts';
import type { WriteJob } from './inputs.ts';
import { tell } from './sentences.ts';

export type Plan =
  | {
      readonly kind: 'write';
      readonly wanted: TagImage;
      /** False: the tag says so already. */
      readonly changes: boolean;
      readonly losses: readonly Sentence[];
      readonly job: WriteJob;
    }
  | { readonly kind: 'cannot'; readonly why: Sentence };

/**
 * @param losing the losses were shown and accepted: a tag on record for another item is then taken from it
 * @returns undefined without an item, or where the tag is not read yet
 */
export function planFor(state: DeskState, uid: Uid, losing = false): Plan | undefined {
  const { tagging } = state;
  const tag = state.pad.get(uid);
  if (!tagging.item || !tag || tag.state === 'reading') return undefined;
  if (tag.state === 'unreadable') return { kind: 'cannot', why: tell('desk.tag-gone', {}) };
  return planOnto(tag, tagging.item, state, losing);
}

function planOnto(
  { locks = [], tag }: PadTag,
  item: ItemInHand,
  { site, tagging, uiiProfile }: DeskState,
  losing: boolean,
): Plan {
  const profile = uiiProfile && { uiiProfile };
  const decoded = decodeTag(tag, profile);
  const content = contentFor(tagging, item, tag.uid, decoded);
  const afi = afiFor(tag.afi, decoded, content, site);
  const options = { ...profile, ...(afi !== undefined && { afi }) };
  const plan = planWrite(tagging.settings.model, content, { tag, locks }, options);
  if (plan.kind === 'refused') return { kind: 'cannot', why: plan.why };
  const { isil = '', itemId, part } = content;
  const losses = [...plan.losses, ...recordLosses(tagging, item, tag.uid, part)];
  return {
    kind: 'write',
    wanted: imageOfPlan(plan, tag.blockSize, decoded.kind === tagging.settings.model),
    changes: plan.runs.length > 0 || plan.epc !== undefined || plan.afi !== undefined,
    losses,
    job: { label: itemId, isil, part, moved: losing && losses.some(namesOtherItem) },
  };
}

const namesOtherItem = ({ code }: Sentence): boolean =>
  code === 'tag.loses-item' || code === 'desk.tag-elsewhere';

/** A tag that is on record for this item keeps its part; any other becomes the next one. */
function contentFor(
  { part: next, parts, settings }: Tagging,
  { isil: owner, label, tags }: ItemInHand,
  uid: Uid,
  decoded: DecodedTag,
): TagContent {
  const recorded = tags.find((tag) => tag.uid === uid)?.part;
  const part = recorded !== undefined && recorded <= parts ? recorded : next;
  const isil = settings.isil || owner;
  const content = {
    itemId: label,
    ...(isil && { isil }),
    part,
    partsInItem: parts,
    usage: CIRCULATING,
  };
  const old = contentOf(decoded);
  return old && isSameItem(decoded, content) ? { ...content, usage: old.usage } : content;
}

const CIRCULATING = 1;

/** A new tag begins armed, in stock; what a tag of a book says to the gate is left to loans and returns. */
function afiFor(
  afi: number | undefined,
  decoded: DecodedTag,
  content: TagContent,
  { afi: pair }: SiteSecurity,
): number | undefined {
  if (!pair || isSameItem(decoded, content)) return undefined;
  const { alsoArmed, alsoDisarmed, armed, disarmed } = pair;
  const known = [armed, disarmed, ...alsoArmed, ...alsoDisarmed];
  const says = decoded.kind !== 'blank' && afi !== undefined && known.includes(afi);
  return says ? undefined : armed;
}

/** A tag that is in this data model already keeps its DSFID: it may be locked, and nothing rests on it. */
function imageOfPlan(
  { afi, image: { dsfid, epc, memory } }: WritePlan,
  blockSize: number,
  isInModel: boolean,
): TagImage {
  return {
    ...{ blockSize, memory },
    ...(dsfid !== undefined && !isInModel && { dsfid }),
    ...(afi !== undefined && { afi }),
    ...(epc && { epc }),
  };
}

/** What is on the tag is not all: a record at the server is lost as well. */
function recordLosses(
  { refused }: Tagging,
  { label, tags }: ItemInHand,
  uid: Uid,
  part: number,
): Sentence[] {
  const replaced = tags.filter((tag) => tag.part === part && tag.uid !== uid);
  const conflict = refused.find((tag) => tag.uid === uid && tag.label === label);
  return [
    ...replaced.map((tag) => tell('desk.replaces-tag', { uid: tag.uid, part })),
    ...(conflict?.why.code === 'desk.tag-elsewhere' ? [conflict.why] : []),
  ];
}
