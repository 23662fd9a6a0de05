/** What the server is to know of a tag that was put back as it was before. */
import { contentOf, decodeTag } from '../../tags/tag.ts';
import type { TagImage } from './image.ts';
import type { WriteJob } from './inputs.ts';

/** The item that it names again, or else that it is no longer this one's. */
export function jobAfterRestore(previous: TagImage, job: WriteJob): WriteJob {
  const content = contentOf(decodeTag(previous));
  if (!content) return { ...job, off: true };
  const { isil = '', itemId, part } = content;
  return { label: itemId, isil, part: Math.max(1, part), moved: true };
}
