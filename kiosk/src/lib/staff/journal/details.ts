/** What was and what is, on one line: the journal's details are the server's own names and values. */
export const detailsText = (details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join(', ');

const valueText = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);
