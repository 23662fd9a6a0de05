/** What the server is to know of a tag that was put back as it was before. */
import { contentOf, decodeTag } from '../../tags/tag.ts';
import type { DecodeOptions } from '../../tags/tag.ts';
import type { TagImage } from './image.ts';
import type { WriteJob } from './inputs.ts';

/** It is no longer this one's, and the item's again that it names, where the library has that. */
export function jobAfterRestore(
  previous: TagImage,
  job: WriteJob,
  options?: DecodeOptions,
): WriteJob {
  const { label, isil, part, moved } = job;
  const off = { label, isil, part, moved, off: true } as const;
  const content = contentOf(decodeTag(previous, options));
  if (!content) return off;
  return {
    ...off,
    again: {
      label: content.itemId,
      isil: content.isil ?? '',
      part: Math.max(1, content.part),
    },
  };
}
