import { z } from 'zod';
import type { Words } from './decoder.ts';
import { decoderOf, isKind, KINDS } from './decoders.ts';
import { parseHex } from './hex.ts';

const Line = z.object({
  kind: z.string(),
  input_hex: z.string(),
  /** Names and values of any kind: what is not text is no context for a decoder. */
  context: z.record(z.string(), z.unknown()).nullish(),
});

/** A name that the line was given comes back with its answer, whatever else is wrong with it. */
const Label = z.object({ name: z.string().optional() });

/** The answer to one line of JSON: the decoded fields, or `error`. */
export function answerLine(text: string): Words {
  const parsed = parseJson(text);
  if ('error' in parsed) return parsed;
  const label = labelOf(parsed.value);
  const line = Line.safeParse(parsed.value);
  if (!line.success) return { ...label, error: faultOf(line.error) };
  return { ...label, ...answerOf(line.data) };
}

function answerOf({ kind, input_hex, context }: z.infer<typeof Line>): Words {
  if (!isKind(kind)) {
    return { error: `there is no kind “${kind}”; there are: ${KINDS.join(', ')}` };
  }
  const bytes = parseHex(input_hex);
  if (!(bytes instanceof Uint8Array)) return bytes;
  return decoderOf(kind)(bytes, textsIn(context ?? {}));
}

const textsIn = (context: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(context).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

function parseJson(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    // Some shells put a byte order mark in front of what they pipe.
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    return { error: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function labelOf(value: unknown): Words {
  const label = Label.safeParse(value);
  return label.success ? label.data : {};
}

const faultOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.') || 'line'}: ${message}`).join('; ');
