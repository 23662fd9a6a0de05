/** Takes out of what is handed in whatever could be about a person, or open a door (RH9; design decision 15). */

const LEFT_OUT = '[left out]';

/** Names of fields whose values are nobody's business, wherever they stand. */
const SECRET_NAME =
  /pin|password|secret|token|key|login|card|title|author|identifier|number|patron|authorization|cookie|message$|leader/i;

/** Numbers of cards and labels; the chips of tags and cards. Shorter runs are counts, codes and ports. */
const NUMBERS = [
  /\d{5,}/g,
  /\b[A-Z]{1,4}[.\-/ ]?\d{4,}\b/gi,
  /\b(?=[0-9A-F]*\d)[0-9A-F]{8,}\b/gi,
  /\b[\w-]{40,}\b/g,
];

/** Of any JSON value a copy that may leave the terminal. */
export function scrubbed(value: unknown): unknown {
  if (typeof value === 'string') return scrubbedText(value);
  if (Array.isArray(value)) return value.map(scrubbed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSecret(name, inner) ? LEFT_OUT : scrubbed(inner),
    ]),
  );
}

/** Whether a flag is set, or how many there are, says nothing. */
const isSecret = (name: string, value: unknown): boolean =>
  SECRET_NAME.test(name) && typeof value !== 'boolean';

export const scrubbedText = (text: string): string =>
  NUMBERS.reduce((before, pattern) => before.replace(pattern, '…'), text);
