/** What the API says of titles and items. */
import { z } from '@hono/zod-openapi';

/** What a terminal may show of an item. */
export const ItemView = z
  .object({ title: z.string(), author: z.string(), callNumber: z.string().optional() })
  .openapi('ItemView');

/** `POST /api/items/identify`: a POST, so that identifiers stay out of access logs. */
export const ItemQuery = z
  .strictObject({ identifier: z.string().min(1).max(64), owner: z.string().max(20).optional() })
  .openapi('ItemQuery');

/** `GET /api/staff/catalogue/search?q=` */
export const TitleList = z
  .object({
    titles: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        author: z.string(),
        year: z.number().int().optional(),
        items: z.number().int().nonnegative(),
        available: z
          .number()
          .int()
          .nonnegative()
          .openapi({ description: 'In order, not on loan, not kept for anybody' }),
      }),
    ),
  })
  .openapi('TitleList');
