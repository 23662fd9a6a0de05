/** The answer of `POST /api/items/identify`; apart from `schema.ts`, which the refusals of circulation rest upon. */
import { z } from '@hono/zod-openapi';
import { Refusal } from '../circulation/schema.ts';
import { ItemView } from './schema.ts';

export const ItemAnswer = z
  .discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('accepted'), item: ItemView }),
    z.object({ outcome: z.literal('refused'), refusal: Refusal }),
  ])
  .openapi('ItemAnswer');
