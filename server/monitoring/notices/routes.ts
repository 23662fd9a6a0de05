/** Who is told of alerts: listed, put, removed, tried. For administrators. */
import { createRoute } from '@hono/zod-openapi';
import type { z } from '@hono/zod-openapi';
import type { GuardedDeps } from '../../deps.ts';
import type { ActAnswer } from '../../circulation/desk-acts.ts';
import { refuse } from '../../circulation/rules/refusal.ts';
import { json, jsonBody, newApi, problems } from '../../http/api.ts';
import { reachOf, staffActor, told } from '../../staff/desk.ts';
import type { StaffEnv } from '../../staff/staff-gate.ts';
import type { Wishes } from '../rules/wishes.ts';
import type { MayReach } from './networks.ts';
import {
  BySubscription,
  SubscriptionActAnswer,
  SubscriptionActQuery,
  SubscriptionAnswer,
  SubscriptionList,
  SubscriptionRequest,
} from './schema.ts';
import type { SubscriptionOf, SubscriptionView } from './schema.ts';
import type { Subscription } from './subscription-store.ts';
import type { SecretOf } from './webhook-keys.ts';
import { refusedUrl } from './webhook.ts';

/** What the routes need of the delivery. */
export interface Notices {
  readonly hasMail: boolean;
  readonly mayReach: MayReach;
  readonly secretOf: SecretOf;
  /** Something has been queued. */
  readonly look: () => void;
}

const shared = { tags: ['staff', 'monitoring'], security: [{ staff: [] }] };

const list = createRoute({
  ...shared,
  method: 'get',
  path: '/staff/subscriptions',
  summary: 'Who is told of alerts, of the libraries that the caller administrates',
  responses: { 200: json(SubscriptionList), ...problems(401) },
});

const put = createRoute({
  ...shared,
  method: 'put',
  path: '/staff/subscriptions/{id}',
  summary: 'Add a mailbox or a webhook, or change it; for administrators of its library',
  request: { params: BySubscription, body: jsonBody(SubscriptionRequest) },
  responses: { 200: json(SubscriptionAnswer, 'Done, or why not'), ...problems(400, 401) },
});

const remove = createRoute({
  ...shared,
  method: 'delete',
  path: '/staff/subscriptions/{id}',
  summary: 'Tell them nothing any more; what waits is dropped',
  request: { params: BySubscription, query: SubscriptionActQuery },
  responses: { 200: json(SubscriptionActAnswer, 'Done, or why not'), ...problems(400, 401) },
});

const test = createRoute({
  ...shared,
  method: 'post',
  path: '/staff/subscriptions/{id}/test',
  summary: 'Send something to see whether it arrives',
  request: { params: BySubscription, query: SubscriptionActQuery },
  responses: { 200: json(SubscriptionActAnswer, 'On its way, or why not'), ...problems(400, 401) },
});

export function routes({ db, now, staff, notices }: GuardedDeps) {
  const api = newApi<StaffEnv>();
  api.use('/staff/subscriptions', staff.requireStaff);
  api.use('/staff/subscriptions/*', staff.requireStaff);
  return api
    .openapi(list, async (c) => {
      const found = await db.read('subscriptions', { reach: reachOf(c, now()) });
      return c.json({ mail: notices.hasMail, subscriptions: found.map(view) }, 200);
    })
    .openapi(put, async (c) => {
      const { act: id, what } = c.req.valid('json');
      const { id: subscriptionId } = c.req.valid('param');
      const refused = refusalOf(what, notices);
      if (refused) return c.json(told(refused), 200);
      const { target, wishes } = wishesOf(what);
      const actor = staffActor(c, what.library);
      const act = { id, actor, now: now(), subscriptionId, target, wishes };
      const answer = await db.write('subscription-put', act);
      if (answer.outcome === 'refused' || what.kind === 'mail') return c.json(told(answer), 200);
      return c.json({ ...answer, secret: notices.secretOf(subscriptionId) }, 200);
    })
    .openapi(remove, async (c) => {
      const { act: id, library } = c.req.valid('query');
      const { id: subscriptionId } = c.req.valid('param');
      const act = { id, actor: staffActor(c, library), now: now(), subscriptionId };
      return c.json(told(await db.write('subscription-remove', act)), 200);
    })
    .openapi(test, async (c) => {
      const { act: id, library } = c.req.valid('query');
      const { id: subscriptionId } = c.req.valid('param');
      const act = { id, actor: staffActor(c, library), now: now(), subscriptionId };
      const answer = await db.write('subscription-test', act);
      notices.look();
      return c.json(told(answer), 200);
    });
}

type Refused = Extract<ActAnswer, { outcome: 'refused' }>;

function refusalOf(what: SubscriptionOf, { hasMail, mayReach }: Notices): Refused | undefined {
  if (what.kind === 'mail')
    return hasMail ? undefined : { outcome: 'refused', refusal: refuse('mail-not-set-up') };
  const why = refusedUrl(what.url, mayReach);
  return why === undefined
    ? undefined
    : { outcome: 'refused', refusal: refuse('address-not-allowed', { why }) };
}

function wishesOf(what: SubscriptionOf): { target: string; wishes: Wishes } {
  if (what.kind === 'webhook')
    return { target: what.url, wishes: { kind: 'webhook', severities: what.severities } };
  const { address, library: _, ...wishes } = what;
  return { target: address, wishes };
}

function view({
  target,
  wishes,
  ...subscription
}: Subscription): z.output<typeof SubscriptionView> {
  const library = subscription.library.id;
  const severities = [...wishes.severities];
  if (wishes.kind === 'webhook')
    return { ...subscription, what: { kind: 'webhook', library, severities, url: target } };
  const { quiet, wakeFor, inDigest, language, digestAt } = wishes;
  return {
    ...subscription,
    what: {
      ...{ kind: 'mail', library, severities, address: target, language, digestAt },
      ...(quiet && { quiet: { ...quiet } }),
      wakeFor: [...wakeFor],
      inDigest: [...inDigest],
    },
  };
}
