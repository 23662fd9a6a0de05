/** What the API says of titles and items. */
import { z } from '@hono/zod-openapi';
import { Problem } from '../http/api.ts';
import { CHIP_NUMBER } from './input.ts';

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

const ChipNumber = z.string().regex(CHIP_NUMBER);

const ItemTag = z.object({
  uid: ChipNumber.openapi({ description: 'Chip number, upper-case hexadecimal' }),
  part: z
    .number()
    .int()
    .min(0)
    .max(99)
    .openapi({ description: 'Of a set, from 1; 0 = the tag stands for all of it' }),
});

/** Shown to staff only, so they may be found by whoever tags them. */
const Label = z
  .string()
  .trim()
  .min(1)
  .max(64)
  // PostgreSQL's text takes no NUL.
  .regex(/^\P{Cc}+$/u)
  .transform((label) => label.normalize('NFC'));

/** `GET /api/staff/items/by-label` */
export const LabelQuery = z.strictObject({
  label: Label,
  library: z.string().min(1).max(64).optional().openapi({ description: 'Its id, or its ISIL' }),
  of: z.enum(['own', 'at-hand']).default('own').openapi({
    description: 'own: items of the caller’s libraries; at-hand: those that lie there now, too',
  }),
});

export const TaggedItems = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        author: z.string(),
        library: z
          .object({ id: z.string(), name: z.string(), isil: z.string().optional() })
          .openapi({ description: 'Whose item it is' }),
        tags: z.array(ItemTag),
      }),
    ),
  })
  .openapi('TaggedItems');

const distinct = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** `PUT /api/staff/items/{id}/tags` */
export const ItemTagsPut = z
  .strictObject({
    identifier: Label.openapi({ description: 'What is written on the tags: a number of the item' }),
    tags: z
      .array(ItemTag)
      .max(99)
      .refine((tags) => distinct(tags.map(({ uid }) => uid)), 'has a tag twice')
      .refine((tags) => distinct(tags.map(({ part }) => part)), 'has a part twice'),
    replaced: z.array(ChipNumber).max(99).default([]).openapi({
      description: 'Tags on record that are given up; all others on record must be among `tags`',
    }),
    moved: z.boolean().default(false).openapi({
      description: 'A tag that is on record for another item was rewritten, and is taken from that',
    }),
  })
  .openapi('ItemTagsPut');

export const ItemTags = z.object({ tags: z.array(ItemTag) }).openapi('ItemTags');

/** 409 of `PUT /api/staff/items/{id}/tags`: `tag-elsewhere` says which tag, and whose it is. */
export const TagConflict = Problem.extend({
  uid: z.string().optional(),
  item: z.object({ id: z.string(), title: z.string() }).optional(),
}).openapi('TagConflict');
