/** Every door of the server's API, as its own document names it: a route that comes later is walked without a word here. */
import { randomUUID } from 'node:crypto';

export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Operation {
  readonly summary?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: JsonSchema }>> };
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** What a field of this name is to be; undefined: whatever fits. A `kind` in an address is another than one in a body. */
export type Pick = (name: string, where: 'address' | 'body') => unknown;

export interface Asked {
  /** Below `/api`, with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

export interface ApiDoor {
  /** `put /staff/settings` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly opensTo: 'staff' | 'terminal' | 'anybody';
  readonly changes: boolean;
  /** A request that fits the door's schema. */
  example(pick?: Pick): Asked;
}

export async function apiDoors(url: string): Promise<readonly ApiDoor[]> {
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as ApiDocument;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      door(document, path, method, operation),
    ),
  );
}

function door(
  { components }: ApiDocument,
  path: string,
  method: string,
  operation: Operation,
): ApiDoor {
  const { parameters = [], requestBody, security = [], summary = '' } = operation;
  const [scheme = 'anybody'] = security.flatMap((one) => Object.keys(one));
  if (scheme !== 'staff' && scheme !== 'terminal' && scheme !== 'anybody')
    throw new Error(`${path} opens to ${scheme}, and nobody tests that`);
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const { schemas } = components;
  return {
    name: `${method} ${path}`,
    ...{ method: method.toUpperCase(), path, summary, opensTo: scheme },
    changes: method !== 'get',
    example: (pick = () => undefined) => {
      const text = ({ name, schema }: Parameter) =>
        encodeURIComponent(String(pick(name, 'address') ?? exampleOf(schema, schemas, pick)));
      const wanted = parameters.filter(
        (one) =>
          one.in === 'query' &&
          (one.required || (one.name === 'library' && pick(one.name, 'address') !== undefined)),
      );
      const query = wanted.map((one) => `${one.name}=${text(one)}`).join('&');
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const found = parameters.find((one) => one.in === 'path' && one.name === name);
        return found ? text(found) : name;
      });
      return {
        path: query === '' ? filled : `${filled}?${query}`,
        ...(type !== undefined &&
          content && { type, body: exampleOf(content.schema, schemas, pick) }),
      };
    },
  };
}

/** Patterns of the API, each with something that fits. */
const FITTING: readonly [RegExp, string][] = [
  [/\\d:\[0-5\]/, '07:30'],
  [/W\(0/, '2026-W47'],
  [/\[3-9A-Z\]\{8\}/, '33333333'],
  [/\[0-9a-f\]\{64\}/, 'a'.repeat(64)],
  [/\[0-9A-F\]\{16\}/, 'E004015000000001'],
  [/\[0-9A-F\]\{1,64\}/, 'E004015000000001'],
  [/\\w-\]\{43\}/, 'A'.repeat(43)],
  [/\^https/, 'https://hooks.example/x'],
  [/\\d\\d\\d|\\d\{3\}/, '245'],
  [/\\S\{1,80\}/, '1 a b'],
  [/\\d\{1,15\}/, '1 a'],
  [/\\d\+\\\.\\d\+/, '1.1'],
  [/\\d\\d/, '10'],
];

/** The least that fits: what is required, the first of several. */
export function exampleOf(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  pick: Pick,
): unknown {
  const again = (inner: JsonSchema | undefined) => exampleOf(inner ?? {}, named, pick);
  if (schema.$ref !== undefined) return again(named[schema.$ref.split('/').at(-1) ?? '']);
  const [choice] = schema.oneOf ?? schema.anyOf ?? [];
  if (choice) return again(choice);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => again(one)));
  if (schema.enum) return schema.enum[0];
  switch (typeof schema.type === 'string' ? schema.type : schema.type?.[0]) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [
          name,
          pick(name, 'body') ?? again(schema.properties?.[name]),
        ]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => again(schema.items));
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'string':
      return textThatFits(schema);
    default:
      return {};
  }
}

const FORMATS: Readonly<Record<string, () => string>> = {
  uuid: () => randomUUID(),
  email: () => 'mai@library.example',
  uri: () => 'https://hooks.example/x',
  date: () => '2026-11-23',
  binary: () => '',
};

function textThatFits({ format = '', minLength = 1, pattern }: JsonSchema): string {
  const made = FORMATS[format]?.();
  if (made !== undefined) return made;
  const fitting = FITTING.find(([form]) => pattern !== undefined && form.test(pattern));
  return fitting?.[1] ?? 'x'.repeat(Math.max(1, minLength));
}

export interface Knock extends Asked {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @returns what is said; of an answer that goes on for ever, its first words */
export async function knock(
  url: string,
  { method, path, body, type, headers }: Knock,
): Promise<{ readonly status: number; readonly text: string }> {
  const left = new AbortController();
  const answer = await fetch(`${url}/api${path}`, {
    ...{ method, signal: left.signal, redirect: 'manual' },
    headers: { ...(type !== undefined && { 'Content-Type': type }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { status } = answer;
  if (!answer.headers.get('Content-Type')?.startsWith('text/event-stream'))
    return { status, text: await answer.text() };
  const first = await answer.body?.getReader().read();
  left.abort();
  return { status, text: Buffer.from(first?.value ?? []).toString() };
}
