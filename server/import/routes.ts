/** Imports from the staff page: upload, look through, apply, undo. */
import { createRoute, z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../deps.ts';
import { ApiProblem, json, newApi, problems } from '../http/api.ts';
import type { StaffEnv } from '../staff/staff-gate.ts';
import type { StaffMember } from '../staff/store.ts';
import { WHOLE_NETWORK } from '../staff/tables.ts';
import type { Batch } from './batch-store.ts';
import { csvHead, csvLine, refusalsOf } from './refusals.ts';
import { BatchSettings } from './rules/settings.ts';
import { ImportBatch, ImportList, ImportRefusals, ImportUpload, RefusalsQuery } from './schema.ts';

const common = { tags: ['staff', 'import'], security: [{ staff: [] }] };
const params = z.strictObject({ id: z.uuid() });

const upload = createRoute({
  ...common,
  method: 'post',
  path: '/staff/imports',
  summary: 'Upload a file; it is looked through at once, and nothing is changed yet',
  description: 'The body is the file itself.',
  request: { query: ImportUpload },
  responses: { 201: json(ImportBatch), ...problems(400, 401, 403, 413, 507) },
});

const list = createRoute({
  ...common,
  method: 'get',
  path: '/staff/imports',
  summary:
    'The imports of the caller, the last first; all of them for administrators of the whole network',
  responses: { 200: json(ImportList), ...problems(401, 403) },
});

const one = createRoute({
  ...common,
  method: 'get',
  path: '/staff/imports/{id}',
  summary: 'How far it is',
  request: { params },
  responses: { 200: json(ImportBatch), ...problems(401, 403, 404) },
});

const refusals = createRoute({
  ...common,
  method: 'get',
  path: '/staff/imports/{id}/refusals',
  summary: 'What was refused and why',
  request: { params, query: RefusalsQuery },
  responses: { 200: json(ImportRefusals), ...problems(400, 401, 403, 404) },
});

const refusalsCsv = createRoute({
  ...common,
  method: 'get',
  path: '/staff/imports/{id}/refusals.csv',
  summary: 'The same for a spreadsheet',
  request: { params },
  responses: {
    200: { description: 'CSV in UTF-8', content: { 'text/csv': { schema: z.string() } } },
    ...problems(401, 403, 404),
  },
});

const apply = createRoute({
  ...common,
  method: 'post',
  path: '/staff/imports/{id}/apply',
  summary: 'Let it go in, or go on with it',
  request: { params },
  responses: { 202: json(ImportBatch), ...problems(401, 403, 404, 409) },
});

const undo = createRoute({
  ...common,
  method: 'post',
  path: '/staff/imports/{id}/undo',
  summary: 'Take it back; what has been used or changed since stays and is told among the refusals',
  request: { params },
  responses: { 202: json(ImportBatch), ...problems(401, 403, 404, 409) },
});

export function routes(deps: GuardedDeps) {
  const { db, imports } = deps;
  const app = newApi<StaffEnv>();
  app.use('/staff/imports', deps.staff.requireStaff);
  app.use('/staff/imports/*', deps.staff.requireStaff);

  const view = (batch: Batch) => viewOf(batch, imports.isBusy(batch.id), imports.paceOf(batch.id));
  const batchOf = async (staff: StaffMember, id: string): Promise<Batch> => {
    const { accountId } = administrator(staff);
    const bound = isOfNetwork(staff) ? {} : { accountId };
    const batch = await db.read('import-batch', { id, ...bound });
    if (!batch) throw new ApiProblem(404, 'import-unknown', 'no import of yours has this id');
    return batch;
  };
  const begin = async (staff: StaffMember, id: string, act: 'apply' | 'undo') => {
    const batch = await batchOf(staff, id);
    const from = FROM[act];
    if (!from.includes(batch.state) || batch.forgotten_at !== null || imports.isBusy(id))
      throw new ApiProblem(
        409,
        'not-now',
        `this needs an import that is ${from.join(' or ')} and not worked at`,
      );
    imports.begin(id, act, `staff:${staff.accountId}`);
    return view(batch);
  };

  return app
    .openapi(upload, async (c) => {
      const { name, library, section } = c.req.valid('query');
      const { accountId } = administrator(c.var.staff);
      const { body } = c.req.raw;
      if (!body) throw new ApiProblem(400, 'empty', 'the body is the file itself');
      const settings = BatchSettings.parse({ library, section });
      return c.json(view(await imports.upload({ name, body, accountId, settings })), 201);
    })
    .openapi(list, async (c) => {
      const { accountId } = administrator(c.var.staff);
      const by = isOfNetwork(c.var.staff) ? {} : { by: `staff:${accountId}` };
      const batches = await db.read('import-batches', { ...by, limit: 200 });
      return c.json({ imports: batches.map(view) }, 200);
    })
    .openapi(one, async (c) =>
      c.json(view(await batchOf(c.var.staff, c.req.valid('param').id)), 200),
    )
    .openapi(refusals, async (c) => {
      const { id } = await batchOf(c.var.staff, c.req.valid('param').id);
      const { after, limit } = c.req.valid('query');
      const [row = -1, position = -1] = after?.split('.').map(Number) ?? [];
      const page = await db.read('import-refusals', { id, after: { row, position }, limit });
      const last = page.at(-1);
      return c.json(
        {
          refusals: page.map(({ batch_id: _, position: __, ...refusal }) => refusal),
          ...(last && page.length === limit && { next: `${last.row}.${last.position}` }),
        },
        200,
      );
    })
    .openapi(refusalsCsv, async (c) => {
      const { id } = await batchOf(c.var.staff, c.req.valid('param').id);
      const lines = async function* () {
        yield csvHead;
        for await (const refusal of refusalsOf(db, id)) yield csvLine(refusal);
      };
      return c.body(streamOf(lines()), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="refused-${id}.csv"`,
      });
    })
    .openapi(apply, async (c) =>
      c.json(await begin(c.var.staff, c.req.valid('param').id, 'apply'), 202),
    )
    .openapi(undo, async (c) =>
      c.json(await begin(c.var.staff, c.req.valid('param').id, 'undo'), 202),
    );
}

/** Pulled as fast as it is read. */
function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (to) => {
      const { value, done } = await texts.next();
      if (done) to.close();
      else to.enqueue(encoder.encode(value));
    },
    cancel: async () => {
      await texts.return(undefined);
    },
  });
}

const FROM: Readonly<Record<'apply' | 'undo', readonly Batch['state'][]>> = {
  apply: ['checked', 'applying'],
  undo: ['applied', 'applying', 'undoing'],
};

/** Which rows they may bring is asked again at each chunk, in the store. */
function administrator(staff: StaffMember): StaffMember {
  if (!staff.grants.some(({ role }) => role === 'administrator'))
    throw new ApiProblem(403, 'administrators-only', 'importing is for administrators');
  return staff;
}

const isOfNetwork = ({ grants }: StaffMember): boolean =>
  grants.some(({ role, libraryId }) => role === 'administrator' && libraryId === WHOLE_NETWORK);

function viewOf(
  batch: Batch,
  busy: boolean,
  pace: { rowsPerSecond: number; secondsLeft: number } | undefined,
): z.infer<typeof ImportBatch> {
  const { id, name, format, bytes, state, added, changed, unchanged, refused, kept } = batch;
  return {
    ...{ id, name, format, bytes, state, busy, added, changed, unchanged, refused, kept },
    ...pace,
    rowsDone: batch.rows_done,
    bytesDone: batch.bytes_done,
    putBack: batch.put_back,
    ...(batch.failure !== null && { failure: batch.failure }),
    createdAt: batch.created_at,
    createdBy: batch.created_by,
    stateAt: batch.state_at,
    undoable: batch.forgotten_at === null && FROM.undo.includes(batch.state),
  };
}
