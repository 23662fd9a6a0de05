/** For staff who tag a collection: which item a label is, and which tags it has from now on. */
import { createRoute, z } from '@hono/zod-openapi';
import { v7 as newId } from 'uuid';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, jsonBody, newApi, problems } from '../http/api.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import { ItemTags, ItemTagsPut, LabelQuery, TagConflict, TaggedItems } from './schema.ts';
import type { TaggedItem, TagsPutAnswer } from './tag-store.ts';

const byLabel = createRoute({
  method: 'get',
  path: '/staff/items/by-label',
  tags: ['staff', 'catalogue'],
  security: [{ staff: [] }],
  summary: 'The items with this number in the libraries of the caller, and their tags',
  request: { query: LabelQuery },
  responses: { 200: json(TaggedItems), ...problems(400, 401) },
});

const putTags = createRoute({
  method: 'put',
  path: '/staff/items/{id}/tags',
  tags: ['staff', 'catalogue'],
  security: [{ staff: [] }],
  summary: 'The item has these tags from now on',
  request: {
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    body: jsonBody(ItemTagsPut),
  },
  responses: {
    200: json(ItemTags, 'As they are on record now'),
    409: json(TagConflict, 'Somebody else’s tag, or a record that has changed meanwhile'),
    ...problems(400, 401, 403, 404),
  },
});

export function tagRoutes(deps: GuardedDeps) {
  const app = newApi<StaffEnv>();
  app.use('/staff/items/*', deps.staff.requireStaff);
  return app
    .openapi(byLabel, async (c) => {
      const { label, library, of } = c.req.valid('query');
      const asked = { accountId: c.var.staff.accountId, label, of, ...(library && { library }) };
      const items = await deps.db.read('items-by-label', asked);
      return c.json({ items: items.map(answerOf) }, 200);
    })
    .openapi(putTags, async (c) => {
      const answer = await deps.db.write('item-tags-put', {
        ...c.req.valid('json'),
        ...{ id: newId(), itemId: c.req.valid('param').id, now: deps.now() },
        accountId: c.var.staff.accountId,
      });
      if (answer.outcome === 'accepted') return c.json({ tags: [...answer.tags] }, 200);
      if (answer.code === 'item-unknown') {
        throw new ApiProblem(404, answer.code, 'no item of a library of yours has this id');
      }
      if (answer.code === 'identifier-unknown') {
        throw new ApiProblem(400, answer.code, 'this is no number of that item');
      }
      return c.json(conflictOf(answer), 409);
    });
}

const answerOf = ({ tags, ...item }: TaggedItem) => ({ ...item, tags: [...tags] });

const IN_WORDS = {
  'tags-changed': 'other tags are on record than `tags` and `replaced` name: look again',
  'number-elsewhere': 'tags with this number are on record for another item of that library',
  'tag-elsewhere': 'the tag is on record for another item',
} as const;

type Conflict = Extract<TagsPutAnswer, { code: keyof typeof IN_WORDS }>;

function conflictOf({ outcome: _, ...conflict }: Conflict): z.infer<typeof TagConflict> {
  return { ...conflict, message: IN_WORDS[conflict.code] };
}
