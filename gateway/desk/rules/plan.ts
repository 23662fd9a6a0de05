/** What writing the item in hand onto a tag would make of it, and what it would destroy. */
import type { Uid } from '../../devices/device.ts';
import { contentOf, decodeTag } from '../../tags/tag.ts';
import type { Sentence } from '../../tags/sentence.ts';
import { planWrite } from '../../tags/write-plan.ts';
import type { DeskState, PadTag } from './desk-state.ts';
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
