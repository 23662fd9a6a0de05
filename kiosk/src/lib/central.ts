/** The server's API, typed by its routes; and what went wrong when it did not do what it was asked. */
import { DetailedError, hc, parseResponse } from 'hono/client';
import type { Api } from '#server/app.ts';

/** Told when the server no longer knows who is signed in. */
const signedOut = new Set<() => void>();

/** @returns what ends it */
export function whenSignedOut(tell: () => void): () => void {
  signedOut.add(tell);
  return () => signedOut.delete(tell);
}

const listening: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  if (response.status === 401) for (const tell of signedOut) tell();
  return response;
};

export const central = hc<Api>('/api', { fetch: listening });

/** The server's answer to a request that it did not carry out, or its silence. */
export class CentralFault extends Error {
  /** HTTP status; undefined = nobody answered. */
  readonly status: number | undefined;
  /** The problem's code, for programs. */
  readonly code: string;
  /** Fields that do not fit, where it names them. */
  readonly fields: readonly string[];

  constructor(status: number | undefined, code: string, fields: readonly string[] = []) {
    super(code);
    this.name = 'CentralFault';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/**
 * The body of an answer that is good.
 * @throws CentralFault
 */
export const told: typeof parseResponse = async (pending) => {
  try {
    return await parseResponse(pending);
  } catch (error) {
    throw faultOf(error);
  }
};

function faultOf(error: unknown): unknown {
  if (error instanceof DetailedError) {
    const { code, fields } = problemIn(error.detail);
    return new CentralFault(error.statusCode, code, fields);
  }
  // What `fetch` throws when there is nobody.
  return error instanceof TypeError ? new CentralFault(undefined, 'no-server') : error;
}

interface Body {
  readonly code?: unknown;
  readonly issues?: readonly { readonly path?: unknown }[];
}

function problemIn(detail: unknown) {
  const body: Body = (detail as { data?: Body } | undefined)?.data ?? {};
  // “json.amount”: where in the request it stood is nothing to people.
  const fields = body.issues?.map(({ path }) => String(path).replace(/^\w+\./, '')) ?? [];
  return { code: typeof body.code === 'string' ? body.code : 'failed', fields };
}
