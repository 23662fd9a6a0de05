import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Sample = z.object({
  name: z.string(),
  request: z.string(),
  response: z.string(),
  note: z.string(),
});

const file = new URL('sip2-field-samples.jsonl', import.meta.url);

/** Messages that other systems have sent, as their users published them. */
export const sip2Samples = () =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Sample.parse(JSON.parse(line)));

/** All of their messages. */
export const sip2Messages = (): string[] =>
  sip2Samples().flatMap(({ request, response }) => [request, response].filter(Boolean));
