/** What all of the API has in common: how faults of a request are told, and who asks. */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Context } from 'hono';
import type { RequestIdVariables } from 'hono/request-id';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from 'pino';
import { DatabaseFault } from '../db/fault.ts';

/** Every answer of 400 and above has this body. It says what and why, and never repeats what was sent. */
export const Problem = z
  .object({
    code: z.string().openapi({ description: 'For programs; does not change' }),
    message: z.string().openapi({ description: 'For people' }),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: 'What does not fit, field by field' }),
    requestId: z.string().optional().openapi({ description: 'Finds the request in the log' }),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;

export type ApiEnv = { Variables: RequestIdVariables };

/** An app for one resource: its requests are checked, and told field by field what does not fit. */
export function newApi<E extends ApiEnv = ApiEnv>(): OpenAPIHono<E> {
  return new OpenAPIHono<E>({
    defaultHook: (result, c) => {
      if (result.success) return undefined;
      const issues = result.error.issues.map((issue) => ({
        path: [result.target, ...issue.path].map(String).join('.'),
        message: issue.message,
      }));
      const message = `the request does not fit: ${issues.map(({ path }) => path).join(', ')}`;
      return c.json<Problem, 400>({ code: 'does-not-fit', message, issues, ...idOf(c) }, 400);
    },
  });
}

/** A refused request, thrown from wherever it is noticed. */
export class ApiProblem extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Asked too often: when again, in whole seconds (RFC 9110 §10.2.3), and never at once. @param waitMs milliseconds */
export const askedTooOften = (code: string, message: string, waitMs: number): ApiProblem =>
  new ApiProblem(429, code, message, {
    'Retry-After': `${Math.max(1, Math.ceil(waitMs / 1000))}`,
  });

/** For the `responses` of a route: `{ 200: …, ...problems(401, 404) }`. */
export function problems<S extends number>(...statuses: S[]) {
  const response = {
    description: 'See the problem’s code and message',
    content: { 'application/json': { schema: Problem } },
  };
  return Object.fromEntries(statuses.map((status) => [status, response])) as Record<
    S,
    typeof response
  >;
}

/** For `body` and `responses` of a route. */
export const json = <T extends z.ZodType>(schema: T, description = '') => ({
  description,
  content: { 'application/json': { schema } },
});

/** For `request.body`: without `required` a request of another content type would pass unchecked. */
export const jsonBody = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** Turns whatever was thrown into an answer; what nobody expected goes to the log with the request's id. */
export function answerError(error: Error, c: Context<ApiEnv>, log: Logger): Response {
  const { status, code, message, headers } = problemOf(error);
  if (status >= 500) log.error({ err: error, requestId: c.get('requestId') }, 'request failed');
  return c.json<Problem>({ code, message, ...idOf(c) }, status, headers);
}

interface Told {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

function problemOf(error: Error): Told {
  if (error instanceof ApiProblem)
    return { ...error, message: error.message, status: error.status };
  if (error instanceof DatabaseFault) return databaseProblem(error);
  if (error instanceof HTTPException) {
    if (error.status === 415)
      return { status: 415, code: 'not-json', message: 'the body must be application/json' };
    return { status: error.status, code: 'malformed', message: error.message };
  }
  return {
    status: 500,
    code: 'internal',
    message: 'the server has failed at this; it is in its log',
  };
}

function databaseProblem({ code }: DatabaseFault): Told {
  if (code === 'failed' || code === 'constraint' || code === 'read-only')
    return {
      status: 500,
      code: 'internal',
      message: 'the server has failed at this; it is in its log',
    };
  return {
    status: 503,
    code: code === 'ambiguous' ? 'ambiguous' : 'database-unavailable',
    message: 'the database does not answer now; try again with the same id',
    headers: { 'Retry-After': '2' },
  };
}

const idOf = (c: Context) => {
  const requestId: unknown = c.get('requestId');
  return typeof requestId === 'string' ? { requestId } : {};
};
